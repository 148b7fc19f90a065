import { JetError } from '@esekit/core';
import { indexDefinition, KeyBuilder } from '../../keys';
import { putSegment } from '../../keys/normalise-segment';
import type { Instances } from './instances';
import { setFlag } from './set-flags';
import type { WorkRecord } from './work-record';

/** Bytes of a normalised value that are compared (11 §7). */
const keyMost = 255;

/**
 * Refuses an instance that is there already, when the caller asked for that (11 §7).
 *
 * @param n position of the new instance
 * @throws JET_errMultiValuedDuplicate; JET_errMultiValuedDuplicateAfterTruncation when only the first bytes
 *   of the normalised values are compared, and are equal
 */
export function checkUnique(work: WorkRecord, instances: Instances, n: number, grbit: number): void {
  if ((grbit & (setFlag.uniqueMultiValues | setFlag.uniqueNormalizedMultiValues)) === 0) return;
  const { list } = instances;
  const isNormalised = (grbit & setFlag.uniqueNormalizedMultiValues) !== 0;
  const wanted = work.valueOf(list[n]!);
  const key = isNormalised ? normalised(work, instances, wanted) : undefined;
  for (let i = 0; i < list.length; i++) {
    if (i === n) continue;
    const value = work.valueOf(list[i]!);
    if (isEqual(value, wanted)) throw duplicate('JET_errMultiValuedDuplicate', instances);
    if (key === undefined) continue;
    const other = normalised(work, instances, value);
    if (!isEqual(other.bytes, key.bytes)) continue;
    const isCut = other.isCut || key.isCut;
    throw duplicate(
      isCut ? 'JET_errMultiValuedDuplicateAfterTruncation' : 'JET_errMultiValuedDuplicate',
      instances,
    );
  }
}

function duplicate(
  name: 'JET_errMultiValuedDuplicate' | 'JET_errMultiValuedDuplicateAfterTruncation',
  { plan }: Instances,
): JetError {
  return new JetError(name, `column ${plan.schema.name} has this value already`);
}

function normalised(
  work: WorkRecord,
  { plan }: Instances,
  value: Uint8Array,
): { readonly bytes: Uint8Array; readonly isCut: boolean } {
  const segment = { column: plan.key, descending: false };
  const index = indexDefinition({ segments: [segment], keyMost, unicode: work.shape.options.unicode });
  const builder = new KeyBuilder();
  builder.reset(keyMost);
  putSegment(builder, index, segment, value);
  return { bytes: builder.copy(), isCut: builder.truncated };
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
