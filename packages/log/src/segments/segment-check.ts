import { correctBlock, readEccChecksum, writeEccChecksum } from '@esekit/pages';
import {
  readLgpos,
  readLogTime,
  writeLgpos,
  writeLogTime,
  type Lgpos,
  type LogTime,
  viewOf,
} from '@esekit/core';
import { segmentChecksum } from './segment-checksum';
import { segmentFlags, segmentOffsets, segmentSize } from './segment-layout';

/** `corrected`: one wrong bit was found and put right in place. */
export type SegmentChecksumState = 'good' | 'corrected' | 'bad';

/**
 * Whether the segment's checksum is right for `isec`. Does not change the bytes.
 *
 * @param segment 4096 bytes
 */
export function hasGoodSegmentChecksum(segment: Uint8Array, isec: number): boolean {
  const stored = readEccChecksum(segment, segmentOffsets.checksum);
  const computed = segmentChecksum(segment, isec);
  return stored.xor === computed.xor && stored.ecc === computed.ecc;
}

/** Checks one segment and corrects a single wrong bit in place (20 §5.2). */
export function checkSegment(segment: Uint8Array, isec: number): SegmentChecksumState {
  if (hasGoodSegmentChecksum(segment, isec)) return 'good';
  const stored = readEccChecksum(segment, segmentOffsets.checksum);
  return correctBlock(segment, stored, isec, 'header') === undefined ? 'bad' : 'corrected';
}

/** The stored checksum as the accumulated checksum uses it: XOR half low, ECC half high. */
export function storedSegmentChecksum(segment: Uint8Array): bigint {
  return viewOf(segment).getBigUint64(segmentOffsets.checksum, true);
}

export function isZeroSegment(segment: Uint8Array): boolean {
  for (let i = 0; i < segmentSize; i++) if (segment[i] !== 0) return false;
  return true;
}

export interface SegmentHeader {
  readonly lgpos: Lgpos;
  readonly logtimeStart: LogTime;
  readonly flags: number;
}

export function readSegmentHeader(segment: Uint8Array): SegmentHeader {
  const view = viewOf(segment);
  return {
    lgpos: readLgpos(view, segmentOffsets.lgpos),
    logtimeStart: readLogTime(view, segmentOffsets.logtimeStart),
    flags: view.getUint32(segmentOffsets.flags, true),
  };
}

/** Fills in the header of a segment whose data area is complete, the checksum last. */
export function stampSegment(segment: Uint8Array, lGeneration: number, isec: number, start: LogTime): void {
  const view = viewOf(segment);
  segment.fill(0, 0, segmentOffsets.data);
  writeLgpos(view, segmentOffsets.lgpos, { lGeneration, isec, ib: 0 });
  writeLogTime(view, segmentOffsets.logtimeStart, start);
  view.setUint32(segmentOffsets.flags, segmentFlags, true);
  writeEccChecksum(segment, segmentOffsets.checksum, segmentChecksum(segment, isec));
}
