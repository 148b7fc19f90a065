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
      return column.codePage === 1200 ? utf16(view) : new TextDecoder('windows-1252').decode(bytes);
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

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
