import type { ColumnSchema } from '../catalog/schema';
import { unicodeCodePage } from '../values/coltyp';
import { coltyp, fixedSize } from './coltyp';
import { decodeDate } from './date';
import { formatGuid } from './guid';
import { decodeText1252, decodeUtf16 } from './text';
import { UndecodedValue } from './undecoded-value';

/** What a column value is in JavaScript. */
export type Value = number | bigint | boolean | string | Date | Uint8Array | UndecodedValue;

/** Turns the bytes [at, at + length) into a value. Bytes are copied where the value keeps them. */
export type ValueDecoder = (bytes: Uint8Array, at: number, length: number) => Value;

/**
 * The decoder of a column: 64-bit integers as bigint, GUIDs and text as strings, DateTime as Date (an
 * OLE date or a FILETIME, see `decodeDate`), binary as a copy. Bytes that are no value of the type come out
 * as {@link UndecodedValue}.
 */
export function valueDecoder(column: ColumnSchema): ValueDecoder {
  const decode = plainDecoder(column);
  const size = fixedSize(column.coltyp);
  if (size === 0) return decode;
  return (bytes, at, length) =>
    length === size
      ? decode(bytes, at, length)
      : new UndecodedValue(`${length} bytes for a value of ${size}`, bytes.slice(at, at + length));
}

/** {@link valueDecoder} without a look at the length, for bytes that are as many as the type has. */
export function plainDecoder(column: ColumnSchema): ValueDecoder {
  switch (column.coltyp) {
    case coltyp.bit:
      return (bytes, at) => bytes[at] !== 0;
    case coltyp.unsignedByte:
      return (bytes, at) => bytes[at]!;
    case coltyp.short:
      return (bytes, at) => ((bytes[at]! | (bytes[at + 1]! << 8)) << 16) >> 16;
    case coltyp.unsignedShort:
      return (bytes, at) => bytes[at]! | (bytes[at + 1]! << 8);
    case coltyp.long:
      return word;
    case coltyp.unsignedLong:
      return (bytes, at) => word(bytes, at) >>> 0;
    case coltyp.currency:
    case coltyp.longLong:
      return (bytes, at) => eight(bytes, at).getBigInt64(0, true);
    case coltyp.unsignedLongLong:
      return (bytes, at) => eight(bytes, at).getBigUint64(0, true);
    case coltyp.ieeeSingle:
      return (bytes, at) => four(bytes, at).getFloat32(0, true);
    case coltyp.ieeeDouble:
      return (bytes, at) => eight(bytes, at).getFloat64(0, true);
    case coltyp.dateTime:
      return dateValue;
    case coltyp.guid:
      return (bytes, at) => formatGuid(bytes, at);
    case coltyp.text:
    case coltyp.longText:
      return column.codePage === unicodeCodePage
        ? (bytes, at, length) => decodeUtf16(bytes, at, at + length)
        : (bytes, at, length) => decodeText1252(bytes, at, at + length);
    default:
      return (bytes, at, length) => bytes.slice(at, at + length);
  }
}

/** Bytes on their way to a type that only a view can read; a view per value would be the cost of a scan. */
const scratch = new DataView(new ArrayBuffer(8));

function four(bytes: Uint8Array, at: number): DataView {
  scratch.setInt32(0, word(bytes, at), true);
  return scratch;
}

function eight(bytes: Uint8Array, at: number): DataView {
  scratch.setInt32(0, word(bytes, at), true);
  scratch.setInt32(4, word(bytes, at + 4), true);
  return scratch;
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function dateValue(bytes: Uint8Array, at: number): Date | UndecodedValue {
  const date = decodeDate(eight(bytes, at), 0);
  return date
    ? new Date(date.milliseconds)
    : new UndecodedValue('these bits are no date', bytes.slice(at, at + 8));
}
