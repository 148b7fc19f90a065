import { JetError } from '@esekit/core';
import type { ValueSource } from './build-keys';
import { isUnicodeText } from './coltyp';
import type { IndexDefinition, TupleLimits } from './index-definition';
import { hasVariableValue } from './normalise-segment';

/**
 * The substrings under which a tuple index keeps a value (13 §4.2). Other indexes get one `undefined`,
 * which stands for "the value itself".
 */
export function* tuplesOf(
  index: IndexDefinition,
  source: ValueSource,
  itags: Uint32Array,
): Generator<Uint8Array | undefined> {
  const { tuple } = index;
  if (tuple === undefined) {
    yield undefined;
    return;
  }
  const { column } = index.segments[0]!;
  if (!hasVariableValue(column)) {
    throw new JetError('JET_errIndexTuplesTextBinaryColumnsOnly', `build tuples of index ${index.name}`);
  }
  const unit = isUnicodeText(column) ? 2 : 1;
  const value = source(column, itags[0]!, Math.min((lastStart(tuple) + tuple.lengthMax) * unit, 0x7fffffff));
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
