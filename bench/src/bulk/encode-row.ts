import { coltyp } from '@esekit/engine';
import { columns, firstFid, type BulkColumn } from './columns';
import { encodeRecord, type TaggedPart } from './record';
import type { BulkValues } from './values';

const millisecondsPerDay = 86_400_000;
/** 1970-01-01 in days since 1899-12-30. */
const epochDay = 25_569;

const fixedColumns = columns.filter(({ fid }) => fid < firstFid.variable);
const variableColumns = columns.filter(({ fid }) => fid >= firstFid.variable && fid < firstFid.tagged);
const taggedColumns = columns.filter(({ fid }) => fid >= firstFid.tagged);

/** The record of a row. */
export function encodeRow(values: BulkValues): Uint8Array {
  const tagged: TaggedPart[] = [];
  for (const column of taggedColumns) {
    const value = encoded(column, values);
    if (value) tagged.push({ fid: column.fid, isLong: column.size === 0, value });
  }
  return encodeRecord({
    fixed: fixedColumns.map((column) => ({ size: column.size, value: encoded(column, values) })),
    variable: variableColumns.map((column) => encoded(column, values)),
    tagged,
  });
}

function encoded(column: BulkColumn, values: BulkValues): Uint8Array | undefined {
  const value = values[column.name as keyof BulkValues];
  if (value === null) return undefined;
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value, column.codePage === 1200 ? 'utf16le' : 'latin1');
  if (typeof value === 'boolean') return Uint8Array.of(value ? 0xff : 0);
  return encodedNumber(column, value);
}

function encodedNumber({ type, size }: BulkColumn, value: number): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  if (type === coltyp.ieeeSingle) view.setFloat32(0, value, true);
  else if (type === coltyp.ieeeDouble) view.setFloat64(0, value, true);
  else if (type === coltyp.dateTime) view.setFloat64(0, value / millisecondsPerDay + epochDay, true);
  else if (size === 8) view.setBigInt64(0, BigInt(value), true);
  else if (size === 4) view.setUint32(0, value, true);
  else if (size === 2) view.setUint16(0, value, true);
  else view.setUint8(0, value);
  return bytes;
}
