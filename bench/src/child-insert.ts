// Inserts, changes and reads in a process of its own:
//   child-insert.ts (esekit | sqlite) (bulk | durable | reads) FOLDER ROWS
//   child-insert.ts esekit sessions FOLDER ROWS SESSIONS
// bulk: in transactions of 1,000 that are not waited for; durable: one row each, waited for; sessions: the same by
// several sessions at a time; reads: random reads by key of a table that was filled just before.
// Prints the seconds, and what the table holds afterwards.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openInstance } from '@esekit/engine/node';
import Database from 'better-sqlite3';
import { SeededNumbers } from './database/random';
import { insertedRow, rowsPerTransaction, type InsertedRow } from './inserts/rows';

const [what, mode, folder = '', rowsText = '0', sessionsText = '1'] = process.argv.slice(2);
const rows = Number(rowsText);
const cacheBytes = 256 << 20;

interface Answer {
  readonly seconds: number;
  readonly rows: number;
  readonly ids: number;
}

async function esekit(): Promise<Answer> {
  const instance = await openInstance(folder, {
    pageSize: 8192,
    cacheBytes,
    logFileSize: 16 << 10,
    checkpointDepth: 256 << 20,
    versionPagesMost: 1024,
    sessionsMost: 64,
  });
  const database = await instance.openDatabase('a.edb');
  const session = instance.session();
  session
    .createTable(database, {
      name: 'rows',
      columns: {
        id: { type: 'Long' },
        name: { type: 'Text', size: 200 },
        value: { type: 'LongBinary' },
        place: { type: 'Long' },
      },
      indexes: { id: { columns: ['id'], primary: true }, byPlace: { columns: ['place'] } },
    })
    .close();
  const table = session.table<InsertedRow>(database, 'rows');
  const bulk = (): void => {
    for (let from = 1; from <= rows; from += rowsPerTransaction) {
      const last = Math.min(rows, from + rowsPerTransaction - 1);
      session.transactionSync(
        () => {
          for (let id = from; id <= last; id++) table.insert(insertedRow(id));
        },
        { isLazy: true },
      );
    }
  };
  if (mode === 'reads') bulk();
  const ids = readIds();
  if (mode === 'reads') sumOf(ids.subarray(0, ids.length / 4), (id) => table.get([id]));
  const startedAt = performance.now();
  let sum = 0;
  if (mode === 'bulk') bulk();
  else if (mode === 'reads') sum = sumOf(ids, (id) => table.get([id]));
  else if (mode === 'durable') {
    for (let id = 1; id <= rows; id++) await session.transaction(() => table.insert(insertedRow(id)));
  } else {
    const count = Number(sessionsText);
    const work = async (first: number): Promise<void> => {
      const own = instance.session();
      const place = own.table<InsertedRow>(database, 'rows');
      for (let id = first; id <= rows; id += count)
        await own.transaction(() => place.insert(insertedRow(id)));
      own.close();
    };
    await Promise.all(Array.from({ length: count }, (_, i) => work(i + 1)));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  let counted = 0;
  if (mode !== 'reads')
    for (const { id } of table.rows({ columns: ['id'] })) [counted, sum] = [counted + 1, sum + id];
  await instance.close();
  return { seconds, rows: counted, ids: sum };
}

function sqlite(): Answer {
  mkdirSync(folder, { recursive: true });
  const db = new Database(join(folder, 'a.db'));
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${mode === 'durable' ? 'FULL' : 'NORMAL'}`);
  db.pragma(`cache_size = -${cacheBytes / 1024}`);
  db.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY, name TEXT, value BLOB, place INTEGER)');
  db.exec('CREATE INDEX byPlace ON rows (place)');
  const insert = db.prepare('INSERT INTO rows VALUES (@id, @name, @value, @place)');
  const bulk = (): void => {
    for (let from = 1; from <= rows; from += rowsPerTransaction) {
      const last = Math.min(rows, from + rowsPerTransaction - 1);
      db.transaction(() => {
        for (let id = from; id <= last; id++) insert.run(insertedRow(id));
      })();
    }
  };
  if (mode === 'reads') bulk();
  const get = db.prepare('SELECT * FROM rows WHERE id = ?');
  const read = (id: number): InsertedRow => get.get(id) as InsertedRow;
  const ids = readIds();
  if (mode === 'reads') sumOf(ids.subarray(0, ids.length / 4), read);
  const startedAt = performance.now();
  let sum = 0;
  if (mode === 'bulk') bulk();
  else if (mode === 'reads') sum = sumOf(ids, read);
  else for (let id = 1; id <= rows; id++) insert.run(insertedRow(id));
  const seconds = (performance.now() - startedAt) / 1000;
  const facts = db.prepare('SELECT count(*) AS rows, sum(id) AS ids FROM rows').get() as Omit<
    Answer,
    'seconds'
  >;
  db.close();
  return mode === 'reads' ? { seconds, rows: 0, ids: sum } : { seconds, ...facts };
}

function readIds(): Int32Array {
  const numbers = new SeededNumbers(7);
  return Int32Array.from({ length: mode === 'reads' ? rows : 0 }, () => numbers.between(1, rows));
}

/** Adds up something of every row, so that no read can be left out. */
function sumOf(ids: Int32Array, read: (id: number) => InsertedRow | undefined): number {
  let sum = 0;
  for (const id of ids) {
    const row = read(id)!;
    sum = (sum + row.id + row.place + row.name.length + row.value.length) % Number.MAX_SAFE_INTEGER;
  }
  return sum;
}

console.log(JSON.stringify(what === 'sqlite' ? sqlite() : await esekit()));
