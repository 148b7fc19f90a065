// The rows of the dirty instance in SQLite, in a process of its own:
//   generate FOLDER TRANSACTIONS SEED | recover FOLDER CACHE-MIB
// `generate` leaves a database and its write-ahead log as a crash does; `recover` opens them and brings
// everything into the database.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { tableName } from './bulk/columns';
import { valuesOf } from './bulk/values';
import { createTable, insertRow, sqliteValues } from './peers/sqlite-rows';
import { baseRows, changesPerTransaction, RowChanges, valuesOfVersion } from './replay/row-changes';

const [verb, folder = '', first = '0', second = '0'] = process.argv.slice(2);
const databaseName = 'bench.db';

/** Columns that an update changes. */
const updated = ['Level', 'Size', 'Mean', 'Hash', 'Port', 'Digest', 'Device', 'Price'] as const;

function generate(transactions: number, seed: number): void {
  const work = mkdtempSync(join(dirname(folder), 'wal-'));
  const path = join(work, databaseName);
  const db = new Database(path);
  db.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 0; ${createTable}`,
  );
  const insert = db.prepare(insertRow);
  db.exec('BEGIN');
  for (let id = 1; id <= baseRows; id++) insert.run(...sqliteValues(valuesOf(id)));
  db.exec('COMMIT');
  db.pragma('wal_checkpoint(TRUNCATE)');
  const names = updated.map((name) => `"${name}" = ?`).join();
  const update = db.prepare(`UPDATE ${tableName} SET ${names} WHERE Id = ?`);
  const remove = db.prepare(`DELETE FROM ${tableName} WHERE Id = ?`);
  const changes = new RowChanges(seed);
  for (let i = 0; i < transactions; i++) {
    db.exec('BEGIN');
    for (let j = 0; j < changesPerTransaction; j++) {
      const change = changes.next();
      if (change.kind === 'delete') remove.run(change.id);
      else {
        const values = valuesOfVersion(change);
        if (change.kind === 'insert') insert.run(...sqliteValues(values));
        else update.run(...updatedValues(values), change.id);
      }
    }
    db.exec('COMMIT');
  }
  mkdirSync(folder, { recursive: true });
  for (const name of [databaseName, `${databaseName}-wal`])
    copyFileSync(join(work, name), join(folder, name));
  db.close();
  rmSync(work, { recursive: true });
}

function recover(cacheMebibytes: number): { seconds: number } & Record<string, unknown> {
  const startedAt = performance.now();
  const db = new Database(join(folder, databaseName));
  db.pragma(`cache_size = -${cacheMebibytes * 1024}`);
  const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  const seconds = (performance.now() - startedAt) / 1000;
  if (result?.busy !== 0) throw new Error('the checkpoint was not complete');
  const sums = db
    .prepare(`SELECT count(*) AS rows, sum(Id) AS ids, sum(Hash) AS hashes FROM ${tableName}`)
    .get();
  db.close();
  return { seconds, ...(sums as object) };
}

function updatedValues(values: ReturnType<typeof valuesOf>): unknown[] {
  const all = sqliteValues(values);
  return updated.map((name) => all[Object.keys(values).indexOf(name)]);
}

console.log(
  JSON.stringify(
    verb === 'generate' ? (generate(Number(first), Number(second)) ?? null) : recover(Number(first)),
  ),
);
