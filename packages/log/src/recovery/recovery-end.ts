import { backupInfoNone as none, JetError, lgposMin, type Lgpos } from '@esekit/core';
import { dbstate, type DatabaseHeader } from '@esekit/pages';
import { encodeRecoveryQuit2, encodeRecoveryUndo2, encodeShutDownMark } from '../records/encoders';
import { LogWriter } from '../writer/log-writer';
import type { AttachedDatabase } from './attached-database';
import { MemoryJournal } from './memory-journal';
import { attachmentsOf } from './attachment-list';
import { openLogReason } from './recovery-control';
import { writeFinalCheckpoint } from './final-checkpoint';
import type { RecoveryRun, RedoEnd } from './recovery-run';
import { rollBack, type Journal } from './undo/roll-back';

/** Ends a recovery whose redo is done: decides about undo, rolls back, and makes databases clean (23 §7, §8). */
export class RecoveryEnd {
  readonly #run: RecoveryRun;
  readonly #end: RedoEnd;
  #warning: RedoEnd['warning'];

  constructor(run: RecoveryRun, end: RedoEnd) {
    this.#run = run;
    this.#end = end;
    this.#warning = end.warning;
  }

  /**
   * @returns the code of the whole recovery
   * @throws JET_errRecoveredWithoutUndo, when that was asked for and has been done; the errors of 23 §7, §8
   */
  finish(): NonNullable<RedoEnd['warning']> | 'JET_errSuccess' {
    const { slots, records, redo } = this.#run;
    slots.removeUnfinished();
    const { flags, undoAtStop } = this.#run.options;
    this.#run.ask({ snt: 1005, errDefault: 'JET_errSuccess' });
    if (flags?.withoutUndo === true || (this.#end.isStopped && undoAtStop !== true)) this.#endWithoutUndo();
    this.#checkRanges();
    this.#checkLostPages();
    this.#checkDeferred();
    this.#run.announceEnd();
    if (records.lgposClosed !== undefined && slots.attached.length === 0) {
      redo.endSessions();
      this.#continueClosedLog(records.lgposClosed);
    } else if (this.#isInMemory) {
      this.#undo(new MemoryJournal(this.#end.lgposLast), undefined);
    } else {
      const writer = this.#openWriter();
      try {
        this.#undo(writer, writer);
      } finally {
        writer.close();
      }
    }
    return this.#warning ?? 'JET_errSuccess';
  }

  /**
   * Whether what recovery logs itself goes nowhere: an overlay, the view of a moment in the middle, or a
   * stream of the old layout, which is read only (20 §6): its databases become clean without it.
   */
  get #isInMemory(): boolean {
    const { isStopped, last } = this.#end;
    return this.#run.options.isOverlay === true || isStopped || last.layout === 'legacy';
  }

  #endWithoutUndo(): never {
    const { slots, events, options, folder, records } = this.#run;
    for (const database of slots.attached) {
      if (this.#end.to < database.header.lGenMaxRequired) throw this.#requiredMissing(database);
    }
    const isConsistent = records.lgposClosed !== undefined && slots.attached.length === 0;
    if (!isConsistent) this.#checkDeferred();
    this.#run.announceEnd();
    for (const database of slots.attached) database.leaveDirty();
    if (options.flags?.truncateLogs === true && options.isOverlay !== true) {
      for (const generation of folder.generations) if (generation < this.#end.to) folder.remove(generation);
    }
    events.write(304, 'replay is complete, and nothing was rolled back');
    if (isConsistent) {
      throw new JetError('JET_errRecoveredWithoutUndoDatabasesConsistent', 'the databases are clean');
    }
    throw new JetError(
      'JET_errRecoveredWithoutUndo',
      'the logs have been replayed, and nothing was rolled back',
    );
  }

  /** 23 §7, 2. */
  #checkRanges(): void {
    const { slots, options, events } = this.#run;
    const { to, isStopped } = this.#end;
    const lossy = options.flags?.ignoreLostLogs === true;
    for (const database of slots.attached) {
      const { lGenMaxRequired, lGenMaxCommitted } = database.header;
      // A stop inside the last generation that was required from the start may lie before what the pages hold.
      const isWhole = !isStopped || (options.stopAt !== undefined && 'lGeneration' in options.stopAt);
      if (to < lGenMaxRequired || (to === lGenMaxRequired && !isWhole && database.mayHoldFutureData)) {
        if (!lossy) events.write(453, this.#rangeText(database), database.path, lGenMaxRequired, to);
        throw this.#requiredMissing(database);
      }
      if (to >= lGenMaxCommitted || isStopped) continue;
      if (!lossy) {
        events.write(523, this.#rangeText(database), database.path, lGenMaxCommitted, to);
        throw new JetError('JET_errCommittedLogFilesMissing', this.#rangeText(database), {
          hint: 'To go on without what these logs hold, accept lost logs.',
        });
      }
      events.write(524, this.#rangeText(database), database.path, lGenMaxCommitted, to);
      this.#warning ??= 'JET_wrnCommittedLogFilesLost';
      const { tmCreate } = this.#end.last.header;
      database.changeHeader({ lGenMaxCommitted: to, logtimeGenMaxCreate: tmCreate });
    }
  }

  #requiredMissing(database: AttachedDatabase): JetError {
    const { lGenMaxRequired } = database.header;
    return new JetError('JET_errRequiredLogFilesMissing', this.#rangeText(database), {
      hint: `Add the logs of generations ${this.#end.to + 1} to ${lGenMaxRequired} and try again.`,
    });
  }

  #rangeText(database: AttachedDatabase): string {
    const { lGenMaxRequired, lGenMaxCommitted } = database.header;
    const range = `up to generation ${lGenMaxRequired}, and has committed to ${lGenMaxCommitted}`;
    return `${database.path} requires the logs ${range}; they end with ${this.#end.to}`;
  }

  #checkLostPages(): void {
    for (const database of this.#run.slots.attached) {
      if (!database.redoMaps.isEmpty) throw this.#run.redoMapError(database);
      if (!database.isAheadOfLog || this.#end.isStopped) continue;
      const text = `${database.path} has pages that are newer than the log`;
      // What the engine finds out too, if undo happens to meet such a page.
      this.#run.events.write(471, text, database.path, 'JET_errDbTimeCorrupted');
      throw new JetError('JET_errDbTimeCorrupted', text, {
        hint: 'The end of the log is lost. Restore the database from a backup and replay the logs onto that.',
      });
    }
  }

  /** Databases that the logs have attached at their end must be there (23 §8, 4). */
  #checkDeferred(): void {
    const { slots, options, records, events } = this.#run;
    if (options.flags?.ignoreMissingDatabases === true) return;
    for (const { reason, loggedPath, path } of slots.deferred) {
      if (reason === 'consistentInTheFuture' && records.endsWithShutDownMark) continue;
      const place = path ?? loggedPath;
      const text = `${place}: the database that the logs end with is not the one there (${reason})`;
      events.write(494, text, 'JET_errAttachedDatabaseMismatch', place);
      const error = reason === 'accessDenied' ? 'JET_errAccessDenied' : 'JET_errAttachedDatabaseMismatch';
      throw new JetError(error, text, {
        hint: 'Say where the database is, or recover without the databases that are missing.',
      });
    }
  }

  /** A log that ends clean is not written to; only the checkpoint is set to its end. */
  #continueClosedLog(lgpos: Lgpos): void {
    if (this.#isInMemory) return;
    // Without a current log the next run needs one to continue.
    if (!this.#end.last.isCurrent) this.#openWriter().close();
    writeFinalCheckpoint(this.#run, this.#end, lgpos);
  }

  #openWriter(): LogWriter {
    const { options, folder, slots, signLog } = this.#run;
    const { last } = this.#end;
    const { header, scan } = last;
    const { restore } = options;
    this.#run.ask({
      snt: 1001,
      errDefault: 'JET_errSuccess',
      reason: openLogReason.undo,
      isCurrentLog: true,
    });
    const writerOptions = {
      fs: options.fs,
      folder: options.logFolder,
      base: folder.base,
      digits: folder.hasLogs ? folder.digits : (restore?.digits ?? folder.digits),
      extension: folder.hasLogs ? folder.extension : (restore?.extension ?? folder.extension),
      signLog,
      csecLGFile: header.csecLGFile,
      cbPageSize: header.cbPageSize,
      version: header,
      dbmsParam: header.dbmsParam,
      efv: header.efvEngineCurrentDiagnostic,
      isCircular: options.isCircular === true,
      now: options.now,
      attachments: (at: Lgpos) => attachmentsOf(slots.attached, at),
      lgposCheckpoint: () => this.#run.start.checkpoint?.lgposCheckpoint ?? lgposMin,
      onRollOver: (next: typeof header) => this.#rollOver(next),
    };
    const { accumulatedChecksum, lastSegment } = scan;
    const writer = last.isCurrent
      ? LogWriter.resume(writerOptions, { header, lastSegment, accumulatedChecksum })
      : LogWriter.create(writerOptions, {
          lGeneration: header.lGeneration + 1,
          previous: { header, accumulatedChecksum },
        });
    this.#rollOver(writer.header);
    return writer;
  }

  #rollOver({ lGeneration, tmCreate }: RedoEnd['last']['header']): void {
    this.#run.noteCreationTime(lGeneration, tmCreate);
    for (const database of this.#run.slots.attached) {
      if (database.header.dbstate !== dbstate.cleanShutdown) database.commitGeneration(lGeneration, tmCreate);
    }
  }

  #undo(journal: Journal, writer: LogWriter | undefined): void {
    const run = this.#run;
    const { slots, records, options, redo } = run;
    run.makeLogDurable = (logSegment) => {
      if (writer !== undefined && writer.durableSegment < logSegment) writer.flush();
    };
    const hadMark = records.endsWithShutDownMark;
    const mark = records.lgposShutDownMark ?? lgposMin;
    const lgposUndo = hadMark ? mark : journal.append(encodeRecoveryUndo2({ logtime: options.now() }));
    const undone = rollBack({ redo, journal, database: slots.get, onEvent: options.onEvent });
    for (const database of slots.attached) {
      database.fitFile(true);
      database.flush();
    }
    const lgposMark = hadMark && undone === 0 ? mark : journal.append(encodeShutDownMark());
    writer?.fillSegment();
    writer?.flush();
    for (const database of slots.attached) {
      database.makeClean(lgposMark, { lGenRecovering: 0, ...this.#backupInfosAtEnd(database.header) });
      database.announceEnd(lgposMark);
    }
    if (writer === undefined) return;
    const lgposQuit = journal.append(
      encodeRecoveryQuit2({
        lgpos: lgposUndo,
        lgposRedoFrom: run.start.from ?? { lGeneration: this.#end.from, isec: 1, ib: 0 },
        fHard: options.restore === undefined ? 0 : 1,
        logtime: options.now(),
      }),
    );
    writer.fillSegment();
    writer.flush();
    writeFinalCheckpoint(run, this.#end, lgposQuit);
  }

  /** 31 §6, 4. */
  #backupInfosAtEnd(header: DatabaseHeader): Partial<DatabaseHeader> {
    const current = { bkinfoFullCur: none, bkinfoSnapshotCur: none };
    if (this.#run.options.restore !== undefined) {
      return {
        ...current,
        bkinfoFullPrev: none,
        bkinfoIncPrev: none,
        bkinfoCopyPrev: none,
        bkinfoDiffPrev: none,
        bkinfoTypeFullPrev: 0,
        bkinfoTypeIncPrev: 0,
        bkinfoTypeCopyPrev: 0,
        bkinfoTypeDiffPrev: 0,
      };
    }
    const wasBackup = header.bkinfoFullCur.genLow !== 0;
    return wasBackup ? { ...current, bkinfoIncPrev: none, bkinfoTypeIncPrev: 0 } : current;
  }
}
