// Random reads by primary key in a process of its own:
//   child-points.ts (esekit | sqlite) PATH ROWS READS COLUMNS CACHE-MIB
// COLUMNS are names with commas between. Prints the seconds, and a sum that shows that the rows were read.
import { openDatabase } from '@esekit/engine/node';
import Database from 'better-sqlite3';
import { primaryIndexName, tableName } from './bulk/columns';
import { SeededNumbers } from './database/random';

const [what, path = '', rows = '1', reads = '0', names = '', cacheMebibytes = '64'] = process.argv.slice(2);
const cacheBytes = Number(cacheMebibytes) * (1 << 20);
const columns = names.split(',');

interface PointRow {
  readonly Id: number;
  readonly Size: number;
  readonly Name: string;
}

type Read = (id: number) => PointRow | undefined;

function esekitRead(): Read {
  const index = openDatabase(path, { cacheBytes }).table<PointRow>(tableName).index(primaryIndexName);
  const reader = index.pointReader({ columns: columns as (keyof PointRow)[] });
  return (id) => reader.get(id);
}

function sqliteRead(): Read {
  const db = new Database(path, { readonly: true });
  db.pragma(`cache_size = -${cacheBytes / 1024}`);
  const list = columns.map((name) => `"${name}"`).join();
  const statement = db.prepare(`SELECT ${list} FROM ${tableName} WHERE Id = ?`);
  return (id) => statement.get(id) as PointRow | undefined;
}

/** Adds up something of every row, so that no read can be left out. */
function pass(read: Read, ids: Int32Array): number {
  let sum = 0;
  for (const id of ids) {
    const row = read(id)!;
    sum = (sum + row.Id + Number(row.Size) + row.Name.length) % Number.MAX_SAFE_INTEGER;
  }
  return sum;
}

const numbers = new SeededNumbers(7);
const ids = Int32Array.from({ length: Number(reads) }, () => numbers.between(1, Number(rows)));
const read = what === 'sqlite' ? sqliteRead() : esekitRead();
// Compiles the code and fills the cache.
pass(read, ids.subarray(0, ids.length / 4));
const startedAt = performance.now();
const sum = pass(read, ids);
console.log(JSON.stringify({ seconds: (performance.now() - startedAt) / 1000, sum }));
