import { createMemoryFileSystem, type FileSystem, type LogTime, logTimeFromDate } from '@esekit/core';
import { databasesInFolder } from '@esekit/log';
import { recoverSync } from '@esekit/log/recovery';
import { readDatabaseHeaderSync, type DatabaseHeader } from '@esekit/pages';
import { comparePagesLogically, pagesOfFile, seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { Instance, type InstanceDatabase, type InstanceSession, type InstanceTable } from '../../src/api';
import { checkFile } from '../../src/check';
import { DurableFileSystem } from './support/durable-file-system';

/**
 * The logs of an instance are the whole truth: replayed from the first generation into an empty folder they give the
 * database that the instance left, page by page.
 */

type Random = ReturnType<typeof seededRandom>;

interface Item {
  readonly id: number;
  readonly kind: number;
  readonly text: string;
  readonly blob: Uint8Array | null;
}

const columns = {
  id: { type: 'Long' },
  kind: { type: 'Long' },
  text: { type: 'Text', size: 200 },
  blob: { type: 'LongBinary' },
} as const;

let time = Date.UTC(2026, 5, 1);
const now = (): LogTime => logTimeFromDate(new Date((time += 1000)));

async function start(
  fs: FileSystem,
  pageSize: number,
  random: Random,
): Promise<[Instance, InstanceDatabase]> {
  const platform = { fs, now, random: () => random.below(2 ** 32) };
  const settings = {
    pageSize,
    extensionPages: 16,
    logFileSize: 128,
    cacheBytes: 40 * pageSize,
    checkpointDepth: 1 << 17,
  };
  const instance = await Instance.open(platform, 'data', settings);
  return [instance, await instance.openDatabase('a.edb')];
}

function makeTable(session: InstanceSession, database: InstanceDatabase, n: number): InstanceTable<Item> {
  const indexes = {
    id: { columns: ['id'], primary: true },
    kind: { columns: ['kind', '-id'] },
    text: { columns: ['text'], locale: 'en-US' },
  };
  return session.createTable<Item>(database, { name: `table${n}`, columns, indexes });
}

function changeRows(
  session: InstanceSession,
  table: InstanceTable<Item>,
  random: Random,
  rows: number,
): void {
  const work = (): void => {
    for (let i = 0; i < rows; i++) {
      const id = random.below(900);
      const row = {
        kind: random.below(9),
        text: `text ${random.below(1e6)} ${'x'.repeat(random.below(60))}`,
        blob: random.below(9) === 0 ? new Uint8Array(random.below(9000)).fill(id) : null,
      };
      const choice = random.below(10);
      if (choice < 5 && table.get([id]) === undefined) table.insert({ id, ...row });
      else if (choice < 7) table.update([id], row);
      else table.delete([id]);
    }
    if (random.below(5) === 0) throw new RollBack();
  };
  try {
    session.transactionSync(work, { isLazy: random.below(2) === 0 });
  } catch (error) {
    if (!(error instanceof RollBack)) throw error;
  }
}

class RollBack extends Error {}

/** Rows come and go; whole ranges go, so that pages are merged; a table goes, and another one comes. */
function work(session: InstanceSession, database: InstanceDatabase, random: Random, first: number): void {
  const tables = [makeTable(session, database, first), makeTable(session, database, first + 1)];
  for (let i = 0; i < 25; i++) changeRows(session, tables[random.below(2)]!, random, 30);
  session.transactionSync(() => {
    for (const { id } of tables[0]!.rows({ columns: ['id'] })) if (id % 10 !== 0) tables[0]!.delete([id]);
  });
  tables[1]!.close();
  session.deleteTable(database, `table${first + 1}`);
  for (let i = 0; i < 5; i++) changeRows(session, tables[0]!, random, 30);
}

function bytesOf(fs: FileSystem, path: string): Uint8Array {
  const file = fs.openSync(path, 'read');
  const bytes = new Uint8Array(file.sizeSync());
  file.readSync(bytes, 0);
  file.closeSync();
  return bytes;
}

function headerOf(fs: FileSystem, path: string): Partial<DatabaseHeader> {
  const file = fs.openSync(path, 'read');
  const { header } = readDatabaseHeaderSync(file);
  file.closeSync();
  const { dbstate, objidLast, ulVersion, ulDaeUpdateMajor, ulDaeUpdateMinor, dbid, signDb, signLog } = header;
  return { dbstate, objidLast, ulVersion, ulDaeUpdateMajor, ulDaeUpdateMinor, dbid, signDb, signLog };
}

/** A folder with nothing but the logs. */
function onlyLogs(fs: FileSystem): FileSystem {
  const copy = createMemoryFileSystem();
  copy.createDirectorySync('data');
  for (const name of fs.readDirectorySync('data').filter((name) => name.endsWith('.log'))) {
    const file = copy.openSync(`data/${name}`, 'createNew');
    file.writeSync(bytesOf(fs, `data/${name}`), 0);
    file.closeSync();
  }
  return copy;
}

describe.each([4096, 8192, 32768])('the logs of an instance with pages of %i bytes', (pageSize) => {
  it('replayed from the first on give the database that it left', async () => {
    const random = seededRandom(seedForRun(`own logs ${pageSize}`));
    const disk = new DurableFileSystem();
    const [before, database] = await start(disk.fs, pageSize, random);
    const session = before.session();
    work(session, database, random, 1);
    session.engine.begin();
    changeRows(session, makeTable(session, database, 8), random, 40);
    // The process dies in the middle of a transaction, and the next one goes on.
    const crashed = disk.processCrash();
    const [instance, again] = await start(crashed, pageSize, random);
    work(instance.session(), again, random, 3);
    await instance.close();

    const replayed = onlyLogs(crashed);
    const databases = databasesInFolder(replayed, 'data');
    const { code } = recoverSync({ fs: replayed, logFolder: 'data', databases, now, random: () => 1 });
    expect(code).toBe('JET_errSuccess');
    const [ours, theirs] = [crashed, replayed].map((fs) => pagesOfFile(bytesOf(fs, 'data/a.edb')));
    const comparison = comparePagesLogically(theirs!, ours!);
    expect(comparison.differences).toEqual([]);
    expect(comparison.pages).toBeGreaterThan(30);
    expect(headerOf(replayed, 'data/a.edb')).toEqual(headerOf(crashed, 'data/a.edb'));
    for (const fs of [crashed, replayed]) {
      const problems: string[] = [];
      await checkFile(fs, 'data/a.edb', ({ kind, text }) => {
        // The space of the table that the crash left uncommitted: giving it back is nobody's part (24 §4).
        if (kind !== 'spaceLeak') problems.push(text);
      });
      expect(problems).toEqual([]);
    }
  });
});
