import { coltyp } from '@esekit/engine';
import { columns, tableName, type BulkColumn } from '../bulk/columns';
import type { BulkValues } from '../bulk/values';

/** Creates the generated table in SQLite, and inserts a row. */
export const createTable = `CREATE TABLE ${tableName} (${columns
  .map((column) => `"${column.name}" ${sqliteType(column)}`)
  .join()})`;
export const insertRow = `INSERT INTO ${tableName} VALUES (${columns.map(() => '?').join()})`;

/** The values of a row in the order of the columns. */
export function sqliteValues(values: BulkValues): unknown[] {
  return columns.map(({ name }) => sqliteValue(name, values));
}

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
