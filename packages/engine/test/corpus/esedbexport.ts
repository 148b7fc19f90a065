import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unpackArchive } from '@esekit/testkit';
import { coltyp, type ColumnSchema, type Row, type Table } from '../../src/index';

/** A table of the second reader's export: tab-separated, the first line the names of the columns. */
export interface TabTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The tables that were exported as a whole: the one at which the reader gave up is left out. */
export function* tabTables(archive: string, folder: string): Generator<TabTable, void, void> {
  const log = archive.replace(/\.tar\.gz$/, '.log');
  const failed = existsSync(log)
    ? /unable to export table: (\d+)/.exec(readFileSync(log, 'utf8'))?.[1]
    : undefined;
  const root = unpackArchive(archive, folder);
  for (const exported of readdirSync(root)) yield* tabTablesIn(join(root, exported), failed);
}

/**
 * The tables of a folder that the second reader has written.
 *
 * @param failed the place of the one at which it gave up
 */
export function* tabTablesIn(folder: string, failed?: string): Generator<TabTable, void, void> {
  for (const file of readdirSync(folder)) {
    // The number behind the name is the table's place in the catalog.
    const [, name = '', place] = /^(.*)\.(\d+)$/.exec(file) ?? [];
    if (place === failed) continue;
    const [head = '', ...lines] = readFileSync(join(folder, file), 'utf8').split('\n');
    if (lines.at(-1) === '') lines.pop();
    yield { name, columns: head.split('\t'), rows: lines.map((line) => line.split('\t')) };
  }
}

const numbers: ReadonlySet<number> = new Set([
  coltyp.bit,
  coltyp.unsignedByte,
  coltyp.short,
  coltyp.long,
  coltyp.longLong,
  coltyp.unsignedLong,
  coltyp.unsignedShort,
]);

/**
 * A cell as that reader prints it, or `undefined` where it prints nothing that can be compared: floats are
 * cut (those of four bytes wrong), LongText is left empty where it cannot read it, GUIDs are bare bytes,
 * and for a fixed column that is NULL it prints the filling bytes.
 */
export function tabCell(column: ColumnSchema, row: Row): string | undefined {
  const value = row[column.name];
  if (Array.isArray(value)) return undefined;
  if (value === null || value === undefined) return column.kind === 'fixed' ? undefined : '';
  if (numbers.has(column.coltyp)) return String(value as number);
  if (column.coltyp === coltyp.text) return escaped(value as string);
  return value instanceof Date && column.coltyp === coltyp.dateTime ? dateText(value) : undefined;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Without the digits behind the milliseconds, which a Date does not have. */
function dateText(date: Date): string {
  const [day, time] = date.toISOString().slice(0, -1).split('T') as [string, string];
  const [year, month, dayOfMonth] = day.split('-') as [string, string, string];
  return `${months[Number(month) - 1]} ${dayOfMonth}, ${year} ${time}`;
}

/** That reader ends a text at its first zero, and makes other characters of those beyond U+FFFF. */
function escaped(text: string): string | undefined {
  const [start = ''] = text.split('\0');
  if (/[\ud800-\udfff]/.test(start)) return undefined;
  return start
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
}

const millisecondsPerSecond = 1000;
const ticksPerMillisecond = 10_000n;
/** From 1601, where FILETIMEs begin, to 1970. */
const millisecondsTo1970 = 11_644_473_600_000;

/**
 * Whether a printed cell says the same. FILETIMEs are printed with all digits. Of OLE dates that reader cuts
 * the seconds, so one that falls short of a whole second by a rounding error comes out a second early, and
 * what it prints behind them is wrong. Dates that it does not know are printed as hex.
 */
export function isSameCell(column: ColumnSchema, ours: string, theirs: string): boolean {
  if (ours === theirs) return true;
  // Of a database that it knows, that reader prints 64-bit numbers as the FILETIMEs that they are meant to be.
  if (column.coltyp === coltyp.longLong && /^[A-Z]/.test(theirs)) {
    return theirs.startsWith(
      dateText(new Date(Number(BigInt(ours) / ticksPerMillisecond) - millisecondsTo1970)),
    );
  }
  if (column.coltyp !== coltyp.dateTime) return false;
  if (theirs.startsWith(ours) || theirs.startsWith('(0x')) return true;
  const apart = Date.parse(`${ours} UTC`) - Date.parse(`${theirs.slice(0, -6)} UTC`);
  return Math.abs(apart) < millisecondsPerSecond;
}

/** A table and what that reader says of it: rows, cells that were compared, and what is different. */
export function compareWithTab(
  table: Table,
  exported: TabTable,
): { rows: number; cells: number; found: string[] } {
  const found: string[] = [];
  const byName = new Map(table.schema.columns.map((column) => [column.name, column]));
  const columns = exported.columns.map((name) => byName.get(name));
  let cells = 0;
  let rows = 0;
  for (const row of table.rows({ onLoss: () => undefined })) {
    const theirs = exported.rows[rows++] ?? [];
    columns.forEach((column, i) => {
      const ours = column && tabCell(column, row);
      if (ours === undefined || column === undefined) return;
      if (ours !== '') cells++;
      if (!isSameCell(column, ours, theirs[i] ?? '')) {
        found.push(`row ${rows} ${column.name}: ${ours} | ${theirs[i] ?? '(none)'}`);
      }
    });
  }
  if (rows !== exported.rows.length) found.push(`rows ${rows} | ${exported.rows.length}`);
  return { rows, cells, found };
}
