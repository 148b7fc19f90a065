import { replaceLine } from '@esekit/pages';
import { fidClass, noVariableColumns, recordHeaderSize } from '../../src/records/record-layout';
import type { NodeTarget } from './mutation';

/**
 * Changes to the bytes of records that keep the page around them sound, so that the damage is found by
 * the code that reads records and not by the check of the page.
 */

/** Puts other data into a node; `false` when the page has no room for it. */
export function replaceData({ view, itag, node }: NodeTarget, data: Uint8Array): boolean {
  if (data.length === 0) return false;
  if (data.length - node.cbData > view.cbFree) return false;
  const lineStart = node.suffixStart - (node.isCompressed ? 4 : 2);
  const head = node.bytes.subarray(lineStart, node.dataStart);
  replaceLine(view, itag, splice(head, head.length, head.length, data), node.flags);
  return true;
}

/** The places of a record's parts, as its header tells them. */
export interface RecordParts {
  readonly ibEndOfFixed: number;
  readonly variables: number;
  /** Where the variable columns begin, and where the tagged ones do. */
  readonly variableStart: number;
  readonly taggedStart: number;
}

export function partsOf(record: Uint8Array): RecordParts | undefined {
  if (record.length < recordHeaderSize) return undefined;
  const ibEndOfFixed = u16(record, 2);
  const variables = Math.max(0, record[1]! - noVariableColumns);
  const variableStart = ibEndOfFixed + 2 * variables;
  const length = variables === 0 ? 0 : u16(record, variableStart - 2) & 0x7fff;
  const taggedStart = variableStart + length;
  return taggedStart <= record.length ? { ibEndOfFixed, variables, variableStart, taggedStart } : undefined;
}

/** The record with another value in a variable column, which it may not have had; the ends behind it move. */
export function withVariable(record: Uint8Array, fid: number, value: Uint8Array): Uint8Array | undefined {
  const full = withVariableColumns(record, fid);
  const parts = full && partsOf(full);
  if (full === undefined || parts === undefined) return undefined;
  const n = fid - fidClass.variableFirst;
  const entry = parts.ibEndOfFixed + 2 * n;
  const begin = n === 0 ? 0 : u16(full, entry - 2) & 0x7fff;
  const end = u16(full, entry) & 0x7fff;
  const from = parts.variableStart + begin;
  const to = parts.variableStart + end;
  if (from > to || to > full.length) return undefined;
  const changed = splice(full, from, to, value);
  const growth = value.length - (end - begin);
  for (let i = n; i < parts.variables; i++) {
    const at = parts.ibEndOfFixed + 2 * i;
    const word = u16(full, at);
    setU16(changed, at, (((word & 0x7fff) + growth) & 0x7fff) | (i === n ? 0 : word & 0x8000));
  }
  return changed;
}

/** The record with variable columns up to `fid` at least, those that are new being NULL. */
function withVariableColumns(record: Uint8Array, fid: number): Uint8Array | undefined {
  const parts = partsOf(record);
  if (parts === undefined) return undefined;
  const { variables, variableStart, taggedStart } = parts;
  const missing = fid - fidClass.variableFirst + 1 - variables;
  if (missing <= 0) return record;
  const entries = new Uint8Array(2 * missing);
  for (let i = 0; i < missing; i++) setU16(entries, 2 * i, (taggedStart - variableStart) | 0x8000);
  const full = splice(record, variableStart, variableStart, entries);
  full[1] = fid;
  return full;
}

/** The bytes of a variable column that the record has; `undefined` when it has none. */
export function variableOf(record: Uint8Array, fid: number): Uint8Array | undefined {
  const parts = partsOf(record);
  const n = fid - fidClass.variableFirst;
  if (parts === undefined || n >= parts.variables) return undefined;
  const entry = parts.ibEndOfFixed + 2 * n;
  const end = u16(record, entry);
  const begin = n === 0 ? 0 : u16(record, entry - 2) & 0x7fff;
  if ((end & 0x8000) !== 0 || begin >= end) return undefined;
  return record.slice(parts.variableStart + begin, parts.variableStart + end);
}

/** The record with fixed columns up to `fidLast`, those that are new being zero and not NULL. */
export function withFixedColumns(
  record: Uint8Array,
  fidLast: number,
  cbFixed: number,
): Uint8Array | undefined {
  const parts = partsOf(record);
  const old = record[0]!;
  if (parts === undefined || old >= fidLast) return undefined;
  const bitmap = parts.ibEndOfFixed - ((old + 7) >> 3);
  if (bitmap < recordHeaderSize || bitmap > cbFixed) return undefined;
  const newBitmap = new Uint8Array((fidLast + 7) >> 3);
  newBitmap.set(record.subarray(bitmap, parts.ibEndOfFixed));
  for (let bit = old; bit < fidLast; bit++) newBitmap[bit >> 3]! &= ~(1 << (bit & 7));
  const fixed = new Uint8Array(cbFixed + newBitmap.length);
  fixed.set(record.subarray(0, bitmap));
  fixed.set(newBitmap, cbFixed);
  fixed[0] = fidLast;
  setU16(fixed, 2, fixed.length);
  return splice(record, 0, parts.ibEndOfFixed, fixed);
}

export function splice(bytes: Uint8Array, from: number, to: number, middle: Uint8Array): Uint8Array {
  const result = new Uint8Array(from + middle.length + bytes.length - to);
  result.set(bytes.subarray(0, from));
  result.set(middle, from);
  result.set(bytes.subarray(to), from + middle.length);
  return result;
}

export function u16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

export function setU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
}

export function setU32(bytes: Uint8Array, at: number, value: number): void {
  setU16(bytes, at, value);
  setU16(bytes, at + 2, value >>> 16);
}
