import { isText, isUnicodeText } from '../../../src/values/coltyp';
import { columnBytes, type ColumnValue } from '../../../src/keys/column-bytes';
import { indexDefinition, type IndexDefinition, type KeyColumn } from '../../../src/keys/index-definition';
import { fromHex } from '../fixture';
import type { IndexOptions } from './index-options';

/** A dump of the engine (scenario language, section 6), with its values as column bytes. */

export interface DumpedIndex {
  readonly name: string;
  readonly grbit: number;
  readonly key: string;
  entries: readonly (readonly [string, string])[];
}

export interface DumpedRow {
  readonly bookmark: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface DumpedTable {
  readonly name: string;
  readonly columns: ReadonlyMap<string, KeyColumn>;
  readonly indexes: readonly DumpedIndex[];
  readonly rows: DumpedRow[];
}

interface Line {
  readonly table?: string;
  readonly t?: string;
  readonly columns?: readonly {
    id: number;
    name: string;
    type: string;
    cp: number;
    cbMax: number;
    grbit: string;
  }[];
  readonly indexes?: readonly { name: string; grbit: string; key: string }[];
  readonly bm?: string;
  readonly r?: Record<string, unknown>;
  readonly index?: string;
  readonly entries?: readonly (readonly [string, string])[];
}

const typeNumbers: Readonly<Record<string, number>> = {
  Bit: 1,
  UnsignedByte: 2,
  Short: 3,
  Long: 4,
  Currency: 5,
  IEEESingle: 6,
  IEEEDouble: 7,
  DateTime: 8,
  Binary: 9,
  Text: 10,
  LongBinary: 11,
  LongText: 12,
  UnsignedLong: 14,
  LongLong: 15,
  GUID: 16,
  UnsignedShort: 17,
  UnsignedLongLong: 18,
};

export function dumpedTables(text: string): DumpedTable[] {
  const tables = new Map<string, DumpedTable>();
  for (const json of text.split('\n')) {
    if (json === '') continue;
    const line = JSON.parse(json) as Line;
    if (line.table !== undefined && line.columns !== undefined) tables.set(line.table, newTable(line));
    const table = tables.get(line.t ?? '');
    if (table === undefined) continue;
    if (line.r !== undefined) table.rows.push({ bookmark: line.bm!, values: line.r });
    const index = table.indexes.find(({ name }) => name === line.index);
    if (index !== undefined && line.entries !== undefined) index.entries = line.entries;
  }
  return [...tables.values()];
}

function newTable(line: Line): DumpedTable {
  const columns = new Map<string, KeyColumn>();
  for (const { id, name, type, cp, cbMax, grbit } of line.columns!) {
    const fid = id & 0x7fffffff;
    columns.set(name, {
      columnid: id,
      coltyp: typeNumbers[type]!,
      size: cbMax,
      isFixed: fid < 128,
      isMultiValued: (Number(grbit) & 0x400) !== 0,
      codePage: cp,
    });
  }
  const indexes = line.indexes!.map(({ name, grbit, key }) => ({
    name,
    grbit: Number(grbit),
    key,
    entries: [],
  }));
  return { name: line.table!, columns, indexes, rows: [] };
}

/** A dumped value as bytes; undefined when the dump does not tell them. */
export function valueBytes(
  column: KeyColumn,
  value: unknown,
  generated: ReadonlyMap<string, Uint8Array>,
): Uint8Array | undefined {
  if (typeof value === 'object' && value !== null) {
    const { hex, utf16hex, sha256 } = value as { hex?: string; utf16hex?: string; sha256?: string };
    if (hex !== undefined) return fromHex(hex);
    if (utf16hex !== undefined) return fromHex(utf16hex).map((_, i, all) => all[i ^ 1]!);
    return sha256 === undefined ? undefined : generated.get(sha256);
  }
  const isInteger = typeof value === 'string' && !isText(column.coltyp);
  return columnBytes(column, isInteger ? BigInt(value) : (value as ColumnValue)) ?? undefined;
}

/** The definition of a dumped index; the dump's options are those of the API (13 §4). */
export function definitionOf(
  table: DumpedTable,
  { name, grbit, key }: DumpedIndex,
  options: IndexOptions | undefined,
): IndexDefinition {
  const has = (bit: number): boolean => (grbit & bit) !== 0;
  const segments = [...key.matchAll(/([+-])([^+-]+)/g)].map(([, sign, column]) => ({
    column: table.columns.get(column!)!,
    descending: sign === '-',
  }));
  return indexDefinition({
    name: `${table.name}/${name}`,
    segments,
    allowAllNulls: !has(0x04 | 0x08 | 0x20 | 0x40),
    allowFirstNull: !has(0x04 | 0x20 | 0x40),
    allowSomeNulls: !has(0x04 | 0x20),
    noNullSegment: has(0x04),
    sortNullsHigh: has(0x400) && !has(0x04),
    crossProduct: has(0x4000),
    disallowTruncation: has(0x10000),
    nestedTable: has(0x20000),
    dotNetGuid: has(0x40000),
    keyMost: options?.keyMost ?? 255,
    varSegMac: options?.varSegMac ?? options?.keyMost ?? 255,
    tuple: has(0x1000) ? options?.tuple : undefined,
    conditionalColumns: (options?.conditions ?? []).map(({ column, mustBeNull }) => ({
      column: table.columns.get(column)!,
      mustBeNull,
    })),
    unicode: segments.some(({ column }) => isUnicodeText(column)) ? engineUnicode : undefined,
  });
}

/** The catalog of the engine's fixtures has this for every localized index. */
const engineUnicode = {
  locale: 'en-US',
  version: 0x00060305,
  sortId: '00000001-57EE-1E5C-00B4-D0000BB1E11E',
  flags: 0x00030401,
};
