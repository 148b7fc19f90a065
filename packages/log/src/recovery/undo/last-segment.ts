import type { Lgpos } from '@esekit/core';
import { segmentDataSize, segmentSize } from '../../segments/segment-layout';

const segmentsPerGeneration = 65536;
const isecMost = 65535;
/** What stands in front of a fragment, at most (20 §5.4). */
const cbFragment = 7;

/**
 * The last log segment that a record can reach into, as lGeneration * 65536 + isec: a page that it changes
 * may be written when the log is durable up to there. One or two segments too many do no harm.
 *
 * @param lgpos as a journal gives it: the end of the record before (20 §5.5)
 * @param cb bytes of the record
 */
export function lastSegmentOf({ lGeneration, isec, ib }: Lgpos, cb: number): number {
  const isWithin = ib > 0 && ib + cb <= segmentSize;
  const more =
    isWithin || (ib === 0 && cb <= segmentDataSize) ? 0 : 1 + Math.ceil(cb / (segmentDataSize - cbFragment));
  return lGeneration * segmentsPerGeneration + Math.min(isecMost, isec + more);
}
