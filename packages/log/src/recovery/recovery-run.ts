import {
  compareLgpos,
  equalLogTimes,
  isLogTimeSet,
  JetError,
  logTimeMilliseconds,
  readLogTime,
  viewOf,
  type JetErrorName,
  type Lgpos,
  type LogTime,
  type Signature,
} from '@esekit/core';
import { dbstate, hasFeature } from '@esekit/pages';
import type { LogHeader } from '../header/log-header';
import type { LogLayout } from '../header/log-version';
import { recordLgpos, type LogRecord } from '../records/log-record';
import type { LogScan } from '../segments/scan-log';
import { segmentOffsets } from '../segments/segment-layout';
import type { AttachedDatabase, DatabaseSurroundings } from './attached-database';
import { DatabaseSlots } from './database-slots';
import { InstanceRecords } from './instance-records';
import type { LoggedDatabase } from './database-locator';
import type { LogFolder } from './log-folder';
import { LogSequence } from './log-sequence';
import type { OpenLog } from './open-log';
import type { RecoveryContext } from './recovery-context';
import { openLogReason, type RecoveryStep } from './recovery-control';
import type { RecoveryEvents } from './recovery-events';
import type { RecoveryOptions } from './recovery-options';
import { Redo } from './redo/redo';
import { reportScan, scanError } from './scan-report';
import { streamPageSize, type StartPlan } from './soft-start';

/** Thrown out of the walk of a log at the stop position; never leaves this file. */
const stopMark = Symbol('stop');

/** What redo has done when it ends. */
export interface RedoEnd {
  readonly from: number;
  /** Last generation replayed. */
  readonly to: number;
  /** Its header and its scan: what the next generation continues. */
  readonly last: {
    readonly header: LogHeader;
    readonly layout: LogLayout;
    readonly scan: LogScan;
    readonly isCurrent: boolean;
  };
  /** Ended at the stop position, before the log did. */
  readonly isStopped: boolean;
  readonly lgposLast: Lgpos;
  /** A loss of committed logs that the caller accepts. */
  readonly warning: JetErrorName | undefined;
}

/** Redo of a stream from a start position to its end (23 §4). */
export class RecoveryRun implements RecoveryContext {
  readonly slots: DatabaseSlots;
  readonly redo: Redo;
  readonly records: InstanceRecords;
  readonly pageSize: number;
  readonly signLog: Signature;
  readonly surroundings: DatabaseSurroundings;
  readonly #creationTimes = new Map<number, LogTime>();
  /** Of the last record that was applied; one object, as it changes with every record. */
  readonly #lgposLast: { -readonly [Part in keyof Lgpos]: Lgpos[Part] };
  /** From then on a failure keeps what has been done. */
  #hasApplied = false;
  /** Set while recovery writes the log: makes it durable up to a segment. */
  makeLogDurable: (logSegment: number) => void = () => undefined;

  constructor(
    readonly options: RecoveryOptions,
    readonly folder: LogFolder,
    readonly events: RecoveryEvents,
    readonly start: Extract<StartPlan, { kind: 'redo' }>,
    readonly ask: (step: RecoveryStep) => JetErrorName | 'JET_errSuccess',
  ) {
    const { header } = start.log;
    this.pageSize = streamPageSize(start.log);
    this.signLog = header.signLog;
    this.#lgposLast = { lGeneration: header.lGeneration, isec: 1, ib: 0, ...start.from };
    this.surroundings = {
      fs: options.fs,
      isOverlay: options.isOverlay === true,
      cacheBytes: options.cacheBytes,
      now: options.now,
      sign: () => ({ random: options.random(), time: options.now(), computerName: '' }),
      signLog: () => this.signLog,
      events,
      onEvent: options.onEvent,
      makeLogDurable: (logSegment) => this.makeLogDurable(logSegment),
      creationTime: (lGeneration) => this.#creationTimes.get(lGeneration),
    };
    this.slots = new DatabaseSlots(this);
    this.redo = new Redo({ database: this.slots.get, onEvent: options.onEvent });
    this.records = new InstanceRecords(this, this.slots, this.redo);
  }

  get fs(): RecoveryOptions['fs'] {
    return this.options.fs;
  }

  now(): LogTime {
    return this.options.now();
  }

  forgetVersions(dbid: number): void {
    this.redo.forgetDatabase(dbid);
  }

  locate(logged: LoggedDatabase, record: 'attach' | 'create'): string | undefined {
    const { restore, databases } = this.options;
    return restore === undefined ? databases.locate(logged) : restore.prepareDatabase(logged, record);
  }

  noteCreationTime(lGeneration: number, time: LogTime): void {
    this.#creationTimes.set(lGeneration, time);
  }

  /**
   * Replays the logs; yields behind each of them.
   *
   * @throws the errors of 23 §4.1 and of records and pages; files stay open for {@link close}
   */
  *run(): Generator<OpenLog, RedoEnd, void> {
    const sequence = new LogSequence(this);
    let log: OpenLog | undefined = this.start.log;
    let from = this.start.from;
    const begin = log.lGeneration;
    this.noteCreationTime(begin, log.header.tmCreate);
    try {
      this.slots.attachList(this.start.attachments, this.#lgposLast, this.signLog);
      for (;;) {
        const scan: LogScan = this.#checkLog(log, sequence);
        this.#enterGeneration(log.header);
        const isStopped = this.#replay(log, scan, sequence, from);
        from = undefined;
        yield log;
        const { header, layout, isCurrent } = log;
        const next: OpenLog | undefined = isStopped
          ? undefined
          : sequence.openNext(log, scan, this.slots.attached);
        log.close();
        if (next === undefined) {
          log = undefined;
          const { warning } = sequence;
          const last = { header, layout, scan, isCurrent };
          return {
            from: begin,
            to: header.lGeneration,
            last,
            isStopped,
            lgposLast: { ...this.#lgposLast },
            warning,
          };
        }
        log = next;
        this.noteCreationTime(log.lGeneration, log.header.tmCreate);
      }
    } finally {
      log?.close();
    }
  }

  /** A whole log is checked before anything in it is applied: nothing is replayed "up to the damage". */
  #checkLog(log: OpenLog, sequence: LogSequence): LogScan {
    const rules = sequence.damageRules(log.lGeneration);
    this.ask({
      snt: 1001,
      errDefault: 'JET_errSuccess',
      reason: openLogReason.redo,
      lGeneration: log.lGeneration,
      isCurrentLog: log.isCurrent,
      path: log.path,
    });
    const scan = log.scan(sequence.mayUseShadow(log));
    reportScan(this.events, log, scan, rules);
    if (scan.isCorrupt) throw scanError(log, scan, rules);
    return scan;
  }

  /** 23 §4.1, 6. */
  #enterGeneration({ lGeneration, tmCreate }: LogHeader): void {
    for (const database of this.slots.attached) {
      const { header } = database;
      this.#checkIsOwnLog(database, lGeneration, tmCreate);
      if (
        header.dbstate === dbstate.dirtyAndPatchedShutdown &&
        lGeneration >= header.lGenMaxRequired &&
        database.redoMaps.isEmpty
      ) {
        database.changeHeader({ dbstate: dbstate.dirtyShutdown });
      }
      if (lGeneration > header.lGenMaxRequired) {
        if (!database.redoMaps.isEmpty) throw this.redoMapError(database);
        database.mayHoldFutureData = false;
        this.announce(database, this.#lgposLast);
        database.requireGeneration(lGeneration, this.surroundings.creationTime);
      }
      database.noteRecovering(lGeneration);
    }
  }

  /** The header remembers when its last required log was created: another log may have its number. */
  #checkIsOwnLog(database: AttachedDatabase, lGeneration: number, tmCreate: LogTime): void {
    const { header } = database;
    const known =
      lGeneration === header.lGenMaxRequired && hasFeature(header, 'logtimeGenMaxRequired')
        ? header.logtimeGenMaxRequired
        : lGeneration === header.lGenMaxCommitted
          ? header.logtimeGenMaxCreate
          : undefined;
    if (known === undefined || !isLogTimeSet(known) || equalLogTimes(known, tmCreate)) return;
    throw new JetError(
      'JET_errRequiredLogFilesMissing',
      `${database.path} needs another log of generation ${lGeneration} than the one that is there`,
    );
  }

  /** @returns whether the stop position was reached */
  #replay(log: OpenLog, scan: LogScan, sequence: LogSequence, from: Lgpos | undefined): boolean {
    const stop = this.#stopIn(log);
    const visitor = {
      record: (record: LogRecord): void => {
        if (stop !== undefined && compareLgpos(recordLgpos(record), stop) > 0) {
          throw stopMark;
        }
        this.#apply(record);
      },
    };
    try {
      log.replay(visitor, scan, sequence.mayUseShadow(log), from);
    } catch (error) {
      if (error === stopMark) return true;
      throw error;
    }
    this.events.write(301, `${log.path} has been replayed`, log.path);
    const { stopAt } = this.options;
    return stopAt !== undefined && 'lGeneration' in stopAt && log.lGeneration >= stopAt.lGeneration;
  }

  #apply(record: LogRecord): void {
    this.#hasApplied = true;
    this.records.notice(record.type);
    if (!this.redo.record(record)) this.records.apply(record);
    const last = this.#lgposLast;
    last.lGeneration = record.lGeneration;
    last.isec = record.isec;
    last.ib = record.ib;
  }

  /** The stop position as far as it lies in this log. */
  #stopIn(log: OpenLog): Lgpos | undefined {
    const { stopAt } = this.options;
    if (stopAt === undefined || 'lGeneration' in stopAt) return undefined;
    if ('lgpos' in stopAt) return stopAt.lgpos;
    return stopBefore(log, stopAt.time);
  }

  /** The error of the page that was missed first, with event 555 (23 §6). */
  redoMapError(database: AttachedDatabase): JetError {
    const lost = database.redoMaps.firstProblem();
    if (lost === undefined) throw new JetError('JET_errInternalError', 'no page is lost');
    const text = `${database.path}: page ${lost.pgno} is not what the logs begin with`;
    this.events.write(555, text, database.path, lost.pgno, lost.error, lost.lgpos, this.#lgposLast);
    return new JetError(lost.error, text);
  }

  /** The engine tells of databases behind their required range when somebody is there to be told. */
  announce(database: AttachedDatabase, lgpos: Lgpos): void {
    const { control, restore } = this.options;
    if (control !== undefined || restore !== undefined) database.announce(lgpos);
  }

  /** Redo is over, well or not. */
  announceEnd(): void {
    for (const database of this.slots.attached) database.announceEnd(this.#lgposLast);
  }

  /** Puts what has been redone on disk before a failure is told: the range allows for it, and it stays. */
  keepProgress(): void {
    if (this.options.isOverlay === true || !this.#hasApplied) return;
    for (const database of this.slots.attached) {
      database.flush();
      database.changeHeader({});
      database.writeHeader();
    }
  }

  close(): void {
    this.slots.closeFiles();
  }
}

/** The last position before the first segment that was begun after `time`. */
function stopBefore(log: OpenLog, time: LogTime): Lgpos | undefined {
  const limit = logTimeMilliseconds(time);
  if (logTimeMilliseconds(log.header.tmCreate) > limit)
    return { lGeneration: log.lGeneration, isec: 0, ib: 0 };
  let first = 0;
  log.scan(true, {
    segment: (bytes, isec) => {
      const begun = readLogTime(viewOf(bytes), segmentOffsets.logtimeStart);
      if (first === 0 && isLogTimeSet(begun) && logTimeMilliseconds(begun) > limit) first = isec;
    },
    gap: () => undefined,
  });
  return first === 0 ? undefined : { lGeneration: log.lGeneration, isec: first - 1, ib: 0xffff };
}
