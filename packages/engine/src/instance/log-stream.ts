import { compareLgpos, JetError, lgposMin, type Lgpos, type LogTime } from '@esekit/core';
import {
  compareLogVersions,
  encodeInit2,
  encodeShutDownMark,
  encodeTerm2,
  LogWriter,
  prepareReserveLogs,
  type LogHeader,
  type LogVersion,
  type LogWriterOptions,
  type RecordLog,
} from '@esekit/log';
import type { RecoveryResult } from '@esekit/log/recovery';

const segmentsPerGeneration = 65_536;

/** `lGeneration * 65536 + isec` of a position. */
export function logSegmentOf({ lGeneration, isec }: Lgpos): number {
  return lGeneration * segmentsPerGeneration + isec;
}

/** The beginning of a segment. */
export function lgposOfSegment(logSegment: number): Lgpos {
  const isec = logSegment % segmentsPerGeneration;
  return { lGeneration: (logSegment - isec) / segmentsPerGeneration, isec, ib: 0 };
}

/** The log of a running instance, from its Init2 record to its Term2 record (24 §8). */
export class LogStream implements RecordLog {
  readonly #writer: LogWriter;
  readonly #options: LogWriterOptions;
  readonly #onFailure: (error: JetError) => void;
  readonly #creationTimes = new Map<number, LogTime>();
  #lgposInit: Lgpos = lgposMin;
  #lgposLast: Lgpos = lgposMin;
  #quietSegment = 0;
  #appended = 0;
  #commitSegment = 0;

  private constructor(writer: LogWriter, options: LogWriterOptions, onFailure: (error: JetError) => void) {
    this.#writer = writer;
    this.#options = options;
    this.#onFailure = onFailure;
    this.noteGeneration(writer.header);
  }

  /**
   * Goes on behind the stream that recovery left, or begins a new one when there is none.
   *
   * @param onFailure told once when the log cannot be written any more
   */
  static open(
    options: LogWriterOptions,
    { stream, nextGeneration }: RecoveryResult,
    onFailure: (error: JetError) => void,
  ): LogStream {
    const writer =
      stream === undefined
        ? LogWriter.create(options, { lGeneration: nextGeneration })
        : LogWriter.resume(options, stream);
    return new LogStream(writer, options, onFailure);
  }

  /** Begins the run: its first record is in a fresh segment, and in a log of the version that is asked for. */
  begin(): Lgpos {
    if (compareLogVersions(this.header, this.#options.version) < 0)
      this.#guard(() => this.#writer.rollOver());
    const { dbmsParam, now } = this.#options;
    this.#lgposInit = this.append(encodeInit2({ dbmsParam, logtime: now() }));
    this.flush();
    return this.#lgposInit;
  }

  prepareReserveLogs(): void {
    const { csecLGFile } = this.header;
    prepareReserveLogs({ ...this.#options, csecLGFile });
  }

  get header(): LogHeader {
    return this.#writer.header;
  }

  get lGeneration(): number {
    return this.#writer.lGeneration;
  }

  /** Of the records that this log may hold. */
  get version(): LogVersion {
    return this.header;
  }

  /** Position of the record appended last. */
  get lgposLast(): Lgpos {
    return this.#lgposLast;
  }

  /** How many times something was appended: tells whether anything was in between. */
  get appended(): number {
    return this.#appended;
  }

  /** The segment where the next record begins, or the one before: a place that a replay can begin at. */
  get tipSegment(): number {
    const { lGeneration, isec, ib } = this.#writer.lgposNext;
    return lGeneration * segmentsPerGeneration + (ib === 0 && isec > 1 ? isec - 1 : isec);
  }

  /** Everything up to here is durable; a replay can begin there. */
  get durableSegment(): number {
    const durable = this.#writer.durableSegment;
    return Math.min(this.tipSegment, durable);
  }

  /** Where the log stood when no operation was under way, last: the beginning of what is going on now. */
  get quietSegment(): number {
    return this.#quietSegment;
  }

  /** No operation is under way. */
  noteQuiet(): void {
    this.#quietSegment = this.tipSegment;
  }

  /** Bytes of log between two segments. */
  bytesBetween(from: number, to: number): number {
    const { csecLGFile } = this.header;
    const a = lgposOfSegment(from);
    const b = lgposOfSegment(to);
    return ((b.lGeneration - a.lGeneration) * csecLGFile + b.isec - a.isec) * 4096;
  }

  /** The segment that lies `bytes` of log before another one. */
  segmentBefore(segment: number, bytes: number): number {
    const { csecLGFile } = this.header;
    const { lGeneration, isec } = lgposOfSegment(segment);
    const total = Math.max(0, lGeneration * csecLGFile + isec - Math.floor(bytes / 4096));
    const generation = Math.floor(total / csecLGFile);
    return generation * segmentsPerGeneration + (total - generation * csecLGFile);
  }

  creationTime(lGeneration: number): LogTime | undefined {
    return this.#creationTimes.get(lGeneration);
  }

  noteGeneration({ lGeneration, tmCreate }: LogHeader): void {
    this.#creationTimes.set(lGeneration, tmCreate);
  }

  append(...records: Uint8Array[]): Lgpos {
    this.#appended++;
    try {
      return (this.#lgposLast = this.#writer.append(...records));
    } catch (error) {
      throw this.#fail(error);
    }
  }

  /** Makes everything durable, now. */
  flush(): void {
    this.#guard(() => {
      this.#writer.flush();
    });
  }

  /** A transaction is committed by the record at a position. */
  noteCommit(lgpos: Lgpos): void {
    this.#commitSegment = logSegmentOf(lgpos);
  }

  /**
   * Before pages are written: makes their records durable, and every commit. What is committed is not undone by
   * recovery when the page has it, so the log may not lose that it was committed; what is not committed is, so
   * that may come later.
   *
   * @param logSegment the newest that changed a page, or that undoing such a change needs
   */
  allowPages(logSegment: number): void {
    const durable = this.#writer.durableSegment;
    if (logSegment > durable || this.#commitSegment > durable) this.flush();
  }

  /** {@link flush} for a record that somebody waits for: the next one starts a segment (20 §5.6). */
  flushFilled(): void {
    this.#guard(() => {
      this.#writer.fillSegment();
      this.#writer.flush();
    });
  }

  /** Makes everything durable, together with what others commit meanwhile. */
  async flushLater(): Promise<void> {
    try {
      await this.#writer.flushLater();
    } catch (error) {
      throw this.#fail(error);
    }
  }

  rollOver(): void {
    this.#guard(() => {
      this.#writer.rollOver();
    });
  }

  /** The databases are clean from this record on, once their headers say so. */
  markShutDown(): Lgpos {
    const lgpos = this.append(encodeShutDownMark());
    this.flushFilled();
    return lgpos;
  }

  /** Ends the run. Nothing is attached then. */
  end(): Lgpos {
    const { now } = this.#options;
    const lgpos = this.append(
      encodeTerm2({ lgpos: this.#lgposInit, lgposRedoFrom: lgposMin, fHard: 0, logtime: now() }),
    );
    this.flush();
    this.close();
    return lgpos;
  }

  close(): void {
    this.#writer.close();
  }

  isBefore(a: Lgpos): boolean {
    return compareLgpos(a, this.#writer.lgposNext) < 0;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#fail(error);
    }
  }

  #fail(error: unknown): unknown {
    const ends = JetError.isInstance(error) && fatal.includes(error.name);
    if (ends) this.#onFailure(error);
    return error;
  }
}

/** What the writer goes on to say once it has said it. */
const fatal: readonly string[] = ['JET_errLogWriteFail', 'JET_errLogDiskFull'];
