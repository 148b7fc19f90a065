import { JetError } from '@esekit/core';
import { coltyp, isBinary, isText, isUnicodeText, fixedSize } from '../values/coltyp';
import type { IndexDefinition, KeySegment } from './index-definition';
import { prefix } from './key-builder';
import { chunkSize, moreFollows } from './normalise-binary';
import { guidByteOrder, signRule } from './normalise-fixed';
import { hasVariableValue, isChunked } from './normalise-segment';

/**
 * Values back out of a key, where the key still has them (13 §5.4): text never, binary only when no
 * limit can have cut it.
 */

/** Raw column bytes; null for NULL; undefined when only the record can tell. */
export type DecodedValue = Uint8Array | null | undefined;

/** The value of segment `wanted` (from 0) of an index key. */
export function decodeKeySegment(index: IndexDefinition, key: Uint8Array, wanted: number): DecodedValue {
  return decodeUpTo(index, key, wanted)[wanted];
}

/** The values of all segments of an index key. */
export function decodeKey(index: IndexDefinition, key: Uint8Array): DecodedValue[] {
  return decodeUpTo(index, key, index.segments.length - 1);
}

/** Segments lie one behind the other: once the end of one is unknown, so is every later value. */
function decodeUpTo(index: IndexDefinition, key: Uint8Array, last: number): DecodedValue[] {
  const values: DecodedValue[] = [];
  // Where a segment may have been cut follows from KeyMost, so a key beyond it cannot be taken apart.
  if (key.length > index.keyMost) throw corrupted(index, key, `KeyMost is ${index.keyMost}`);
  let at = 0;
  for (let i = 0; i <= last; i++) {
    const segment = index.segments[i];
    const end = segment === undefined ? undefined : segmentEnd(index, segment, key, at);
    if (segment === undefined || end === undefined) break;
    values.push(decodeSegment(index, segment, key.subarray(at, end)));
    at = end;
  }
  while (values.length <= last) values.push(undefined);
  return values;
}

/**
 * Where the segment at `at` ends; undefined when that cannot be known: behind Unicode text, whose sort key
 * has no findable end, and in a truncated key.
 */
function segmentEnd(
  index: IndexDefinition,
  { column, descending }: KeySegment,
  key: Uint8Array,
  at: number,
): number | undefined {
  if (at >= key.length) return missing(index, key, 'the segment is missing');
  const mask = descending ? 0xff : 0x00;
  const first = key[at]! ^ mask;
  if (first === prefix.null || first === prefix.nullHigh) return at + 1;
  if (first === prefix.zeroLength && hasVariableValue(column)) return at + 1;
  if (first !== prefix.data) throw corrupted(index, key, `prefix byte ${first}`);
  const limit = Math.min(at + index.varSegMac, key.length);
  if (isUnicodeText(column)) return undefined;
  if (isText(column.coltyp)) return textEnd(index, key, at + 1, limit, mask);
  if (isChunked(column)) return chunksEnd(index, key, at + 1, limit, mask);
  const size = isBinary(column.coltyp) ? column.size : fixedSize(column.coltyp);
  return at + 1 + size <= key.length ? at + 1 + size : missing(index, key, 'the segment is too short');
}

function textEnd(index: IndexDefinition, key: Uint8Array, at: number, limit: number, mask: number) {
  for (let i = at; i < limit; i++) if (key[i] === mask) return i + 1;
  return cutSegmentEnd(index, key, limit);
}

function chunksEnd(index: IndexDefinition, key: Uint8Array, at: number, limit: number, mask: number) {
  for (let i = at + chunkSize; i < limit; i += chunkSize + 1) {
    const marker = key[i]! ^ mask;
    if (marker < 1 || marker > moreFollows) throw corrupted(index, key, `chunk marker ${marker}`);
    if (marker !== moreFollows) return i + 1;
  }
  return cutSegmentEnd(index, key, limit);
}

/** A segment without its end mark was cut: by VarSegMac, then the next begins at the limit, or by KeyMost. */
function cutSegmentEnd(index: IndexDefinition, key: Uint8Array, limit: number): number | undefined {
  if (limit < key.length) return limit;
  return index.varSegMac < index.keyMost ? limit : missing(index, key, 'the segment has no end');
}

function missing(index: IndexDefinition, key: Uint8Array, what: string): undefined {
  if (key.length < index.keyMost) throw corrupted(index, key, what);
  return undefined;
}

function corrupted(index: IndexDefinition, key: Uint8Array, what: string): JetError {
  return new JetError(
    'JET_errSecondaryIndexCorrupted',
    `decode a key of ${key.length} bytes of index ${index.name}: ${what}`,
  );
}

function decodeSegment(
  index: IndexDefinition,
  { column, descending }: KeySegment,
  bytes: Uint8Array,
): DecodedValue {
  const mask = descending ? 0xff : 0x00;
  const first = bytes[0]! ^ mask;
  if (first === prefix.null || first === prefix.nullHigh) return null;
  if (isText(column.coltyp)) return undefined;
  if (first === prefix.zeroLength) return new Uint8Array(0);
  const data = bytes.subarray(1).map((byte) => byte ^ mask);
  if (isChunked(column)) return index.varSegMac < index.keyMost ? undefined : joinChunks(data);
  if (isBinary(column.coltyp)) return data;
  return decodeFixed(index, column.coltyp, data);
}

function joinChunks(data: Uint8Array): Uint8Array {
  const chunks = data.length / (chunkSize + 1);
  const value = new Uint8Array((chunks - 1) * chunkSize + data[data.length - 1]!);
  for (let n = 0; n < chunks; n++) {
    const from = n * (chunkSize + 1);
    const length = Math.min(chunkSize, value.length - n * chunkSize);
    value.set(data.subarray(from, from + length), n * chunkSize);
  }
  return value;
}

function decodeFixed(index: IndexDefinition, type: number, data: Uint8Array): Uint8Array {
  const value = new Uint8Array(data.length);
  if (type === coltyp.guid) {
    const order = guidByteOrder(index.dotNetGuid);
    for (let i = 0; i < data.length; i++) value[order[i]!] = data[i]!;
    return value;
  }
  const rule = signRule(type);
  const wasNegative = (data[0]! & 0x80) === 0;
  const rest = rule === 'floating' && wasNegative ? 0xff : 0x00;
  for (let i = 0; i < data.length; i++) value[data.length - 1 - i] = data[i]! ^ rest;
  if (rule !== 'none' && rest === 0x00) value[data.length - 1]! ^= 0x80;
  return value;
}
