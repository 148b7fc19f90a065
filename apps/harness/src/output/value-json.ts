import { createHash } from 'node:crypto';
import {
  codePageUnicode,
  integerWidth,
  isText,
  type ColumnType,
  type ValueType,
} from '../values/column-type';
import { hexOf, latinText } from '../values/literal';
import { formatGeneral } from './format-general';
import { JsonText, type Json } from './json-format';

/** A value longer than this is given by its length and digest. */
const cbShown = 200;

const fixedWidths: Readonly<Partial<Record<ColumnType, number>>> = {
  Bit: 1,
  IEEESingle: 4,
  IEEEDouble: 8,
  DateTime: 8,
};

/** A value as dumps and traces show it (scenario language §6.2). */
export function valueJson(bytes: Uint8Array, column: ValueType): Json {
  const width = integerWidth(column.type) ?? fixedWidths[column.type];
  if (width !== undefined) {
    return bytes.length === width ? fixedJson(bytes, column.type) : { hex: hexOf(bytes) };
  }
  if (bytes.length > cbShown) {
    return { len: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  }
  if (isText(column)) return textJson(bytes, column);
  return { hex: hexOf(bytes) };
}

/** Bytes of a value that was cut. */
export function bytesJson(bytes: Uint8Array): Json {
  return { hex: hexOf(bytes) };
}

function fixedJson(bytes: Uint8Array, type: ColumnType): Json {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case 'Bit':
      return view.getUint8(0) !== 0;
    case 'UnsignedByte':
      return view.getUint8(0);
    case 'Short':
      return view.getInt16(0, true);
    case 'UnsignedShort':
      return view.getUint16(0, true);
    case 'Long':
      return view.getInt32(0, true);
    case 'UnsignedLong':
      return view.getUint32(0, true);
    case 'IEEESingle':
      return new JsonText(formatGeneral(view.getFloat32(0, true), 9));
    case 'IEEEDouble':
    case 'DateTime':
      return new JsonText(formatGeneral(view.getFloat64(0, true), 17));
    case 'UnsignedLongLong':
      return view.getBigUint64(0, true).toString();
    default:
      return view.getBigInt64(0, true).toString();
  }
}

function textJson(bytes: Uint8Array, { cp }: ValueType): Json {
  if (cp === codePageUnicode && bytes.length % 2 === 0) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf16le');
    return /[\0\ud800-\udfff]/.test(text) ? { utf16hex: hexOf(bytes) } : text;
  }
  return bytes.every((byte) => byte >= 1 && byte <= 127) ? latinText(bytes) : { hex: hexOf(bytes) };
}
