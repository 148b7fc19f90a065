import { coltyp, type ColumnSchema, type UndecodedValue } from '@esekit/engine';
import { writeDecimal } from './decimal';
import { isSafe64 } from './digits';
import { writeJson1252, writeJsonUtf16 } from './json-text';
import type { OutputBuffer } from './output-buffer';
import {
  readDate,
  readDouble,
  readSingle,
  signed32,
  writeBit,
  writeByte,
  writeDate,
  writeGuid,
  writeHex,
  writeLong,
  writeLongLong,
  writeShort,
  writeUnsignedLong,
  writeUnsignedLongLong,
  writeUnsignedShort,
} from './plain-values';
import { jsonEscaped } from './characters';
import type { ValueWriter } from './value-writer';

const quote = 0x22;
const unicodeCodePage = 1200;
const encoder = new TextEncoder();

/** Writes the values of a column as JSON. Fixed types are written only from bytes of their own size. */
export function jsonValueWriter(column: ColumnSchema): ValueWriter {
  switch (column.coltyp) {
    case coltyp.bit:
      return writeBit;
    case coltyp.unsignedByte:
      return writeByte;
    case coltyp.short:
      return writeShort;
    case coltyp.unsignedShort:
      return writeUnsignedShort;
    case coltyp.long:
      return writeLong;
    case coltyp.unsignedLong:
      return writeUnsignedLong;
    case coltyp.currency:
      return quoted(writeLongLong);
    case coltyp.longLong:
      return integer64(writeLongLong, true);
    case coltyp.unsignedLongLong:
      return integer64(writeUnsignedLongLong, false);
    case coltyp.ieeeSingle:
      return (out, bytes, at) => writeNumber(out, readSingle(bytes, at), bytes, at, 4);
    case coltyp.ieeeDouble:
      return (out, bytes, at) => writeNumber(out, readDouble(bytes, at), bytes, at, 8);
    case coltyp.dateTime:
      return writeJsonDate;
    case coltyp.guid:
      return quoted(writeGuid);
    case coltyp.text:
    case coltyp.longText:
      return column.codePage === unicodeCodePage ? writeJsonUtf16 : writeJson1252;
    default:
      return writeJsonBinary;
  }
}

/** A value that is there but cannot be read as what it is: why, and its stored bytes. */
export function writeUndecoded(out: OutputBuffer, { note, raw }: UndecodedValue): void {
  out.ascii('{"error":"');
  out.copy(encoder.encode(Array.from(note, jsonEscaped).join('')));
  out.ascii('","hex":"');
  writeHex(out, raw, 0, raw.length);
  out.ascii('"}');
}

const beforeHex = encoder.encode('{"hex":"');
const behindHex = encoder.encode('"}');

const writeJsonBinary: ValueWriter = (out, bytes, start, length) => {
  out.copy(beforeHex);
  writeHex(out, bytes, start, length);
  out.copy(behindHex);
};

const writeJsonDate: ValueWriter = (out, bytes, start) => {
  const date = readDate(bytes, start);
  if (date === undefined) {
    writeRaw(out, bytes, start, 8);
    return;
  }
  out.byte(quote);
  writeDate(out, date);
  out.byte(quote);
};

/** JSON has no form for infinities and NaNs; their bits are kept, as those of impossible dates are. */
function writeNumber(out: OutputBuffer, value: number, bytes: Uint8Array, at: number, size: number): void {
  if (Number.isFinite(value)) writeDecimal(out, value);
  else writeRaw(out, bytes, at, size);
}

function writeRaw(out: OutputBuffer, bytes: Uint8Array, start: number, length: number): void {
  out.ascii('{"raw":"');
  writeHex(out, bytes, start, length);
  out.ascii('"}');
}

function quoted(write: ValueWriter): ValueWriter {
  return (out, bytes, start, length) => {
    out.byte(quote);
    write(out, bytes, start, length);
    out.byte(quote);
  };
}

/** A number as long as a double holds it exactly, otherwise a string. */
function integer64(write: ValueWriter, isSigned: boolean): ValueWriter {
  const writeQuoted = quoted(write);
  return (out, bytes, at, length) => {
    const isSafe = isSafe64(signed32(bytes, at), signed32(bytes, at + 4), isSigned);
    (isSafe ? write : writeQuoted)(out, bytes, at, length);
  };
}
