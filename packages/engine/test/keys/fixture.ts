import type { IndexDefinition, KeyColumn, KeySegment } from '../../src/keys/index-definition';
import { indexDefinition } from '../../src/keys/index-definition';
import { buildKeys, type RecordKey } from '../../src/keys/build-keys';
import type { ValueSource } from '../../src/keys/value-source';
import { columnBytes, type ColumnValue } from '../../src/keys/column-bytes';
import { isBinary, isText, fixedSize } from '../../src/values/coltyp';

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Bytes from hex; blanks are for the eye. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replaceAll(' ', '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

let nextColumn = 1;

/** A column of a type: fixed where the type has a size, otherwise variable. */
export function column(coltyp: number, more: Partial<KeyColumn> = {}): KeyColumn {
  return {
    columnid: nextColumn++,
    coltyp,
    size: fixedSize(coltyp),
    isFixed: !isText(coltyp) && !isBinary(coltyp),
    isMultiValued: false,
    codePage: isText(coltyp) ? 1252 : 0,
    ...more,
  };
}

export const ascending = (of: KeyColumn): KeySegment => ({ column: of, descending: false });

/** An index over ascending segments of the columns. */
export function indexOf(columns: readonly KeyColumn[], more: Partial<IndexDefinition> = {}): IndexDefinition {
  return indexDefinition({ name: 'under test', segments: columns.map(ascending), ...more });
}

/** One record: per column its only value, or the list of its instances. */
export type Row = ReadonlyMap<KeyColumn, ColumnValue | readonly ColumnValue[]>;

export function sourceOf(row: Row): ValueSource {
  return (of, itag) => {
    const value = row.get(of) ?? null;
    if (!Array.isArray(value)) return itag === 1 ? columnBytes(of, value as ColumnValue) : undefined;
    const instance = (value as ColumnValue[])[itag - 1];
    return instance === undefined ? undefined : columnBytes(of, instance);
  };
}

export function keysOf(index: IndexDefinition, row: Row): RecordKey[] {
  return buildKeys(index, sourceOf(row));
}

export const hexKeys = (index: IndexDefinition, row: Row): string[] =>
  keysOf(index, row).map(({ key }) => toHex(key));

/** The one key of an index over one column. */
export function keyOf(of: KeyColumn, value: ColumnValue, more: Partial<IndexDefinition> = {}): string {
  const keys = hexKeys(indexOf([of], more), new Map([[of, value]]));
  if (keys.length !== 1) throw new Error(`${keys.length} keys`);
  return keys[0]!;
}

/** The settings of an index that Windows 10 makes. */
export const windows10 = {
  locale: 'en-US',
  version: 0x0006020f,
  sortId: '00000001-57EE-1E5C-00B4-D0000BB1E11E',
  flags: 0x00030401,
};

/** `text` repeated to `length` characters. */
export const repeated = (text: string, length: number): string =>
  text.repeat(Math.ceil(length / text.length)).slice(0, length);
