import { JetError } from '@esekit/core';
import { codePage1252High } from './code-page-1252-table';
import { coltyp, isText, isUnicodeText, fixedSize } from '../values/coltyp';
import type { KeyColumn } from './index-definition';
import { utf16Bytes } from './unicode-sort-key';

/** JavaScript values as the raw bytes of a column (11 §2): what records store and search keys begin with. */
export type ColumnValue = number | bigint | string | boolean | Date | Uint8Array | null;

const integerRanges: Readonly<Record<number, readonly [bigint, bigint]>> = {
  [coltyp.unsignedByte]: [0n, 0xffn],
  [coltyp.short]: [-0x8000n, 0x7fffn],
  [coltyp.unsignedShort]: [0n, 0xffffn],
  [coltyp.long]: [-0x80000000n, 0x7fffffffn],
  [coltyp.unsignedLong]: [0n, 0xffffffffn],
  [coltyp.currency]: [-(1n << 63n), (1n << 63n) - 1n],
  [coltyp.longLong]: [-(1n << 63n), (1n << 63n) - 1n],
  [coltyp.unsignedLongLong]: [0n, (1n << 64n) - 1n],
};

/** Days from the origin of DateTime, 1899-12-30, to that of `Date`. */
const daysToUnixEpoch = 25569;
const millisecondsPerDay = 86_400_000;

/**
 * The bytes of a value; null for NULL. Bytes given as such are taken as they are, whatever the type. The
 * length of text and binary is not compared with the column's: a search key may be longer.
 */
export function columnBytes(column: KeyColumn, value: ColumnValue): Uint8Array | null {
  if (value === null) return null;
  if (value instanceof Uint8Array) return value;
  const { coltyp: type } = column;
  if (isText(type)) return textBytes(column, value);
  if (type === coltyp.bit) return bitBytes(column, value);
  if (type === coltyp.guid) return guidBytes(column, value);
  const range = integerRanges[type];
  if (range !== undefined) return integerBytes(column, value, range);
  if (type === coltyp.dateTime) return floatingBytes(column, value instanceof Date ? days(value) : value);
  if (type === coltyp.ieeeSingle || type === coltyp.ieeeDouble) return floatingBytes(column, value);
  throw mismatch(column, value);
}

/** The bytes of a value for a record: padded like fixed text, and refused when the column is too small. */
export function storedColumnBytes(column: KeyColumn, value: ColumnValue): Uint8Array | null {
  const bytes = columnBytes(column, value);
  if (bytes === null || bytes.length === column.size) return bytes;
  if (column.isFixed) return paddedText(column, bytes);
  const size = fixedSize(column.coltyp);
  if (size > 0 && bytes.length !== size) throw wrongSize(column, bytes);
  if (column.size > 0 && bytes.length > column.size) {
    throw new JetError(
      'JET_errColumnTooBig',
      `${bytes.length} bytes for column ${column.columnid} of ${column.size}`,
    );
  }
  return bytes;
}

/** Fixed text that is too short is filled up with spaces; any other wrong size is an error (13 §5.1). */
export function paddedText(column: KeyColumn, bytes: Uint8Array): Uint8Array {
  if (!isText(column.coltyp) || bytes.length > column.size) throw wrongSize(column, bytes);
  const padded = new Uint8Array(column.size);
  padded.set(bytes);
  const isWide = isUnicodeText(column);
  for (let i = bytes.length; i < padded.length; i++) padded[i] = isWide && i % 2 === 1 ? 0 : 0x20;
  return padded;
}

function textBytes(column: KeyColumn, value: ColumnValue): Uint8Array {
  if (typeof value !== 'string') throw mismatch(column, value);
  return isUnicodeText(column) ? utf16Bytes(value) : codePage1252Bytes(value);
}

function codePage1252Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const isSame = unit < 0x80 || (unit >= 0xa0 && unit <= 0xff);
    const high = isSame ? -1 : codePage1252High.indexOf(text[i]!);
    if (!isSame && high < 0) {
      const code = unit.toString(16).toUpperCase().padStart(4, '0');
      throw new JetError('JET_errUnicodeTranslationFail', `U+${code} is not in code page 1252`);
    }
    bytes[i] = isSame ? unit : 0x80 + high;
  }
  return bytes;
}

function bitBytes(column: KeyColumn, value: ColumnValue): Uint8Array {
  if (typeof value !== 'boolean' && typeof value !== 'number' && typeof value !== 'bigint') {
    throw mismatch(column, value);
  }
  return Uint8Array.of(Number(value) === 0 ? 0x00 : 0xff);
}

function integerBytes(column: KeyColumn, value: ColumnValue, range: readonly [bigint, bigint]): Uint8Array {
  const isWhole = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
  if (!isWhole) throw mismatch(column, value);
  let rest = BigInt(value);
  if (rest < range[0] || rest > range[1]) {
    throw new JetError('JET_errColumnDoesNotFit', `${value} for column ${column.columnid}`);
  }
  const bytes = new Uint8Array(fixedSize(column.coltyp));
  for (let i = 0; i < bytes.length; i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

function floatingBytes(column: KeyColumn, value: ColumnValue): Uint8Array {
  if (typeof value !== 'number') throw mismatch(column, value);
  const bytes = new Uint8Array(fixedSize(column.coltyp));
  const view = new DataView(bytes.buffer);
  if (bytes.length === 8) view.setFloat64(0, value, true);
  else view.setFloat32(0, value, true);
  return bytes;
}

function days(value: Date): number {
  const time = value.getTime();
  if (Number.isNaN(time)) throw new JetError('JET_errInvalidParameter', 'use an invalid date');
  return time / millisecondsPerDay + daysToUnixEpoch;
}

/** Text form to memory order: the first three groups are little-endian (11 §2). */
function guidBytes(column: KeyColumn, value: ColumnValue): Uint8Array {
  const text = typeof value === 'string' ? value.replace(/^\{(.*)\}$/, '$1') : '';
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw mismatch(column, value);
  const digits = text.replaceAll('-', '');
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Uint8Array.from(order, (i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

function wrongSize(column: KeyColumn, bytes: Uint8Array): JetError {
  return new JetError(
    'JET_errInvalidBufferSize',
    `${bytes.length} bytes for column ${column.columnid} of ${column.size}`,
  );
}

function mismatch(column: KeyColumn, value: ColumnValue): JetError {
  return new JetError(
    'JET_errInvalidParameter',
    `a value of kind ${typeof value} for column ${column.columnid} of type ${column.coltyp}`,
  );
}
