import { indexFlag } from '@esekit/engine';
import { columns, firstFid, primaryIndexName, secondaryIndexName, tableName } from './columns';
import type { TreeNode } from './nodes';
import { encodeRecord } from './record';

/** Where the trees of the new table are. */
export interface TablePlaces {
  readonly objid: number;
  readonly pgnoFDP: number;
  readonly index: { readonly objid: number; readonly pgnoFDP: number } | undefined;
}

/** What the new table adds to the trees of the catalog, by the page of their root. */
export type CatalogAdditions = Readonly<Record<CatalogRoot, readonly TreeNode[]>>;

/** Roots of the catalog, its two indexes, its shadow and the table of object ids (10 §1). */
export const catalogRoots = { objects: 4, names: 7, rootObjects: 10, shadow: 24, objectIds: 29 } as const;
type CatalogRoot = (typeof catalogRoots)[keyof typeof catalogRoots];

const objectType = { table: 1, column: 2, index: 3 } as const;
const density = 80;
/** Normalisation of text in indexes as the engine writes it for every index. */
const lcMapFlags = 0x0003_0401;
const primaryFlags =
  indexFlag.unique |
  indexFlag.primary |
  indexFlag.allowAllNulls |
  indexFlag.allowFirstNull |
  indexFlag.allowSomeNulls |
  indexFlag.extendedColumns;
const secondaryFlags =
  indexFlag.allowAllNulls | indexFlag.allowFirstNull | indexFlag.allowSomeNulls | indexFlag.extendedColumns;

/** A row of the catalog (10 §3); what is left out is NULL. */
interface CatalogRow {
  readonly type: number;
  readonly id: number;
  readonly name: string;
  readonly coltypOrPgno: number;
  readonly spaceUsage: number;
  readonly flags: number;
  readonly pagesOrLocale: number;
  readonly recordOffset?: number;
  readonly keyColumn?: number;
}

export function catalogAdditions(places: TablePlaces): CatalogAdditions {
  const rows = catalogRows(places);
  const records = rows.map((row) => ({
    key: primaryKey(places.objid, row),
    data: encodeCatalogRow(places.objid, row),
  }));
  const names = rows.map((row, i) => ({
    key: Buffer.concat([primaryKey(places.objid, row).subarray(0, 8), textSegment(row.name)]),
    data: records[i]!.key,
  }));
  const root = {
    key: Buffer.concat([Uint8Array.of(0x7f, 0xff), textSegment(tableName)]),
    data: records[0]!.key,
  };
  return {
    [catalogRoots.objects]: records,
    [catalogRoots.shadow]: records,
    [catalogRoots.names]: names,
    [catalogRoots.rootObjects]: [root],
    [catalogRoots.objectIds]: objectIdNodes(places),
  };
}

function catalogRows({ objid, pgnoFDP, index }: TablePlaces): CatalogRow[] {
  const common = { spaceUsage: density, pagesOrLocale: 0 };
  const table = {
    ...common,
    type: objectType.table,
    id: objid,
    name: tableName,
    coltypOrPgno: pgnoFDP,
    flags: 0,
  };
  const primary = {
    ...common,
    type: objectType.index,
    id: objid,
    name: primaryIndexName,
    coltypOrPgno: pgnoFDP,
    flags: primaryFlags,
    keyColumn: columns[0]!.fid,
  };
  const rows: CatalogRow[] = [table, ...columnRows(), primary];
  if (index) {
    const nameColumn = columns.find(({ name }) => name === 'Name')!.fid;
    const { objid: id, pgnoFDP: coltypOrPgno } = index;
    rows.push({
      ...primary,
      id,
      coltypOrPgno,
      name: secondaryIndexName,
      flags: secondaryFlags,
      keyColumn: nameColumn,
    });
  }
  return rows;
}

function columnRows(): CatalogRow[] {
  return columns.map(({ name, fid, type, size, codePage, offset }) => ({
    type: objectType.column,
    id: fid,
    name,
    coltypOrPgno: type,
    spaceUsage: size,
    flags: 0,
    pagesOrLocale: codePage,
    ...(fid < firstFid.variable ? { recordOffset: offset } : {}),
  }));
}

function encodeCatalogRow(objid: number, row: CatalogRow): Uint8Array {
  const number = (
    size: number,
    value: number | undefined,
  ): { size: number; value: Uint8Array | undefined } => ({
    size,
    value: value === undefined ? undefined : littleEndian(size, value),
  });
  const fixed = [
    number(4, objid),
    number(2, row.type),
    number(4, row.id),
    number(4, row.coltypOrPgno),
    number(4, row.spaceUsage),
    number(4, row.flags),
    number(4, row.pagesOrLocale),
    number(1, row.type === objectType.table ? 0xff : undefined),
    number(2, row.recordOffset),
    number(4, row.keyColumn === undefined ? undefined : lcMapFlags),
  ];
  const name = Buffer.from(row.name, 'latin1');
  // The columns in front of the list of key columns are NULL.
  const variable =
    row.keyColumn === undefined
      ? [name]
      : [name, undefined, undefined, undefined, Uint8Array.of(0, 0, row.keyColumn, 0)];
  const localeName = { fid: 261, isLong: true, value: Buffer.from('en-US', 'utf16le') };
  return encodeRecord({
    fixed: fixed.slice(0, highestFixed(row)),
    variable,
    tagged: row.keyColumn === undefined ? [] : [localeName],
  });
}

/** The engine sets the highest fixed column that a type of row can have (10 §3). */
function highestFixed(row: CatalogRow): number {
  if (row.keyColumn !== undefined) return 10;
  if (row.recordOffset !== undefined) return 9;
  return row.type === objectType.table ? 8 : 7;
}

function objectIdNodes({ objid, index }: TablePlaces): TreeNode[] {
  const objects: { readonly id: number; readonly type: number }[] = [{ id: objid, type: objectType.table }];
  if (index) objects.push({ id: index.objid, type: objectType.index });
  return objects.map(({ id, type }) => {
    const tagged = [littleEndian(4, id), littleEndian(4, objid), littleEndian(2, type)];
    const parts = tagged.map((value, i) => ({ fid: firstFid.tagged + i, isLong: false, value }));
    return { key: longSegment(id), data: encodeRecord({ fixed: [], variable: [], tagged: parts }) };
  });
}

function primaryKey(objid: number, { type, id }: CatalogRow): Uint8Array {
  return Buffer.concat([longSegment(objid), Uint8Array.of(0x7f, 0x80, type), longSegment(id)]);
}

/** A Long in a key: big endian with the sign turned over. */
export function longSegment(value: number): Uint8Array {
  const segment = new Uint8Array(5);
  segment[0] = 0x7f;
  new DataView(segment.buffer).setUint32(1, (value ^ 0x8000_0000) >>> 0);
  return segment;
}

/** A text of code page 1252 in a key. */
export function textSegment(text: string): Uint8Array {
  return Buffer.from(`\u007f${text.replace(/[a-z]/g, (letter) => letter.toUpperCase())}\0`, 'latin1');
}

function littleEndian(size: number, value: number): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  if (size === 4) view.setUint32(0, value, true);
  else if (size === 2) view.setUint16(0, value, true);
  else view.setUint8(0, value);
  return bytes;
}
