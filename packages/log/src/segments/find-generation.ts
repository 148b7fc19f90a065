import type { File } from '@esekit/core';
import { checkSegment, readSegmentHeader } from './segment-check';
import { segmentSize } from './segment-layout';

/** Segments looked at from the start of the file. */
const segmentsTried = 16;

/**
 * Generation of a log whose header is damaged, from the first good segment. In a recycled file the
 * first segments are the newest, so the first good one is right.
 */
export async function findSegmentGeneration(file: File): Promise<number | undefined> {
  const segment = new Uint8Array(segmentSize);
  for (let isec = 1; isec <= segmentsTried; isec++) {
    if ((await file.read(segment, isec * segmentSize)) < segmentSize) return undefined;
    if (checkSegment(segment, isec) === 'bad') continue;
    const { lgpos } = readSegmentHeader(segment);
    if (lgpos.isec === isec && lgpos.ib === 0 && lgpos.lGeneration > 0) return lgpos.lGeneration;
  }
  return undefined;
}
