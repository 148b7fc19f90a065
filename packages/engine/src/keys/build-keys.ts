import { JetError } from '@esekit/core';
import type { IndexDefinition } from './index-definition';
import { KeyBuilder } from './key-builder';
import { iteration } from './multi-values';
import { cutSource, hasVariableValue, mayDoubleSource, putSegment } from './normalise-segment';
import { NullCount } from './null-rules';
import { tuplesOf } from './tuples';
import type { ValueSource } from './value-source';

/**
 * From a record to its keys in one index (13 §2, §4). The record is seen through a {@link ValueSource}
 * only, so the same code serves new records, stored ones and checks.
 */

/** One key of a record. */
export interface RecordKey {
  readonly key: Uint8Array;
  /** Instance of the iterating column that gave it; 1 without one. */
  readonly itag: number;
  /** It was cut for lack of key space. */
  readonly isTruncated: boolean;
}

/** What a visitor gets for each key: the bytes are in the builder, and are overwritten by the next one. */
export type KeyVisitor = (builder: KeyBuilder, itag: number) => void;

/** No value is longer (11 §2), so doubling ends here whatever a source returns. */
const sourceLimit = 0x7fffffff;

/** All keys of a record in an index, each once, in the order in which they come up (13 §1, §4.1). */
export function buildKeys(
  index: IndexDefinition,
  source: ValueSource,
  builder = new KeyBuilder(),
): RecordKey[] {
  const keys: RecordKey[] = [];
  const known = new Set<string>();
  visitKeys(index, source, builder, ({ truncated }, itag) => {
    // A tuple index may have thousands of keys for one record, so that comparing each with each is no way.
    const text = String.fromCharCode(...builder.view());
    if (known.has(text)) return;
    known.add(text);
    keys.push({ key: builder.copy(), itag, isTruncated: truncated });
  });
  return keys;
}

/** Builds every key of a record in `builder`, one after the other, equal ones included. */
export function visitKeys(
  index: IndexDefinition,
  source: ValueSource,
  builder: KeyBuilder,
  visit: KeyVisitor,
): void {
  if (!meetsConditions(index, source)) return;
  const plan = iteration(index);
  const nulls = new NullCount();
  const itags = new Uint32Array(index.segments.length);
  for (plan.first(itags); plan.exists(itags, source); plan.next(itags, source)) {
    const itag = itags[plan.column] ?? 1;
    if (index.tuple === undefined) {
      if (buildOne(index, source, builder, nulls, itags, undefined)) visit(builder, itag);
      continue;
    }
    for (const tuple of tuplesOf(index, index.tuple, source, itags[0]!)) {
      if (buildOne(index, source, builder, nulls, itags, tuple)) visit(builder, itag);
    }
  }
}

/** Whether the conditional columns let the record into the index; only instance 1 counts (13 §4.3). */
export function meetsConditions(index: IndexDefinition, source: ValueSource): boolean {
  for (const { column, mustBeNull } of index.conditionalColumns) {
    if (((source(column, 1, 1) ?? null) === null) !== mustBeNull) return false;
  }
  return true;
}

/**
 * One key. The source of a value is first looked at for KeyMost bytes; when those do not fill the
 * segment because characters without weight are among them, twice as many are taken and the key is built
 * anew (13 §2).
 */
function buildOne(
  index: IndexDefinition,
  source: ValueSource,
  builder: KeyBuilder,
  nulls: NullCount,
  itags: Uint32Array,
  tuple: Uint8Array | undefined,
): boolean {
  for (let bytesMost = index.keyMost; ; bytesMost *= 2) {
    builder.reset(index.keyMost);
    nulls.reset();
    let needsMore = false;
    for (let i = 0; i < index.segments.length; i++) {
      const segment = index.segments[i]!;
      const { column } = segment;
      const whole = (i === 0 ? tuple : undefined) ?? source(column, itags[i]!, bytesMost) ?? null;
      nulls.add(whole === null);
      const isCut = whole !== null && hasVariableValue(column) && whole.length >= bytesMost;
      putSegment(builder, index, segment, whole && cutSource(column, whole, bytesMost));
      if (isCut && !builder.truncated && builder.length < builder.segmentEnd) needsMore = true;
    }
    if (!needsMore || !mayDoubleSource(index) || bytesMost > sourceLimit) break;
  }
  if (builder.truncated && index.disallowTruncation) {
    throw new JetError('JET_errKeyTruncated', `build a key of index ${index.name}`);
  }
  return nulls.isEntry(index);
}
