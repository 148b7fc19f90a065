import type { LogTime } from '@esekit/core';
import { recordTypeNumber } from '../records/record-sizes';
import { stampSegment } from '../segments/segment-check';
import { segmentOffsets, segmentSize } from '../segments/segment-layout';
import type { SegmentFile } from './segment-file';

const { FragmentBegin, Fragment, NOP2 } = recordTypeNumber;
const fragmentBeginSize = 7;
const fragmentSize = 3;
const nop2Size = 5;
const dataStart = segmentOffsets.data;
/** With less than this left in a segment a record that does not fit starts in the next one. */
const fragmentedFrom = 32;
/** Most bytes of a record that one segment holds as a fragment. */
const fragmentDataMost = segmentSize - dataStart - fragmentSize;

/** Segments kept before they are written, unless the log is smaller: a run of 1 MiB. */
const segmentsMost = 256;

/** Where a generation stands: where its next record goes, and the checksum of what is there (20 §5.7). */
export interface SegmentStart {
  readonly lGeneration: number;
  readonly csecLGFile: number;
  readonly isec: number;
  readonly accumulatedChecksum: bigint;
}

/** Lays records out in the segments of one generation (20 §5.4) and hands full runs to the file. */
export class SegmentBuffer {
  /** Segments that are kept before they are written, and one more for the copy of the last. */
  readonly #slab: Uint8Array;
  readonly #view: DataView;
  readonly #capacity: number;
  readonly #file: SegmentFile;
  readonly #lGeneration: number;
  readonly #csecLGFile: number;
  readonly #now: () => LogTime;
  /** Segment at the start of the slab. */
  #first: number;
  /** Segment being filled. */
  #isec: number;
  /** Where it goes on; it is full at 4096. */
  #ib: number = dataStart;
  #startTime: LogTime;
  #hasUnwritten = false;
  /** Position of the next record (20 §5.5). */
  #nextIsec: number;
  #nextIb = 0;
  #xorLow: number;
  #xorHigh: number;

  constructor(file: SegmentFile, start: SegmentStart, now: () => LogTime) {
    this.#file = file;
    this.#lGeneration = start.lGeneration;
    this.#csecLGFile = start.csecLGFile;
    this.#now = now;
    this.#capacity = Math.min(segmentsMost, start.csecLGFile);
    this.#slab = new Uint8Array((this.#capacity + 1) * segmentSize);
    this.#view = new DataView(this.#slab.buffer);
    this.#first = this.#isec = this.#nextIsec = start.isec;
    this.#startTime = now();
    this.#xorLow = Number(start.accumulatedChecksum & 0xffffffffn) | 0;
    this.#xorHigh = Number(start.accumulatedChecksum >> 32n) | 0;
  }

  get nextIsec(): number {
    return this.#nextIsec;
  }

  get nextIb(): number {
    return this.#nextIb;
  }

  /** Of every segment that is final. */
  get accumulatedChecksum(): bigint {
    return (BigInt(this.#xorHigh >>> 0) << 32n) | BigInt(this.#xorLow >>> 0);
  }

  /**
   * Whether these records can go into this generation. The engine's rule (20 §7) comes first, so that
   * generations end where the engine would end them; it does not count what fragments cost.
   */
  fits(records: readonly Uint8Array[]): boolean {
    let total = 0;
    for (const record of records) total += record.length;
    if (this.#isec + Math.floor((this.#ib + total + segmentSize) / segmentSize) > this.#csecLGFile - 1)
      return false;
    const atMost = this.#isec + Math.ceil(total / fragmentDataMost) + records.length + 1;
    const last = this.#csecLGFile - 2;
    return atMost <= last || this.#lastSegmentOf(records) <= last;
  }

  /** Segment in which the last of these records would end. */
  #lastSegmentOf(records: readonly Uint8Array[]): number {
    let isec = this.#isec;
    let left = segmentSize - this.#ib;
    for (const { length } of records) {
      if (length > left && left < fragmentedFrom) {
        isec++;
        left = segmentSize - dataStart;
      }
      if (length <= left) {
        left -= length;
        continue;
      }
      const rest = length - (left - fragmentBeginSize);
      isec += Math.ceil(rest / fragmentDataMost);
      left = fragmentDataMost - (rest % fragmentDataMost || fragmentDataMost);
    }
    return isec;
  }

  append(record: Uint8Array): void {
    this.#hasUnwritten = true;
    if (record.length > segmentSize - this.#ib && segmentSize - this.#ib < fragmentedFrom) this.#advance();
    if (this.#ib === dataStart) this.#startTime = this.#now();
    const at = this.#slabOffset + this.#ib;
    if (record.length <= segmentSize - this.#ib) {
      this.#slab.set(record, at);
      this.#ib += record.length;
    } else {
      this.#appendFragments(record, at);
    }
    this.#nextIsec = this.#ib === segmentSize ? this.#isec + 1 : this.#isec;
    this.#nextIb = this.#ib === segmentSize ? 0 : this.#ib;
  }

  /** Fills a segment that has data with NOP2 to its end, so that it is never written again (20 §5.6). */
  fillSegment(): void {
    const left = segmentSize - this.#ib;
    if (this.#ib === dataStart || left < nop2Size) return;
    const at = this.#slabOffset + this.#ib;
    this.#slab[at] = NOP2;
    this.#view.setUint32(at + 1, left - nop2Size, true);
    this.#hasUnwritten = true;
    this.#ib = segmentSize;
    this.#nextIsec = this.#isec + 1;
    this.#nextIb = 0;
  }

  /** Gives everything to the file; a partly filled segment stays here and goes on. */
  write(): void {
    if (!this.#hasUnwritten) return;
    if (this.#ib === segmentSize) this.#advance();
    const count = this.#isec - this.#first + (this.#ib > dataStart ? 1 : 0);
    if (count === 0) return;
    const isPartial = this.#ib > dataStart;
    if (isPartial) this.#stamp();
    this.#file.write(this.#slab, this.#first, count, isPartial);
    this.#hasUnwritten = false;
    // What goes on is the partly filled segment, or a blank one, where the copy of the last may lie now.
    if (isPartial) this.#slab.copyWithin(0, this.#slabOffset, this.#slabOffset + segmentSize);
    else this.#slab.fill(0, 0, segmentSize);
    this.#first = this.#isec;
  }

  /** Ends the generation: a partly filled segment is completed with zeros and is final. */
  finish(): void {
    if (this.#ib > dataStart) this.#advance();
    this.#writeFull();
  }

  get #slabOffset(): number {
    return (this.#isec - this.#first) * segmentSize;
  }

  /** Makes the current segment final and begins the next one. */
  #advance(): void {
    if (this.#ib > dataStart) {
      this.#stamp();
      this.#xorLow ^= this.#view.getUint32(this.#slabOffset, true);
      this.#xorHigh ^= this.#view.getUint32(this.#slabOffset + 4, true);
      this.#isec++;
    }
    if (this.#isec - this.#first === this.#capacity) this.#writeFull();
    this.#slab.fill(0, this.#slabOffset, this.#slabOffset + segmentSize);
    this.#ib = dataStart;
  }

  #writeFull(): void {
    const count = this.#isec - this.#first;
    if (count > 0) this.#file.write(this.#slab, this.#first, count, false);
    this.#first = this.#isec;
    this.#hasUnwritten = false;
  }

  #stamp(): void {
    const segment = this.#slab.subarray(this.#slabOffset, this.#slabOffset + segmentSize);
    stampSegment(segment, this.#lGeneration, this.#isec, this.#startTime);
  }

  #appendFragments(record: Uint8Array, at: number): void {
    let done = segmentSize - this.#ib - fragmentBeginSize;
    this.#slab[at] = FragmentBegin;
    this.#view.setUint32(at + 1, record.length, true);
    this.#view.setUint16(at + 5, done, true);
    this.#slab.set(record.subarray(0, done), at + fragmentBeginSize);
    this.#ib = segmentSize;
    while (done < record.length) {
      this.#advance();
      this.#startTime = this.#now();
      const cb = Math.min(record.length - done, fragmentDataMost);
      const start = this.#slabOffset + dataStart;
      this.#slab[start] = Fragment;
      this.#view.setUint16(start + 1, cb, true);
      this.#slab.set(record.subarray(done, done + cb), start + fragmentSize);
      this.#ib = dataStart + fragmentSize + cb;
      done += cb;
    }
  }
}
