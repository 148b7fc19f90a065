import { leadingDouble, leadingInteger } from '../script/numbers';
import { codePageUnicode, integerWidth, isText, type ValueType } from './column-type';
import { latinText, parseLiteral, type Literal } from './literal';

/** What a call is handed; `null` is NULL, no bytes are a value of length zero. */
export type ValueBytes = Uint8Array | null;

/** The bytes of a value in a column (scenario language §2). */
export function encodeValue(word: string, column: ValueType): ValueBytes {
  return encodeLiteral(parseLiteral(word), column);
}

export function encodeLiteral(literal: Literal, column: ValueType): ValueBytes {
  switch (literal.kind) {
    case 'null':
      return null;
    case 'empty':
      return new Uint8Array(0);
    case 'hex':
      return literal.bytes;
    case 'raw':
      if (column.type === 'GUID') return sixteenBytes(literal.bytes);
      return isPlain(column) ? literal.bytes : encodeText(latinText(literal.bytes), column);
    case 'text':
      return encodeText(literal.text, column);
  }
}

/** Whether the bytes of a generator are the value. */
function isPlain(column: ValueType): boolean {
  return isText(column) || column.type === 'Binary' || column.type === 'LongBinary';
}

function sixteenBytes(bytes: Uint8Array): Uint8Array {
  const guid = new Uint8Array(16);
  guid.set(bytes.subarray(0, 16));
  return guid;
}

function encodeText(text: string, column: ValueType): Uint8Array {
  const width = integerWidth(column.type);
  if (width !== undefined) return encodeInteger(leadingInteger(text), width);
  switch (column.type) {
    case 'Bit':
      return Uint8Array.of(leadingInteger(text) === 0n ? 0 : 255);
    case 'IEEESingle':
      return new Uint8Array(Float32Array.of(leadingDouble(text)).buffer);
    case 'IEEEDouble':
    case 'DateTime':
      return encodeDouble(leadingDouble(text));
    case 'GUID':
      return sixteenBytes(new TextEncoder().encode(text));
    default: {
      const isUnicode = isText(column) && column.cp === codePageUnicode;
      return new Uint8Array(Buffer.from(text, isUnicode ? 'utf16le' : 'utf8'));
    }
  }
}

export function encodeDouble(value: number): Uint8Array {
  return new Uint8Array(Float64Array.of(value).buffer);
}

/** The low `width` bytes, little-endian. */
export function encodeInteger(value: bigint, width: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return bytes.subarray(0, width);
}
