import { compareLgpos, JetError, type File } from '@esekit/core';
import { checkSegment, hasGoodSegmentChecksum, readSegmentHeader } from '../segments/segment-check';
import { segmentSize } from '../segments/segment-layout';

/**
 * Writes the last segment anew from its shadow when it is torn (20 §5.8, 2d). To be done before the
 * shadow is overwritten; segments with one wrong bit are left to readers, which correct them.
 *
 * @param isec the last segment with data; 0 = none
 * @throws JetError JET_errLogFileCorrupt when neither of the two is good
 */
export function mendLastSegment(file: File, lGeneration: number, isec: number): void {
  if (isec === 0) return;
  const segment = readSegment(file, isec);
  if (hasGoodSegmentChecksum(segment, isec) || checkSegment(segment, isec) !== 'bad') return;
  const shadow = readSegment(file, isec + 1);
  const isUsable =
    checkSegment(shadow, isec) !== 'bad' &&
    compareLgpos(readSegmentHeader(shadow).lgpos, { lGeneration, isec, ib: 0 }) === 0;
  if (!isUsable) {
    throw new JetError('JET_errLogFileCorrupt', `${file.path}: segment ${isec} is damaged and has no shadow`);
  }
  file.writeSync(shadow, isec * segmentSize);
  file.syncSync();
}

function readSegment(file: File, isec: number): Uint8Array {
  const segment = new Uint8Array(segmentSize);
  file.readSync(segment, isec * segmentSize);
  return segment;
}
