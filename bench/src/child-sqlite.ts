// Everything with better-sqlite3, in a process of its own:
//   version | generate PATH BYTES | backup PATH TARGET (default | atOnce) | count PATH
import Database from 'better-sqlite3';
import { SeededNumbers } from './database/random';

const [verb, path = '', second = '', pages = ''] = process.argv.slice(2);

/** Rows like those of the generated ESE database: an integer key and 80 to 150 random bytes. */
function generate(size: number): void {
  const db = new Database(path);
  db.exec(
    'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE bench (id INTEGER PRIMARY KEY, data BLOB)',
  );
  const insert = db.prepare('INSERT INTO bench VALUES (?, ?)');
  const numbers = new SeededNumbers(1);
  const pageSize = db.pragma('page_size', { simple: true }) as number;
  db.exec('BEGIN');
  for (let id = 1; ; id++) {
    insert.run(id, numbers.fill(Buffer.allocUnsafe(numbers.between(80, 150))));
    if (id % 1000 === 0 && (db.pragma('page_count', { simple: true }) as number) * pageSize >= size) break;
  }
  db.exec('COMMIT');
  db.close();
}

async function backup(): Promise<{ seconds: number }> {
  const db = new Database(path, { readonly: true });
  const startedAt = performance.now();
  await db.backup(second, pages === 'atOnce' ? { progress: () => 0x7fff_ffff } : {});
  const seconds = (performance.now() - startedAt) / 1000;
  db.close();
  return { seconds };
}

function summary(): unknown {
  const db = new Database(path, { readonly: true });
  return db.prepare('SELECT count(*) AS count, sum(id) AS ids, sum(length(data)) AS bytes FROM bench').get();
}

function version(): string {
  return (new Database(':memory:').prepare('SELECT sqlite_version() AS v').get() as { v: string }).v;
}

let result: unknown = null;
if (verb === 'version') result = version();
else if (verb === 'generate') generate(Number(second));
else if (verb === 'backup') result = await backup();
else result = summary();
console.log(JSON.stringify(result));
