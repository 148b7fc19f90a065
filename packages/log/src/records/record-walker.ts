import { JetError, formatLgpos, type Lgpos, viewOf } from '@esekit/core';
import { segmentOffsets, segmentSize } from '../segments/segment-layout';
import type { SegmentSink } from '../segments/segment-scanner';
import { FragmentChain } from './fragment-chain';
import type { LogRecord, RecordVisitor } from './log-record';
import { recordSize, recordTypeEnd, recordTypeName, recordTypeNumber } from './record-sizes';

const { NOP, FragmentBegin, Fragment, RecoveryUndo, RecoveryUndo2, UndoInfo } = recordTypeNumber;
const fragmentBeginSize = 7;
const fragmentSize = 3;
const dataStart = segmentOffsets.data;

/** A record that the log breaks off in: the engine stopped while it wrote it. */
export interface IncompleteRecord {
  readonly lgpos: Lgpos;
  /** Bytes it would have had. */
  readonly size: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Walks the records of one generation of the segment layout (20 §5.4, §5.5). It is fed with the valid
 * segments in order, so a `SegmentScanner` can drive it, and calls the visitor synchronously; it
 * allocates nothing per record.
 */
export class RecordWalker implements SegmentSink {
  readonly #visitor: RecordVisitor;
  readonly #chain = new FragmentChain();
  readonly #record: Mutable<LogRecord>;
  /** Where the previous record ended, which is the position of the next one. */
  #isec = 1;
  #ib = 0;
  /** Set behind damage and at a start in the middle: leading fragments belong to a record begun before. */
  #isResuming = false;
  /** Segments before this one are not walked. */
  readonly #firstSegment: number;
  #records = 0;
  #dropped = 0;

  /** @param from position of the first record to be visited (23 §2); isec 0 is the start of the file */
  constructor(lGeneration: number, visitor: RecordVisitor, from?: Omit<Lgpos, 'lGeneration'>) {
    this.#visitor = visitor;
    const bytes = new Uint8Array(0);
    this.#record = { type: 0, size: 0, lGeneration, isec: 0, ib: 0, bytes, view: viewOf(bytes), offset: 0 };
    this.#firstSegment = from === undefined || from.isec === 0 ? 1 : from.isec;
    if (from === undefined || from.isec === 0) return;
    this.#isec = from.isec;
    this.#ib = from.ib;
    this.#isResuming = from.ib <= dataStart;
  }

  /** Records visited so far. */
  get records(): number {
    return this.#records;
  }

  /** Records that a crash left incomplete and a later run stepped over. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The record that the segments given so far end in. */
  get incompleteRecord(): IncompleteRecord | undefined {
    if (!this.#chain.isOpen) return undefined;
    return { lgpos: this.#lgpos(this.#chain.isec, this.#chain.ib), size: this.#chain.total };
  }

  /** What follows segment `isec` does not continue what came before. */
  gap(isec: number): void {
    if (isec >= this.#firstSegment) this.#resume();
  }

  /** Visits every record that ends in this segment. */
  segment(bytes: Uint8Array, isec: number): void {
    if (isec < this.#firstSegment) return;
    let ib = this.#chain.isOpen ? this.#continueChain(bytes, isec) : this.#firstRecord(bytes, isec);
    if (ib === segmentSize) return;
    const record = this.#record;
    record.bytes = bytes;
    record.view = viewOf(bytes);
    while (ib < segmentSize && bytes[ib] !== NOP) {
      if (bytes[ib] === FragmentBegin) return this.#openChain(bytes, isec, ib);
      const size = bytes[ib] === Fragment ? 0 : recordSize(bytes, ib, segmentSize);
      if (size === 0) return this.#fail(describe(bytes, ib), isec, ib);
      this.#visit(bytes[ib]!, ib, size, this.#isec, this.#ib);
      ib += size;
      this.#setEnd(isec, ib);
    }
  }

  /** Shows a record that lies in `record.bytes`. */
  #visit(type: number, offset: number, size: number, isec: number, ib: number): void {
    const record = this.#record;
    record.type = type;
    record.size = size;
    record.isec = isec;
    record.ib = ib;
    record.offset = offset;
    this.#records++;
    this.#visitor.record(record);
  }

  #resume(): void {
    this.#chain.close();
    this.#isResuming = true;
  }

  /** A record that ends with its segment puts the next position at the start of the next segment. */
  #setEnd(isec: number, ib: number): void {
    this.#isec = ib === segmentSize ? isec + 1 : isec;
    this.#ib = ib === segmentSize ? 0 : ib;
  }

  /** Where records begin in a segment that continues no chain. */
  #firstRecord(bytes: Uint8Array, isec: number): number {
    if (this.#isResuming) this.#setEnd(isec, 0);
    // Only a walk that starts in the middle finds its end of the record before in the segment itself.
    else if (isec === this.#isec && this.#ib > dataStart) return this.#ib;
    if (bytes[dataStart] !== Fragment || !this.#isResuming) {
      this.#isResuming = false;
      return dataStart;
    }
    const end = dataStart + fragmentSize + viewOf(bytes).getUint16(dataStart + 1, true);
    if (end >= segmentSize) return segmentSize;
    this.#isResuming = false;
    this.#setEnd(isec, end);
    return end;
  }

  #openChain(bytes: Uint8Array, isec: number, ib: number): void {
    const payload = ib + fragmentBeginSize;
    if (payload >= segmentSize) return this.#fail('a fragment is cut by its segment', isec, ib);
    const view = viewOf(bytes);
    const total = view.getUint32(ib + 1, true);
    const cb = view.getUint16(ib + 5, true);
    if (payload + cb !== segmentSize || total <= cb) {
      return this.#fail('a fragmented record does not fill its segment', isec, ib);
    }
    if (!this.#chain.open(total, this.#isec, this.#ib)) {
      return this.#fail(`a record of ${total} bytes is beyond every log buffer`, isec, ib);
    }
    this.#chain.append(bytes, payload, segmentSize);
  }

  /** Takes the fragment at the start of the segment; returns where records go on. */
  #continueChain(bytes: Uint8Array, isec: number): number {
    const chain = this.#chain;
    if (bytes[dataStart] !== Fragment) return this.#breakChain(bytes, isec);
    const payload = dataStart + fragmentSize;
    const cb = viewOf(bytes).getUint16(dataStart + 1, true);
    if (cb !== Math.min(chain.remaining, segmentSize - payload)) {
      this.#fail('a fragment does not continue its record', isec, dataStart);
      return segmentSize;
    }
    chain.append(bytes, payload, payload + cb);
    if (chain.remaining > 0) return segmentSize;
    const total = chain.total;
    const type = chain.bytes[0]!;
    if (type === FragmentBegin || type === Fragment || recordSize(chain.bytes, 0, total) !== total) {
      this.#fail('a record put together from fragments has another size', chain.isec, chain.ib);
      return segmentSize;
    }
    this.#record.bytes = chain.bytes;
    this.#record.view = chain.view;
    this.#visit(type, 0, total, chain.isec, chain.ib);
    chain.close();
    this.#setEnd(isec, payload + cb);
    return payload + cb;
  }

  /**
   * The chain is not continued. That is legal where recovery went on behind a crash; the incomplete
   * record is dropped then, and positions start anew with the segment.
   */
  #breakChain(bytes: Uint8Array, isec: number): number {
    const type = bytes[dataStart]!;
    const first = type === FragmentBegin ? bytes[dataStart + fragmentBeginSize]! : type;
    if (first === RecoveryUndo || first === RecoveryUndo2 || first === UndoInfo) this.#dropped++;
    else this.#report('a fragmented record is not continued', this.#lgpos(this.#chain.isec, this.#chain.ib));
    this.#chain.close();
    this.#setEnd(isec, 0);
    return dataStart;
  }

  /** Gives the rest of the segment up; the next one is read as after a gap. */
  #fail(text: string, isec: number, ib: number): void {
    this.#report(text, this.#lgpos(isec, ib));
    this.#resume();
  }

  #report(text: string, lgpos: Lgpos): void {
    if (this.#visitor.damage === undefined) {
      throw new JetError('JET_errLogFileCorrupt', `${text} at ${formatLgpos(lgpos)}`);
    }
    this.#visitor.damage({
      error: 'JET_errLogFileCorrupt',
      text,
      severity: 'error',
      lgpos,
      correctable: false,
    });
  }

  #lgpos(isec: number, ib: number): Lgpos {
    return { lGeneration: this.#record.lGeneration, isec, ib };
  }
}

function describe(bytes: Uint8Array, ib: number): string {
  const type = bytes[ib]!;
  if (type >= recordTypeEnd) return `no record has type ${type}`;
  const name = recordTypeName(type)!;
  if (type === Fragment) return 'a fragment continues nothing';
  return `a record ${name} is of unknown layout or reaches over the end of its segment`;
}
