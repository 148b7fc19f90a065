import { compareLgpos, JetError, lgposMin, logTimeNone, type FileSystem, type Lgpos } from '@esekit/core';
import {
  checkpointFileType,
  checkpointHasAttachments,
  checkpointPath,
  examineCheckpointSync,
  findCheckpoint,
  LogFolder,
  writeCheckpointSync,
  type Attachment,
  type Checkpoint,
} from '@esekit/log';
import type { EngineDatabase } from '../attached/engine-database';
import { lgposOfSegment, logSegmentOf, type LogStream } from './log-stream';
import type { StreamNames } from './log-stream-options';

/** Pages that one step writes, so that no call takes long. */
const pagesOfStep = 256;

/** Old pages are looked for whenever the log has grown by this part of the depth. */
const looksPerDepth = 16;

/** The checkpoint is written when it can move by this part of the depth: that takes a sync of every database. */
const advancesPerDepth = 4;

export interface CheckpointOptions {
  readonly fs: FileSystem;
  readonly systemFolder: string;
  readonly logFolder: string;
  readonly names: StreamNames;
  readonly log: LogStream;
  /** Bytes of log that a replay may have to read, about. */
  readonly depth: number;
  readonly isCircular: boolean;
  /** Attached ones that are logged. */
  readonly databases: () => Iterable<EngineDatabase>;
  /** The attachments of a position (20 §3.1). */
  readonly attachments: (at: Lgpos) => readonly Attachment[];
  /** The first segment that open transactions need. */
  readonly oldestBegin0Segment: () => number | undefined;
}

/**
 * Where recovery begins, kept from falling behind: writes pages whose changes are old, then says in the headers
 * and in the checkpoint that their logs are not needed any more, and removes these with circular logging (22 §2).
 *
 * A checkpoint that is too old is always right, so nothing here has to happen at a certain time. It does only
 * between operations: pages and log agree then.
 */
export class CheckpointKeeper {
  readonly #options: CheckpointOptions;
  readonly #path: string;
  #written: Checkpoint | undefined;
  #lgpos: Lgpos;
  #depth: number;
  /** Where the log was when it was looked at last. */
  #lookedAt = 0;
  #isDue = false;
  #holds = 0;
  #lowestGeneration: number | undefined;

  constructor(options: CheckpointOptions, start: Lgpos) {
    const { fs, systemFolder, names } = options;
    this.#options = options;
    this.#depth = options.depth;
    this.#lgpos = start;
    const found = findCheckpoint(fs, systemFolder, names.base, names.extension);
    this.#path = found ?? checkpointPath(fs, systemFolder, names.base, names.extension);
    if (found === undefined) return;
    const { signLog } = options.log.header;
    const before = examineCheckpointSync(fs, found, signLog);
    if (before.failure === undefined) this.#written = before.checkpoint;
  }

  /** What the file says. */
  get lgpos(): Lgpos {
    return this.#lgpos;
  }

  /** Of now on: JetStopService lets it become small. */
  set depth(bytes: number) {
    this.#depth = bytes;
    this.#isDue = true;
  }

  /** While a database is attached or detached the headers do not say what a checkpoint would rely on. */
  hold<T>(work: () => T): T {
    this.#holds++;
    try {
      return work();
    } finally {
      this.#holds--;
    }
  }

  /** The log has gone on to another generation. */
  noteRollOver(): void {
    this.#isDue = true;
  }

  /**
   * Its turn, between operations.
   *
   * @returns whether it has more to do at once
   */
  step(): boolean {
    const { log } = this.#options;
    const { tipSegment } = log;
    const due = this.#isDue || log.bytesBetween(this.#lookedAt, tipSegment) >= this.#depth / looksPerDepth;
    if (!due || this.#holds > 0) return false;
    this.#isDue = false;
    this.#lookedAt = tipSegment;
    const target = log.segmentBefore(tipSegment, this.#depth);
    let isMore = false;
    for (const { buffer } of this.#options.databases()) {
      if (buffer.flushBelow(target, pagesOfStep) === pagesOfStep) isMore = true;
    }
    if (isMore) this.#isDue = true;
    this.#advance();
    return isMore;
  }

  /** @throws JET_errCheckpointDepthTooDeep when recovery would have to read more generations than this */
  requireDepth(generationsMost: number): void {
    const generations = this.#options.log.lGeneration - this.#lgpos.lGeneration;
    if (generations <= generationsMost) return;
    // It may go on at the end of any call from now on.
    this.#isDue = true;
    throw new JetError(
      'JET_errCheckpointDepthTooDeep',
      `the checkpoint is ${generations} generations behind`,
      {
        hint: 'End the oldest transaction.',
      },
    );
  }

  /** Everything is in the databases: the checkpoint goes as far as it can. */
  advanceFully(): void {
    if (this.#holds === 0) this.#advance(true);
  }

  /** The first one of a run, and the last one. */
  write(lgpos: Lgpos, fVersion: number): void {
    this.#write(lgpos, fVersion, fVersion === 0 ? [] : this.#options.attachments(lgpos));
  }

  /** @param isForced also by little */
  #advance(isForced = false): void {
    const { log, databases, attachments } = this.#options;
    const segment = this.#candidate();
    const lgpos = lgposOfSegment(segment);
    if (compareLgpos(lgpos, this.#lgpos) <= 0) return;
    const isNewGeneration = lgpos.lGeneration > this.#lgpos.lGeneration;
    const moved = log.bytesBetween(logSegmentOf(this.#lgpos), segment);
    if (!isForced && !isNewGeneration && moved < this.#depth / advancesPerDepth) return;
    // Pages that made room for others were written and no more; from here on nothing would bring them back.
    for (const database of databases()) database.file.sync();
    for (const database of databases()) database.raiseRequired(segment);
    this.#write(lgpos, checkpointHasAttachments, attachments(lgpos));
    if (isNewGeneration && this.#options.isCircular) this.#removeLogs();
  }

  #candidate(): number {
    const { log, databases, oldestBegin0Segment } = this.#options;
    let segment = Math.min(log.durableSegment, oldestBegin0Segment() ?? Number.POSITIVE_INFINITY);
    for (const { buffer } of databases()) segment = Math.min(segment, buffer.oldestChange);
    return segment;
  }

  /** What it says of backups is kept. */
  #write(lgpos: Lgpos, fVersion: number, attachments: readonly Attachment[]): void {
    const { fs, log } = this.#options;
    const { signLog, dbmsParam } = log.header;
    const checkpoint: Checkpoint = {
      lgposLastFullBackupCheckpoint: lgposMin,
      lgposFullBackup: lgposMin,
      logtimeFullBackup: logTimeNone,
      lgposIncBackup: lgposMin,
      logtimeIncBackup: logTimeNone,
      ...this.#written,
      lgposCheckpoint: lgpos,
      lgposDbConsistency: lgpos,
      signLog,
      fVersion,
      filetype: checkpointFileType,
      dbmsParam,
      attachments,
    };
    writeCheckpointSync(fs, this.#path, checkpoint);
    this.#written = checkpoint;
    this.#lgpos = lgpos;
  }

  /** Logs that no database and no checkpoint needs, lowest first (20 §7, step 7). */
  #removeLogs(): void {
    const { fs, logFolder, names, databases } = this.#options;
    let needed = this.#lgpos.lGeneration;
    for (const { header } of databases()) {
      if (header.lGenMinRequired > 0) needed = Math.min(needed, header.lGenMinRequired);
    }
    if (this.#lowestGeneration !== undefined && this.#lowestGeneration >= needed) return;
    const folder = LogFolder.look(fs, logFolder, { base: names.base });
    for (const generation of folder.generations) {
      if (generation < needed) folder.remove(generation);
    }
    this.#lowestGeneration = needed;
  }
}
