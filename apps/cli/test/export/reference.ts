import { coltyp, decodeDate, formatGuid, formatStoredDate, type ColumnSchema } from '@esekit/engine';
import { terminalControls } from '../../src/output/printable';

/**
 * What the rows of an export have to be, written for the eye: values are decoded with the means of the
 * platform, and JSON is made by `JSON.stringify`.
 */
export function referenceValue(column: ColumnSchema, bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (column.coltyp) {
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
      return String(view.getBigInt64(0, true));
    case coltyp.longLong:
      return integer(view.getBigInt64(0, true));
    case coltyp.unsignedLongLong:
      return integer(view.getBigUint64(0, true));
    case coltyp.ieeeSingle:
      return finite(view.getFloat32(0, true), bytes);
    case coltyp.ieeeDouble:
      return finite(view.getFloat64(0, true), bytes);
    case coltyp.dateTime: {
      const date = decodeDate(view, 0);
      return date ? formatStoredDate(date) : { raw: hex(bytes) };
    }
    case coltyp.guid:
      return formatGuid(bytes, 0);
    case coltyp.text:
    case coltyp.longText:
      return column.codePage === 1200 ? utf16(view) : text1252(bytes);
    default:
      return { hex: hex(bytes) };
  }
}

/** JSON as it is written: what could steer a terminal is escaped, and -0 keeps its sign. */
export function referenceJson(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  return JSON.stringify(value).replace(
    terminalControls,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function integer(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function finite(value: number, bytes: Uint8Array): unknown {
  return Number.isFinite(value) ? value : { raw: hex(bytes) };
}

function utf16(view: DataView): string {
  let text = '';
  for (let at = 0; at + 1 < view.byteLength; at += 2) text += String.fromCharCode(view.getUint16(at, true));
  return text;
}

/** Bytes 0x80 to 0x9f; the others are the characters of the same number. */
const special = [
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f',
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178',
].join('');

function text1252(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => special[byte - 0x80] ?? String.fromCharCode(byte)).join('');
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
