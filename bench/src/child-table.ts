// The SQLite database with the rows of the generated table, in a process of its own:
//   child-table.ts PATH ROWS
import { coltyp } from '@esekit/engine';
import Database from 'better-sqlite3';
import { columns, tableName, type BulkColumn } from './bulk/columns';
import { valuesOf, type BulkValues } from './bulk/values';

const [path = '', rows = '0'] = process.argv.slice(2);

/** Without a type SQLite would keep whole numbers as floating-point ones. */
function sqliteType({ name, type, size }: BulkColumn): string {
  if (name === 'Id') return 'INTEGER PRIMARY KEY';
  if (type === coltyp.ieeeDouble || type === coltyp.ieeeSingle) return 'REAL';
  if (type === coltyp.dateTime || type === coltyp.guid || type === coltyp.text || type === coltyp.longText)
    return 'TEXT';
  return size === 0 || type === coltyp.binary ? 'BLOB' : 'INTEGER';
}

/** What SQLite has no type for is stored as the text that an export shows. */
function sqliteValue(name: string, values: BulkValues): unknown {
  const value = values[name as keyof BulkValues];
  if (name === 'Time') return new Date(values.Time).toISOString();
  if (name === 'Device') return guidText(values.Device);
  return typeof value === 'boolean'
    ? Number(value)
    : value instanceof Uint8Array
      ? Buffer.from(value)
      : value;
}

/** The first three groups of a GUID are little endian. */
function guidText(bytes: Uint8Array): string {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  const hex = Buffer.from(order.map((i) => bytes[i]!)).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const db = new Database(path);
const definitions = columns.map((column) => `"${column.name}" ${sqliteType(column)}`);
db.exec(
  `PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE ${tableName} (${definitions.join()})`,
);
const insert = db.prepare(`INSERT INTO ${tableName} VALUES (${columns.map(() => '?').join()})`);
db.exec('BEGIN');
for (let id = 1; id <= Number(rows); id++) {
  const values = valuesOf(id);
  insert.run(...columns.map(({ name }) => sqliteValue(name, values)));
}
db.exec('COMMIT');
db.close();
console.log('null');
