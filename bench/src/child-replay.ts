// Replays logs in a process of its own:
//   recover FOLDER CACHE-MIB | restore SET TARGET CACHE-MIB
// Prints the seconds, and what the rows add up to afterwards.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { logTimeFromDate } from '@esekit/core';
import { createNodeFileSystem } from '@esekit/core/node';
import { openDatabase } from '@esekit/engine/node';
import { databasesInFolder } from '@esekit/log';
import { recover } from '@esekit/log/recovery';
import { restoreInstance } from '@esekit/restore';
import { tableName } from './bulk/columns';
import { databaseName } from './replay/dirty-stream';

const [verb, first = '', second = '', third = ''] = process.argv.slice(2);
const fs = createNodeFileSystem();
const clockAndRandom = {
  now: () => logTimeFromDate(new Date()),
  random: () => Math.floor(Math.random() * 0x1_0000_0000),
};

async function replay(folder: string, cacheBytes: number): Promise<void> {
  const { code } = await recover({
    fs,
    logFolder: folder,
    databases: databasesInFolder(fs, folder),
    acceptsMissingCurrentLog: true,
    cacheBytes,
    ...clockAndRandom,
  });
  if (code !== 'JET_errSuccess') throw new Error(code);
}

async function restore(set: string, target: string, cacheBytes: number): Promise<void> {
  await restoreInstance({
    fs,
    set,
    destination: target,
    logFolder: target,
    cacheBytes,
    ...clockAndRandom,
  });
}

interface SummedRow {
  readonly Id: number;
  readonly Hash: number;
}

/** Opening fails unless the database is clean. */
function sums(path: string): Record<string, number> {
  const database = openDatabase(path);
  let [rows, ids, hashes] = [0, 0, 0];
  for (const { Id, Hash } of database.table<SummedRow>(tableName).rows({ columns: ['Id', 'Hash'] })) {
    rows++;
    ids += Id;
    hashes += Hash;
  }
  database.close();
  return { rows, ids, hashes };
}

const isRestore = verb === 'restore';
const folder = isRestore ? second : first;
const cacheBytes = Number(isRestore ? third : second) * (1 << 20);
if (isRestore) mkdirSync(folder, { recursive: true });
const startedAt = performance.now();
await (isRestore ? restore(first, folder, cacheBytes) : replay(folder, cacheBytes));
const seconds = (performance.now() - startedAt) / 1000;
console.log(JSON.stringify({ seconds, ...sums(join(folder, databaseName)) }));
