import { type Lgpos, viewOf } from '@esekit/core';
import { recordSize, recordTypeNumber } from '../records/record-sizes';
import { segmentOffsets, segmentSize } from './segment-layout';

/** Record with which an instance or a recovery ended in order. */
export interface ClosingRecord {
  readonly type: number;
  readonly lgpos: Lgpos;
}

const closingTypes: readonly number[] = [
  recordTypeNumber.Term,
  recordTypeNumber.Term2,
  recordTypeNumber.RecoveryQuit,
  recordTypeNumber.RecoveryQuit2,
  recordTypeNumber.RecoveryQuitKeepAttachments,
];

/**
 * The last record of the last valid segment, when it is one that closes a log (20 §5.8); NOP and NOP2
 * do not count. These records are never fragmented, so no other segment is needed.
 */
export function findClosingRecord(
  segment: Uint8Array,
  isec: number,
  lGeneration: number,
): ClosingRecord | undefined {
  const view = viewOf(segment);
  let ib: number = segmentOffsets.data;
  if (segment[ib] === recordTypeNumber.Fragment) ib += 3 + view.getUint16(ib + 1, true);
  let closing: ClosingRecord | undefined;
  while (ib < segmentSize) {
    const type = segment[ib]!;
    if (type === recordTypeNumber.NOP) break;
    const size = recordSize(segment, ib, segmentSize);
    if (size === 0) return undefined;
    if (closingTypes.includes(type)) {
      closing = { type, lgpos: { lGeneration, isec, ib: ib === segmentOffsets.data ? 0 : ib } };
    } else if (type !== recordTypeNumber.NOP2) {
      closing = undefined;
    }
    ib += size;
  }
  return closing;
}
