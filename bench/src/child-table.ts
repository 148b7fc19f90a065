// The SQLite database with the rows of the generated table, in a process of its own:
//   child-table.ts PATH ROWS
import Database from 'better-sqlite3';
import { valuesOf } from './bulk/values';
import { createTable, insertRow, sqliteValues } from './peers/sqlite-rows';

const [path = '', rows = '0'] = process.argv.slice(2);

const db = new Database(path);
db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; ${createTable}`);
const insert = db.prepare(insertRow);
db.exec('BEGIN');
for (let id = 1; id <= Number(rows); id++) insert.run(...sqliteValues(valuesOf(id)));
db.exec('COMMIT');
db.close();
console.log('null');
