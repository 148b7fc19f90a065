import { viewOf } from '@esekit/core';
import { compareLogVersions, logVersions, type LogVersion } from '../header/log-version';
import type { LogProblem } from '../problem';
import { checkSegment, isZeroSegment } from './segment-check';
import { segmentOffsets, segmentSize } from './segment-layout';

/** Receives the data of a log in order, with damage put right where that is possible. */
export interface SegmentSink {
  /** A valid segment. The bytes are reused after the call. */
  segment(bytes: Uint8Array, isec: number): void;
  /** Segment `isec` should hold data but is lost: what follows does not continue what came before. */
  gap(isec: number): void;
}

/** What the end-of-log scan found (20 §5.8). */
export interface SegmentScan {
  /** Last segment with data; 0 when the log has none. Logging would resume behind it. */
  readonly lastSegment: number;
  /** Data segments that can be used as they stand. */
  readonly good: number;
  /** Segments that are damaged or lost, those included that could be put right. */
  readonly bad: number;
  /** XOR of the stored checksums of all valid segments (20 §5.7). */
  readonly accumulatedChecksum: bigint;
  /** Segment that holds the copy of the last, partly filled one; 0 when there is none. */
  readonly shadow: number;
  /** Segment whose content was taken from its shadow; 0 when there is none. */
  readonly tornSegment: number;
  /** Whether the engine would refuse the log with JET_errLogFileCorrupt. */
  readonly isCorrupt: boolean;
  readonly problems: readonly LogProblem[];
}

export interface SegmentScanOptions {
  readonly lGeneration: number;
  readonly version: LogVersion;
  /**
   * Whether the last segment may be taken from its shadow: yes, except for archived generations of a
   * hard restore set. Default true.
   */
  readonly mayUseShadow?: boolean;
  readonly sink?: SegmentSink;
}

/**
 * The rules of 20 §5.8, one segment at a time, in order from segment 1. Unlike the engine it goes on
 * behind damage, so that every bad position is listed.
 */
export class SegmentScanner {
  readonly #options: SegmentScanOptions;
  readonly #zeroMeansEmpty: boolean;
  readonly #scratch = new Uint8Array(segmentSize);
  readonly #problems: LogProblem[] = [];
  readonly #last = new Uint8Array(segmentSize);
  #lastSegment = 0;
  #empty = 0;
  #good = 0;
  #bad = 0;
  #shadow = 0;
  #torn = 0;
  #isCorrupt = false;
  #xorLow = 0;
  #xorHigh = 0;

  constructor(options: SegmentScanOptions) {
    this.#options = options;
    this.#zeroMeansEmpty = compareLogVersions(options.version, logVersions.zeroMeansEmpty) >= 0;
  }

  /** Content of the last valid segment, zeros when there is none; changes with the next call. */
  get lastBytes(): Uint8Array {
    return this.#last;
  }

  /**
   * @param segment the 4096 bytes of segment `isec`; a single wrong bit is corrected in place
   * @param next those of segment `isec` + 1, where a shadow may lie; not changed
   */
  push(segment: Uint8Array, next: Uint8Array | undefined, isec: number): void {
    // First, because a wrong checksum is looked into bit by bit, and an unused log is nothing but zeros.
    if (this.#zeroMeansEmpty && isZeroSegment(segment)) return this.#markEmpty(isec);
    const state = checkSegment(segment, isec);
    if (state !== 'bad') {
      this.#place(segment, isec, state === 'corrected');
    } else if (this.#isShadow(segment, isec)) {
      this.#markEmpty(isec);
    } else if (this.#empty !== 0) {
      this.#lose(isec, `segment ${isec} is damaged, behind the end of the log`);
    } else if (next !== undefined && this.#isCopyOf(next, isec)) {
      this.#takeShadow(isec);
    } else {
      this.#lose(isec, `segment ${isec} is damaged`);
    }
  }

  /** The last segment of the file: never data, but a shadow may lie there. */
  pushSpare(segment: Uint8Array, isec: number): void {
    if (checkSegment(segment, isec) === 'bad') this.#isShadow(segment, isec);
  }

  result(): SegmentScan {
    return {
      lastSegment: this.#lastSegment,
      good: this.#good,
      bad: this.#bad,
      accumulatedChecksum: (BigInt(this.#xorHigh >>> 0) << 32n) | BigInt(this.#xorLow >>> 0),
      shadow: this.#shadow,
      tornSegment: this.#torn,
      isCorrupt: this.#isCorrupt,
      problems: this.#problems,
    };
  }

  /** Rule 3: the checksum is right, the stored position decides. */
  #place(segment: Uint8Array, isec: number, corrected: boolean): void {
    const order = this.#comparePosition(segment, isec);
    if (order < 0) return this.#markEmpty(isec);
    if (order > 0) return this.#lose(isec, `segment ${isec} carries a position behind its own`);
    if (this.#empty !== 0) this.#loseRange(this.#empty, isec);
    if (corrected) {
      this.#bad++;
      this.#problems.push({
        error: 'JET_errLogFileCorrupt',
        text: `segment ${isec} has one wrong bit`,
        severity: 'error',
        segment: isec,
        correctable: true,
      });
    } else {
      this.#good++;
    }
    this.#accept(segment, isec);
  }

  #accept(segment: Uint8Array, isec: number): void {
    this.#lastSegment = isec;
    this.#shadow = 0;
    const view = viewOf(segment);
    this.#xorLow ^= view.getUint32(segmentOffsets.checksum, true);
    this.#xorHigh ^= view.getUint32(segmentOffsets.checksum + 4, true);
    this.#last.set(segment);
    this.#options.sink?.segment(segment, isec);
  }

  /** Order of the stored position and (generation, isec, 0). */
  #comparePosition(segment: Uint8Array, isec: number): number {
    const view = viewOf(segment);
    return (
      view.getInt32(segmentOffsets.lgpos + 4, true) - this.#options.lGeneration ||
      view.getUint16(segmentOffsets.lgpos + 2, true) - isec ||
      view.getUint16(segmentOffsets.lgpos, true)
    );
  }

  /** Rule 2a, and what it says of the segment before. */
  #isShadow(segment: Uint8Array, isec: number): boolean {
    if (isec < 2) return false;
    const state = checkSegment(segment, isec - 1);
    if (state === 'bad') return false;
    // A shadow that an older generation left in a recycled file says nothing about this one.
    if (this.#comparePosition(segment, isec - 1) !== 0) return true;
    if (state === 'corrected') {
      this.#problems.push({
        error: 'JET_errLogFileCorrupt',
        text: `the shadow in segment ${isec} has one wrong bit`,
        severity: 'error',
        segment: isec,
        correctable: true,
      });
    }
    if (this.#lastSegment === isec - 1) this.#shadow = isec;
    else if (this.#empty !== 0) this.#warnOfLostTail(isec);
    return true;
  }

  /** The engine ends the log before the empty segment and says nothing, though its copy is there. */
  #warnOfLostTail(isec: number): void {
    this.#problems.push({
      error: 'JET_errLogFileCorrupt',
      text: `segment ${isec - 1} is empty, but its shadow in segment ${isec} is intact: recovery would lose it silently`,
      severity: 'warning',
      segment: isec - 1,
      correctable: true,
    });
  }

  /** Whether `next` is a usable shadow of segment `isec`; leaves its content in the scratch. */
  #isCopyOf(next: Uint8Array, isec: number): boolean {
    this.#scratch.set(next);
    return checkSegment(this.#scratch, isec) !== 'bad' && this.#comparePosition(this.#scratch, isec) === 0;
  }

  /** Rule 2d. */
  #takeShadow(isec: number): void {
    if (this.#options.mayUseShadow === false) {
      this.#lose(isec, `segment ${isec} is torn; its shadow may not be used here`, true);
      return;
    }
    this.#bad++;
    this.#torn = isec;
    this.#problems.push({
      error: 'JET_errLogFileCorrupt',
      text: `segment ${isec} is torn; its shadow in segment ${isec + 1} is intact`,
      severity: 'error',
      segment: isec,
      correctable: true,
    });
    this.#accept(this.#scratch, isec);
  }

  #markEmpty(isec: number): void {
    if (this.#empty === 0) this.#empty = isec;
  }

  #lose(isec: number, text: string, correctable = false): void {
    this.#bad++;
    this.#isCorrupt = true;
    this.#problems.push({
      error: 'JET_errLogFileCorrupt',
      text,
      severity: 'error',
      segment: isec,
      correctable,
    });
    if (this.#empty === 0) this.#options.sink?.gap(isec);
  }

  /** Data behind empty segments: the empty ones held data once. */
  #loseRange(from: number, behind: number): void {
    const what = behind - from === 1 ? `segment ${from} is` : `segments ${from} to ${behind - 1} are`;
    this.#lose(from, `${what} empty, but segment ${behind} holds data`);
    this.#bad += behind - from - 1;
    this.#empty = 0;
    this.#options.sink?.gap(from);
  }
}
