import { JetError } from '@esekit/core';
import type { ValueSource } from './value-source';
import { isUnicodeText } from '../values/coltyp';
import type { IndexDefinition, TupleLimits } from './index-definition';
import { hasVariableValue } from './normalise-segment';

/** The substrings under which a tuple index keeps one instance of its first column (13 §4.2). */
export function* tuplesOf(
  index: IndexDefinition,
  tuple: TupleLimits,
  source: ValueSource,
  itag: number,
): Generator<Uint8Array> {
  const { column } = index.segments[0]!;
  if (!hasVariableValue(column)) {
    throw new JetError('JET_errIndexTuplesTextBinaryColumnsOnly', `build tuples of index ${index.name}`);
  }
  const unit = isUnicodeText(column) ? 2 : 1;
  const value = source(column, itag, Math.min((lastStart(tuple) + tuple.lengthMax) * unit, 0x7fffffff));
  if (value !== null && value !== undefined) yield* substrings(value, tuple, unit);
}

/**
 * `toIndexMax` limits the number of substrings, not their offsets: with an increment of 2, the engine's
 * indexes have entries from twice as far into the value.
 */
function* substrings(value: Uint8Array, tuple: TupleLimits, unit: number): Generator<Uint8Array> {
  const length = Math.floor(value.length / unit);
  const lastOffset = Math.min(lastStart(tuple), length - tuple.lengthMin);
  for (let offset = tuple.start; offset <= lastOffset; offset += tuple.increment) {
    yield value.subarray(offset * unit, Math.min(offset + tuple.lengthMax, length) * unit);
  }
}

/** Offset of the last substring of a value that is long enough. */
function lastStart({ start, increment, toIndexMax }: TupleLimits): number {
  return start + (toIndexMax - 1) * increment;
}
