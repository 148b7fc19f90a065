import { JetError, type JetErrorName } from '@esekit/core';
import type { DatabaseHeader, PageSource } from '@esekit/pages';
import { databaseStateName } from '@esekit/pages';
import { LogFolder } from './log-folder';
import { OpenLog } from './open-log';
import type { RecoveryStep } from './recovery-control';
import { RecoveryEnd } from './recovery-end';
import { RecoveryEvents } from './recovery-events';
import type { RecoveryOptions, RecoveryResult, RecoveredDatabase, StreamState } from './recovery-options';
import { RecoveryRun, type RedoEnd } from './recovery-run';
import { planSoftStart, type StartPlan } from './soft-start';

/** How far a recovery is: told behind each log. */
interface Step {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Recovers the databases of a log stream: replays its logs and rolls back what was not committed (23).
 * Afterwards the databases are clean, the log is closed in order, and the checkpoint stands at its end. A
 * failure, or a crash in the middle, leaves databases that can be recovered again.
 *
 * @throws JetError with the engine's code; JET_errRecoveredWithoutUndo when recovery ended before undo as
 *   asked for
 *
 * @example
 * await recover({ fs, logFolder: 'SRU', databases: databasesInFolder(fs, 'SRU'), ...clockAndRandom });
 */
export async function recover(options: RecoveryOptions): Promise<RecoveryResult> {
  const work = new Recovery(options);
  let bytesDone = 0;
  try {
    for (const step of work.steps()) {
      options.signal?.throwIfAborted();
      bytesDone += step.bytes;
      options.onProgress?.({ subject: step.path, bytesDone, bytesTotal: undefined });
      await nextTurn();
    }
    return work.result();
  } finally {
    work.close();
  }
}

/** {@link recover} for code that may not wait. */
export function recoverSync(options: RecoveryOptions): RecoveryResult {
  const work = new Recovery(options);
  try {
    work.runToEnd();
    return work.result();
  } finally {
    work.close();
  }
}

/** A database as it would be after recovery. */
export interface RecoveredView {
  readonly loggedPath: string;
  readonly path: string;
  /** Its pages, those that recovery changed from memory. Usable until the recovery is closed. */
  readonly source: PageSource;
  readonly header: DatabaseHeader;
  readonly headerImage: Uint8Array;
}

export interface VirtualRecovery {
  readonly result: RecoveryResult;
  /** The databases that the logs reach; one that is clean already is not among them. */
  readonly databases: readonly RecoveredView[];
  close(): void;
}

/**
 * What {@link recover} would make of the databases, without changing a byte: every file is opened for
 * reading only, and changed pages live in memory.
 */
export function recoverVirtually(options: RecoveryOptions): VirtualRecovery {
  const work = new Recovery({ ...options, isOverlay: true });
  try {
    work.runToEnd();
    return { result: work.result(), databases: work.views(), close: () => work.close() };
  } catch (error) {
    work.close();
    throw error;
  }
}

/** Lets timers and other work of the process run between two logs. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

type Result = Omit<RecoveryResult, 'stream' | 'nextGeneration'> & Partial<RecoveryResult>;

class Recovery {
  readonly #options: RecoveryOptions;
  readonly #events: RecoveryEvents;
  readonly #folder: LogFolder;
  #run: RecoveryRun | undefined;
  #result: Result | undefined;

  constructor(options: RecoveryOptions) {
    this.#options = options;
    this.#events = new RecoveryEvents(options.onEvent);
    const { base, legacyFileNames } = options;
    this.#folder = LogFolder.look(options.fs, options.logFolder, { base, legacyFileNames });
  }

  readonly #ask = (step: RecoveryStep): JetErrorName | 'JET_errSuccess' => {
    const answer = this.#options.control?.(step) ?? step.errDefault;
    if (step.errDefault === 'JET_errSuccess' && answer !== 'JET_errSuccess') {
      throw new JetError(answer, 'the caller of the recovery refused to go on');
    }
    return answer;
  };

  runToEnd(): void {
    const steps = this.steps();
    while (steps.next().done !== true);
  }

  *steps(): Generator<Step, void, void> {
    const plan = this.#plan();
    if (plan.kind === 'noLogs') {
      this.#result = noResult;
    } else if (plan.kind === 'clean') {
      plan.current.close();
      const lgposEnd = plan.checkpoint.lgposCheckpoint;
      this.#result = {
        code: 'JET_errSuccess',
        generations: undefined,
        isStopped: false,
        lgposEnd,
        databases: [],
      };
    } else {
      yield* this.#recover(plan);
    }
    this.#checkLogFileSize();
  }

  #plan(): StartPlan {
    const { restore, fs, pageSize } = this.#options;
    const events = this.#events;
    if (restore === undefined) {
      return planSoftStart({ options: this.#options, folder: this.#folder, events, ask: this.#ask });
    }
    const path = restore.logPath(restore.setLow) ?? this.#folder.archived(restore.setLow);
    if (path === undefined) {
      throw new JetError('JET_errMissingLogFile', `the set has no log of generation ${restore.setLow}`);
    }
    const log = OpenLog.open(fs, path, false, { pageSize }, events);
    return { kind: 'redo', log, from: undefined, attachments: log.header.attachments, checkpoint: undefined };
  }

  *#recover(plan: Extract<StartPlan, { kind: 'redo' }>): Generator<Step, void, void> {
    const events = this.#events;
    if (this.#options.restore === undefined) events.write(300, `recovery of ${this.#folder.path} begins`);
    const run = new RecoveryRun(this.#options, this.#folder, events, plan, this.#ask);
    this.#run = run;
    let end: RedoEnd | undefined;
    try {
      const steps = run.run();
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) {
        const { path, header } = step.value;
        yield { path, bytes: header.csecLGFile * header.cbSec };
      }
      end = step.value;
      const code = new RecoveryEnd(run, end).finish();
      const { from, to, isStopped, lgposLast } = end;
      this.#result = {
        code,
        generations: { from, to },
        isStopped,
        lgposEnd: lgposLast,
        databases: recovered(run),
      };
      if (this.#options.restore === undefined)
        events.write(302, `recovery of ${this.#folder.path} is complete`);
    } catch (error) {
      this.#fail(run, end, error);
      throw error;
    }
  }

  #fail(run: RecoveryRun, end: RedoEnd | undefined, error: unknown): void {
    if (!JetError.isInstance(error)) return;
    if (end === undefined) run.announceEnd();
    if (!wasWrittenBefore(error)) {
      try {
        run.keepProgress();
      } catch {
        // The first failure is the one to tell; the range in the header still covers what there is.
      }
    }
    if (!silentErrors.has(error.name)) this.#events.write(454, `recovery failed: ${error.message}`, error);
  }

  /** The instance wants logs of another size (37 §2). */
  #checkLogFileSize(): void {
    const { logFileSize, fs, isOverlay, isCircular, cleansMismatchedLogs, systemFolder, logFolder } =
      this.#options;
    if (logFileSize === undefined || isOverlay === true) return;
    const stream = this.#stream();
    if (stream === undefined) return;
    const { header } = stream;
    if (header.csecLGFile * header.cbSec === logFileSize) return;
    if (isCircular !== true || cleansMismatchedLogs !== true) {
      throw new JetError(
        'JET_errLogFileSizeMismatchDatabasesConsistent',
        `the logs have ${header.csecLGFile * header.cbSec} bytes, the instance wants ${logFileSize}; the databases are clean`,
      );
    }
    const folder = LogFolder.look(fs, logFolder, { base: this.#folder.base });
    for (const generation of folder.generations) folder.remove(generation);
    folder.removeCurrent();
    folder.removeCheckpoint(systemFolder ?? logFolder);
    this.#result = { ...this.#result!, nextGeneration: header.lGeneration + 1 };
  }

  result(): RecoveryResult {
    const stream = this.#stream();
    return { nextGeneration: 1, ...this.#result!, stream };
  }

  /** The current log as it is now. */
  #stream(): StreamState | undefined {
    const { fs, logFolder } = this.#options;
    const folder = LogFolder.look(fs, logFolder, { base: this.#folder.base });
    if (folder.current === undefined) return undefined;
    const log = OpenLog.open(fs, folder.current, true, {}, new RecoveryEvents(undefined));
    try {
      const { lastSegment, accumulatedChecksum } = log.scan();
      const { base, digits, extension, path } = folder;
      return { folder: path, base, digits, extension, header: log.header, lastSegment, accumulatedChecksum };
    } finally {
      log.close();
    }
  }

  views(): RecoveredView[] {
    return (this.#run?.slots.all ?? []).map((database) => ({
      loggedPath: database.loggedPath,
      path: database.path,
      source: database.buffer,
      header: database.header,
      headerImage: database.headerImage,
    }));
  }

  close(): void {
    this.#run?.close();
    this.#run = undefined;
  }
}

const noResult: Result = {
  code: 'JET_errSuccess',
  generations: undefined,
  isStopped: false,
  lgposEnd: { lGeneration: 0, isec: 0, ib: 0 },
  databases: [],
};

/** Failures that a restore tells in another way, or that are no failures. */
const silentErrors: ReadonlySet<string> = new Set([
  'JET_errLogCorruptDuringHardRestore',
  'JET_errLogCorruptDuringHardRecovery',
  'JET_errLogTornWriteDuringHardRestore',
  'JET_errLogTornWriteDuringHardRecovery',
  'JET_errRecoveredWithoutUndo',
  'JET_errRecoveredWithoutUndoDatabasesConsistent',
]);

/** Ends of recovery that have put everything on disk themselves. */
function wasWrittenBefore(error: JetError): boolean {
  return error.name.startsWith('JET_errRecoveredWithoutUndo');
}

function recovered(run: RecoveryRun): RecoveredDatabase[] {
  return run.slots.all.map((database) => ({
    loggedPath: database.loggedPath,
    path: database.path,
    stateBefore: database.stateBefore,
    stateAfter: databaseStateName(database.header.dbstate),
    rolledBack: database.rolledBack,
  }));
}
