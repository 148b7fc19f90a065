import { coltyp, type ColumnSchema } from '@esekit/engine';
import { csvTextWriter } from './csv-text';
import { jsonValueWriter } from './json-values';
import { OutputBuffer } from './output-buffer';
import {
  readDate,
  readDouble,
  readSingle,
  writeDate,
  writeGuid,
  writeHex,
  writeLongLong,
  writeUnsignedLongLong,
} from './plain-values';
import type { ValueWriter } from './value-writer';

const quote = 0x22;

/** JSON as a cell: between quotes, its own quotes doubled. */
export function writeJsonCell(out: OutputBuffer, write: (json: OutputBuffer) => void): void {
  out.byte(quote);
  const json = new OutputBuffer((bytes) => {
    for (const byte of bytes) {
      out.byte(byte);
      if (byte === quote) out.byte(quote);
    }
  }, jsonBufferSize);
  write(json);
  json.flush();
  out.byte(quote);
}

/** Room for what the writers of text ask for at once. */
const jsonBufferSize = 8 * 1024;

/** Writes a value of a column as a cell: bare, or where the bits are no value of the type as its JSON. */
export function csvValueWriter(column: ColumnSchema): ValueWriter {
  const writeJson = jsonValueWriter(column);
  const asJson: ValueWriter = (out, bytes, start, length) =>
    writeJsonCell(out, (json) => writeJson(json, bytes, start, length));
  switch (column.coltyp) {
    case coltyp.currency:
    case coltyp.longLong:
      return writeLongLong;
    case coltyp.unsignedLongLong:
      return writeUnsignedLongLong;
    case coltyp.guid:
      return writeGuid;
    case coltyp.ieeeSingle:
      return (...value) =>
        Number.isFinite(readSingle(value[1], value[2])) ? writeJson(...value) : asJson(...value);
    case coltyp.ieeeDouble:
      return (...value) =>
        Number.isFinite(readDouble(value[1], value[2])) ? writeJson(...value) : asJson(...value);
    case coltyp.dateTime:
      return (out, bytes, start, length) => {
        const date = readDate(bytes, start);
        if (date === undefined) asJson(out, bytes, start, length);
        else writeDate(out, date);
      };
    case coltyp.text:
    case coltyp.longText:
      return csvTextWriter(column);
    default:
      return isNumberOrBit(column.coltyp) ? writeJson : writeHex;
  }
}

const numbersAndBit: readonly number[] = [
  coltyp.bit,
  coltyp.unsignedByte,
  coltyp.short,
  coltyp.unsignedShort,
  coltyp.long,
  coltyp.unsignedLong,
];

function isNumberOrBit(type: number): boolean {
  return numbersAndBit.includes(type);
}
