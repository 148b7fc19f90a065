import { TreeCursor } from '@esekit/btree';
import { coltyp, UndecodedValue, type ReadLossSink, type Row, type Table, type Value } from '../../src/index';

export interface Line {
  readonly text: string;
  readonly cells: number;
}

/**
 * Rows in the notation of the first reader's export: keys sorted, floats as decimal strings the way Python
 * prints them, binary as {"hex"}, DateTime as the raw 64-bit number, NULL left out. That reader takes off
 * the zeros at the end of a text; they are part of the value, and ours keeps them.
 */
export function* dissectLines(table: Table, onLoss: ReadLossSink): Generator<Line, void, void> {
  const dates = rawDates(table);
  const floats = new Set(
    table.schema.columns
      .filter(({ coltyp: type }) => type === coltyp.ieeeSingle || type === coltyp.ieeeDouble)
      .map(({ name }) => name),
  );
  for (const row of table.rows({ onLoss })) yield line(row, dates.next().value ?? {}, floats);
}

function line(row: Row, dates: Row, floats: ReadonlySet<string>): Line {
  const cells: string[] = [];
  for (const name of Object.keys(row).sort()) {
    const values = listOf(dates[name] ?? row[name]!).map(floats.has(name) ? floatText : cellText);
    cells.push(`${JSON.stringify(name)}: ${values.length === 1 ? values[0]! : `[${values.join(', ')}]`}`);
  }
  return { text: `{${cells.join(', ')}}`, cells: cells.length };
}

/** A multi-valued column with one value is a list of one for us, and the value alone for that reader. */
function listOf(value: Value | readonly Value[]): readonly Value[] {
  return isList(value) ? value : [value];
}

function isList(value: Value | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value);
}

function cellText(value: Value): string {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return `{"hex": "${Buffer.from(value).toString('hex')}"}`;
  if (value instanceof UndecodedValue) return JSON.stringify({ undecoded: value.note });
  if (typeof value === 'string') return JSON.stringify(value.replace(/\0+$/, ''));
  return JSON.stringify(value);
}

/** Python has an exponent from 1e16 on and below 1e-4, of two digits at least. */
function floatText(value: Value): string {
  const number = value as number;
  const [digits = '', exponent = ''] = number.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16) {
    const sign = power < 0 ? '-' : '+';
    return `"${digits}e${sign}${String(Math.abs(power)).padStart(2, '0')}"`;
  }
  const text = Object.is(number, -0) ? '-0' : String(number);
  return `"${text.includes('.') ? text : `${text}.0`}"`;
}

/** The DateTime columns again, as 64-bit numbers: a Date does not keep all bits. */
function* rawDates(table: Table): Generator<Row, void, void> {
  const columns = table.schema.columns.filter(({ coltyp: type }) => type === coltyp.dateTime);
  if (columns.length === 0) return;
  const reader = table.reader(true);
  const cursor = new TreeCursor(table.tree, { onLoss: () => undefined });
  while (cursor.next()) {
    const record = reader.read(cursor);
    const row: Row = {};
    for (const column of columns) {
      const values: bigint[] = [];
      for (let itag = 1; itag <= reader.finder.count(record, column); itag++) {
        if (reader.finder.find(record, column, itag) !== 'value') continue;
        const { bytes, start } = reader.finder.place;
        values.push(new DataView(bytes.buffer, bytes.byteOffset + start, 8).getBigInt64(0, true));
      }
      if (values.length > 0) row[column.name] = values.length === 1 ? values[0]! : values;
    }
    yield row;
  }
}
