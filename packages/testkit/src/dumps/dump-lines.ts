import { createHash } from 'node:crypto';
import { columnFlag, coltyp, coltypNames, indexFlag } from './catalog-numbers';
import type {
  DumpableColumn,
  DumpableDatabase,
  DumpableIndex,
  DumpableReader,
  DumpableTable,
} from './dumpable-database';

/** The tables of a database in the notation of the engine's dumps (section 6 of the scenario language). */
export function* dumpLines(database: DumpableDatabase, withSystem: boolean): Generator<string, void, void> {
  const names = database.tables
    .map(({ name }) => name)
    .filter((name) => withSystem || !name.startsWith('MSys'));
  for (const name of names.sort()) yield* tableLines(database.table(name));
}

function* tableLines(table: DumpableTable): Generator<string, void, void> {
  const { schema } = table;
  const t = schema.name;
  const columns = [...schema.columns].sort((a, b) => a.columnid - b.columnid);
  const indexes = [...schema.indexes].sort((a, b) => (a.name.toUpperCase() < b.name.toUpperCase() ? -1 : 1));
  yield JSON.stringify({
    table: t,
    flags: schema.flags >>> 0,
    columns: columns.map(columnLine),
    indexes: indexes.map(indexLine),
  });
  const reader = table.reader();
  const cursor = table.cursor();
  let rows = 0;
  while (cursor.next()) {
    rows++;
    const bm = hex(cursor.key());
    const record = reader.read(cursor as never);
    const r: Record<string, unknown> = {};
    for (const column of columns) {
      const values = instances(reader, record, column);
      if (values.length > 0) r[column.name] = values.length === 1 ? values[0] : values;
    }
    yield JSON.stringify({ t, bm, r });
  }
  yield JSON.stringify({ t, rows });
  for (const index of indexes) {
    if (index.isPrimary) continue;
    const entries = [...table.index(index.name).entries()].map((entry) => [
      hex(entry.key),
      hex(entry.bookmark),
    ]);
    yield JSON.stringify({ t, index: index.name, entries });
  }
}

/** Options of the API by the flags of the catalog that they become. */
const columnGrbits: readonly (readonly [number, number])[] = [
  [columnFlag.notNull, 0x4],
  [columnFlag.version, 0x8],
  [columnFlag.autoincrement, 0x10],
  [columnFlag.multiValued, 0x400],
  [columnFlag.escrowUpdate, 0x800],
  [columnFlag.finalize, 0x4000],
  [columnFlag.userDefinedDefault, 0x8000],
  [columnFlag.deleteOnZero, 0x20000],
  [columnFlag.compressed, 0x80000],
  [columnFlag.encrypted, 0x100000],
];

function columnLine(column: DumpableColumn): object {
  const { columnid: id, name, codePage: cp, cbMax, flags, kind } = column;
  let grbit = kind === 'fixed' ? 1 : kind === 'tagged' ? 2 : 0;
  for (const [flag, bit] of columnGrbits) if ((flags & flag) !== 0) grbit |= bit;
  return { id, name, type: coltypNames[column.coltyp], cp, cbMax, grbit: `0x${grbit.toString(16)}` };
}

function indexLine({ name, flags, segments }: DumpableIndex): object {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  let grbit = has(indexFlag.unique) ? 1 : 0;
  if (has(indexFlag.primary)) grbit |= 2;
  if (has(indexFlag.noNullSegment)) grbit |= 4;
  else {
    if (!has(indexFlag.allowAllNulls)) grbit |= 8;
    if (!has(indexFlag.allowFirstNull)) grbit |= 0x40;
    if (!has(indexFlag.allowSomeNulls)) grbit |= 0x20;
  }
  if (has(indexFlag.sortNullsHigh)) grbit |= 0x400;
  if (has(indexFlag.disallowTruncation)) grbit |= 0x10000;
  const key = segments.map(({ column, descending }) => `${descending ? '-' : '+'}${column.name}`).join('');
  return { name, grbit: `0x${grbit.toString(16)}`, key };
}

function instances({ finder }: DumpableReader, record: unknown, column: DumpableColumn): unknown[] {
  const values: unknown[] = [];
  const count = finder.count(record as never, column as never);
  for (let itag = 1; itag <= count; itag++) {
    const found = finder.find(record as never, column as never, itag);
    if (found !== 'value') {
      values.push({ error: found });
      continue;
    }
    const { bytes, start, length } = finder.place;
    values.push(dumpValue(column, bytes.subarray(start, start + length)));
  }
  return values;
}

/** Values longer than this are told by their hash. */
const shownMost = 200;

function dumpValue({ coltyp: type, codePage }: DumpableColumn, bytes: Uint8Array): unknown {
  const number = numberOf(type, bytes);
  if (number !== undefined) return number;
  if (bytes.length > shownMost) {
    return { len: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  }
  if (type !== coltyp.text && type !== coltyp.longText) return { hex: hex(bytes) };
  return codePage === 1200 && bytes.length % 2 === 0 ? wideText(bytes) : narrowText(bytes);
}

function narrowText(bytes: Uint8Array): unknown {
  return bytes.every((byte) => byte >= 1 && byte <= 127)
    ? Buffer.from(bytes).toString('latin1')
    : { hex: hex(bytes) };
}

function wideText(bytes: Uint8Array): unknown {
  const units = Array.from({ length: bytes.length / 2 }, (_, i) => bytes[2 * i]! | (bytes[2 * i + 1]! << 8));
  const isPlain = units.every((unit) => unit !== 0 && (unit < 0xd800 || unit > 0xdfff));
  return isPlain ? String.fromCharCode(...units) : { utf16hex: hex(bytes) };
}

function numberOf(type: number, bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (type) {
    case coltyp.bit:
      return bytes[0] !== 0;
    case coltyp.unsignedByte:
      return bytes[0];
    case coltyp.short:
      return view.getInt16(0, true);
    case coltyp.unsignedShort:
      return view.getUint16(0, true);
    case coltyp.long:
      return view.getInt32(0, true);
    case coltyp.unsignedLong:
      return view.getUint32(0, true);
    case coltyp.currency:
    case coltyp.longLong:
      return String(view.getBigInt64(0, true));
    case coltyp.unsignedLongLong:
      return String(view.getBigUint64(0, true));
    case coltyp.ieeeSingle:
      return Number(view.getFloat32(0, true).toPrecision(9));
    case coltyp.ieeeDouble:
    case coltyp.dateTime:
      return view.getFloat64(0, true);
    default:
      return undefined;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
