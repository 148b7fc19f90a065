import { JetError, type File, type Lgpos } from '@esekit/core';
import { readLogHeader, type LogHeader } from '../header/log-header';
import { GroupSync } from './group-sync';
import { SegmentBuffer } from './segment-buffer';
import { SegmentFile } from './segment-file';
import {
  buildLogHeader,
  findCurrentLog,
  installLog,
  prepareLog,
  requireFreeName,
  type PreparedLog,
  type PreviousLog,
} from './new-log';
import type { LogWriterOptions } from './log-writer-options';
import { mendLastSegment } from './mend-last-segment';

/** Segments of a generation in the count of `durableSegment`. */
const segmentsPerGeneration = 65536;

/** Where a stream that is there already goes on. */
export interface CurrentLog {
  readonly header: LogHeader;
  /** Last segment with data; 0 = none. */
  readonly lastSegment: number;
  /** Of the segments up to there. */
  readonly accumulatedChecksum: bigint;
}

/** The first log of a stream, or the one behind a stream that has lost its current log. */
export interface NewLog {
  readonly lGeneration: number;
  readonly previous?: PreviousLog;
}

/**
 * Writes the records of a stream: segments with shadows, generations with roll-over (20 §5.3, §5.4, §7).
 * Synchronous; appending only copies, {@link flush} makes durable. After a failed write every call fails
 * with the same error, because nobody knows what is in the file then.
 */
export class LogWriter {
  readonly #options: LogWriterOptions;
  #header: LogHeader;
  #file: SegmentFile;
  #buffer: SegmentBuffer;
  /** Whether there are records that are not known to be durable. */
  #hasPending = false;
  /** Whether records were appended since the last sync, finished or not, began. */
  #hasUnsynced = false;
  #durable: number;
  readonly #groupSync: GroupSync;
  #failure: JetError | undefined;
  #isClosed = false;

  private constructor(
    options: LogWriterOptions,
    header: LogHeader,
    file: File,
    start: Omit<CurrentLog, 'header'>,
  ) {
    this.#options = options;
    this.#header = header;
    this.#file = new SegmentFile(file);
    const { lGeneration, csecLGFile } = header;
    const isec = start.lastSegment + 1;
    const { accumulatedChecksum } = start;
    this.#buffer = new SegmentBuffer(
      this.#file,
      { lGeneration, csecLGFile, isec, accumulatedChecksum },
      options.now,
    );
    this.#durable = lGeneration * segmentsPerGeneration + isec;
    this.#groupSync = new GroupSync(() => this.#syncWritten());
  }

  /**
   * Goes on behind the end of the current log, in a fresh segment. A last segment that is torn is put
   * right from its shadow first, since the shadow is about to be overwritten. A log that is full is rolled
   * over by the first record.
   *
   * @throws JetError JET_errMissingLogFile when there is no current log
   */
  static resume(options: LogWriterOptions, current: CurrentLog): LogWriter {
    const path = findCurrentLog(options);
    if (path === undefined) {
      throw new JetError('JET_errMissingLogFile', `${options.folder}: there is no current log`);
    }
    const file = options.fs.openSync(path, 'readWrite');
    try {
      mendLastSegment(file, current.header.lGeneration, current.lastSegment);
      // What a process that was killed has written may not be on disk yet, and is relied on from here on.
      file.syncSync();
      return new LogWriter(options, current.header, file, current);
    } catch (error) {
      file.closeSync();
      throw error;
    }
  }

  /**
   * Makes a new current log where there is none.
   *
   * @throws JetError JET_errFileAccessDenied when there is one
   */
  static create(options: LogWriterOptions, { lGeneration, previous }: NewLog): LogWriter {
    requireFreeName(options);
    const bytes = buildLogHeader(options, lGeneration, previous);
    let file: File;
    try {
      const prepared = prepareLog(options, bytes);
      options.beforeInstall?.(prepared.path);
      file = installLog(options, prepared.path);
    } catch (cause) {
      throw writeFailure(options, lGeneration, cause);
    }
    return new LogWriter(options, readLogHeader(bytes), file, { lastSegment: 0, accumulatedChecksum: 0n });
  }

  /** Of the current log. */
  get header(): LogHeader {
    return this.#header;
  }

  get lGeneration(): number {
    return this.#header.lGeneration;
  }

  /** Position that the next record will have, unless it rolls the log over. */
  get lgposNext(): Lgpos {
    return { lGeneration: this.lGeneration, isec: this.#buffer.nextIsec, ib: this.#buffer.nextIb };
  }

  /**
   * lGeneration * 65536 + isec: every record whose position lies in this segment or before it is durable,
   * the whole of it.
   */
  get durableSegment(): number {
    return this.#durable;
  }

  /** Of the final segments of the current log (20 §5.7). */
  get accumulatedChecksum(): bigint {
    return this.#buffer.accumulatedChecksum;
  }

  /**
   * Appends records that belong together: they go into one generation.
   *
   * @returns position of the first one (20 §5.5)
   * @throws JetError JET_errLogBufferTooSmall when no log can hold them
   */
  append(...records: Uint8Array[]): Lgpos {
    this.#requireUsable();
    if (!this.#buffer.fits(records)) {
      this.rollOver();
      if (!this.#buffer.fits(records)) {
        throw new JetError('JET_errLogBufferTooSmall', 'records that belong together are larger than a log');
      }
    }
    const lgpos = this.lgposNext;
    if (!this.#hasPending) this.#noticePending(lgpos);
    this.#hasUnsynced = true;
    // No closure here: this is done for every record.
    try {
      for (let i = 0; i < records.length; i++) this.#buffer.append(records[i]!);
    } catch (cause) {
      throw this.#fail(cause);
    }
    return lgpos;
  }

  /** Fills the current segment with NOP2, so that the next record starts a new one (20 §5.6). */
  fillSegment(): void {
    this.#requireUsable();
    this.#buffer.fillSegment();
  }

  /** Makes everything appended so far durable. */
  flush(): void {
    this.#requireUsable();
    if (!this.#hasPending) return;
    this.#guard(() => {
      this.#buffer.write();
      this.#file.sync();
    });
    this.#noticeDurable();
  }

  /**
   * Makes everything appended so far durable, and fills the segment it ends in (20 §5.6). Calls that come before
   * the bytes are written share one sync, and calls during a sync share the next.
   *
   * @param turn ends when others had the chance to append what is to share the sync. Default: at once
   */
  flushLater(turn?: () => Promise<void>): Promise<void> {
    this.#requireUsable();
    return this.#hasPending ? this.#groupSync.request(turn) : Promise.resolve();
  }

  /** Writes what is there, and waits until it is durable. */
  async #syncWritten(): Promise<void> {
    this.#requireUsable();
    if (!this.#hasPending) return;
    const file = this.#file;
    this.#guard(() => {
      this.#buffer.fillSegment();
      this.#buffer.write();
    });
    const { lgposNext } = this;
    this.#hasUnsynced = false;
    try {
      await file.syncLater();
    } catch (cause) {
      this.#failure ??= writeFailure(this.#options, lgposNext.lGeneration, cause);
      throw this.#failure;
    }
    if (this.#failure !== undefined) throw this.#failure;
    // What was appended meanwhile is still to come; a roll-over has made all of this durable itself.
    if (!this.#hasUnsynced) this.#noticeDurable();
    else this.#durable = Math.max(this.#durable, segmentOf(lgposNext) - 1);
  }

  /**
   * Ends the current generation and starts the next one, durably.
   *
   * @throws JetError JET_errFileAccessDenied when its archived name is taken
   * @throws JetError JET_errLogSequenceEnd, JET_errTooManyAttachedDatabases; the generation goes on then
   */
  rollOver(): void {
    this.#requireUsable();
    const archived = this.#header;
    requireFreeName(this.#options, archived.lGeneration);
    this.#guard(() => {
      this.#buffer.finish();
      this.#file.sync();
    });
    this.#noticeDurable();
    const { accumulatedChecksum } = this.#buffer;
    const bytes = buildLogHeader(this.#options, archived.lGeneration + 1, {
      header: archived,
      accumulatedChecksum,
    });
    this.#guard(() => {
      const prepared: PreparedLog = prepareLog(this.#options, bytes);
      this.#options.beforeInstall?.(prepared.path);
      this.#file.close();
      this.#file = new SegmentFile(installLog(this.#options, prepared.path, archived.lGeneration));
      if (prepared.isReserve) this.#options.onReserveUsed?.();
      this.#header = readLogHeader(bytes);
      const { lGeneration, csecLGFile } = this.#header;
      const start = { lGeneration, csecLGFile, isec: 1, accumulatedChecksum: 0n };
      this.#buffer = new SegmentBuffer(this.#file, start, this.#options.now);
    });
    this.#noticeDurable();
    this.#tellOfRollOver();
  }

  /** Flushes, unless a write has failed, and closes the file. */
  close(): void {
    if (this.#isClosed) return;
    try {
      if (this.#failure === undefined) this.flush();
    } finally {
      this.#isClosed = true;
      this.#file.close();
    }
  }

  #noticePending({ lGeneration, isec }: Lgpos): void {
    this.#hasPending = true;
    this.#durable = Math.min(this.#durable, lGeneration * segmentsPerGeneration + isec - 1);
  }

  #noticeDurable(): void {
    this.#hasPending = false;
    this.#hasUnsynced = false;
    this.#durable = this.lGeneration * segmentsPerGeneration + this.#buffer.nextIsec;
  }

  /** When the headers of databases cannot follow, nothing may be logged in the new generation. */
  #tellOfRollOver(): void {
    try {
      this.#options.onRollOver?.(this.#header);
    } catch (cause) {
      const text = `the databases could not be told of generation ${this.lGeneration}`;
      this.#failure = new JetError('JET_errLogWriteFail', text, { cause });
      throw cause;
    }
  }

  #requireUsable(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#isClosed) throw new JetError('JET_errLogWriteFail', 'the log is closed');
  }

  /** Runs file work; what fails there ends the writer. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (cause) {
      throw this.#fail(cause);
    }
  }

  #fail(cause: unknown): JetError {
    this.#failure = writeFailure(this.#options, this.lGeneration, cause);
    return this.#failure;
  }
}

function segmentOf({ lGeneration, isec }: Lgpos): number {
  return lGeneration * segmentsPerGeneration + isec;
}

function writeFailure({ folder }: LogWriterOptions, lGeneration: number, cause: unknown): JetError {
  const isFull = JetError.isInstance(cause) && cause.name === 'JET_errDiskFull';
  const text = `the log of generation ${lGeneration} in ${folder} cannot be written`;
  return new JetError(isFull ? 'JET_errLogDiskFull' : 'JET_errLogWriteFail', text, { cause });
}
