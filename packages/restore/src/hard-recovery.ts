import { JetError, type FileSystem, type Signature } from '@esekit/core';
import { LogFolder, logPageSize } from '@esekit/log';
import { recover, type RecoveryOptions, type RecoveryResult, type RecoveryStop } from '@esekit/log/recovery';
import { prepareBackupCopy, type LogsForCopy } from './engine-set/backup-copy';
import { checkLaterLogs, type LaterLogs } from './engine-set/check-later-logs';
import type { CheckedSet } from './engine-set/check-set';
import { copyFileSync, equalFiles } from './engine-set/copy-file';
import type { RestoreEvents } from './engine-set/restore-events';
import { createFolder, type RestorePlaces } from './engine-set/restore-places';
import { RestoreProgress, type RestoreStatusSink } from './engine-set/restore-progress';
import { lastWholeGeneration } from './engine-set/restore-range';
import { SetRestorePlan, type DatabaseSource } from './engine-set/set-restore-plan';

/** What both kinds of restore take: of recovery's own options those that hold for a set too. */
export interface HardRecoveryOptions extends Pick<
  RecoveryOptions,
  | 'fs'
  | 'systemFolder'
  | 'base'
  | 'pageSize'
  | 'logFileSize'
  | 'isCircular'
  | 'cacheBytes'
  | 'now'
  | 'random'
  | 'onEvent'
  | 'onProgress'
  | 'control'
  | 'signal'
> {
  /** Where replay goes on behind the set, and where new logs are written. */
  readonly logFolder: string;
  /** JET_paramCreatePathIfNotExist: folders that are missing are created. */
  readonly createsFolders?: boolean | undefined;
  /** JET_paramDeleteOutOfRangeLogs: a current log older than the set makes way instead of being an error. */
  readonly deletesOutOfRangeLogs?: boolean | undefined;
  /** Replay ends here; what is open then is rolled back. Later logs are of no use to the result. */
  readonly stopAt?: RecoveryStop | undefined;
  /** The notifications of the engine's own callback. */
  readonly onStatus?: RestoreStatusSink | undefined;
}

/** Outcome of a restore of a set made by the engine. */
export interface EngineRestoreResult extends RecoveryResult {
  /** The folder that held the set, and its generations. */
  readonly set: { readonly folder: string; readonly setLow: number; readonly setHigh: number };
}

export interface HardRecoveryJob {
  readonly set: CheckedSet;
  readonly places: RestorePlaces;
  /** Called before event 204: prepares the copies that are in place already. */
  readonly checkInPlace?: ((prepare: PrepareCopy) => void) | undefined;
  /** Called once event 204 is written, so that what is wrong with the set's databases is told after it. */
  readonly openSource: (progress: RestoreProgress, prepare: PrepareCopy) => Promise<DatabaseSource>;
  /** Logs behind the set that are only read: all but the current one stay where they are. */
  readonly elsewhere?: LogFolder | undefined;
  /** Replay ends behind this generation: the last one that a running target has closed. */
  readonly lastGeneration?: number | undefined;
}

/** Checks a copy that is in its place and completes its header (31 §5.3). */
export type PrepareCopy = (path: string) => void;

/**
 * The part that all restores have in common (31 §2, steps 4 to 11): the logs behind the set are checked, the
 * set and they are replayed, and what is open at the end is rolled back.
 */
export async function hardRecovery(
  options: HardRecoveryOptions,
  job: HardRecoveryJob,
  events: RestoreEvents,
): Promise<EngineRestoreResult> {
  const { fs, logFolder } = options;
  const { set } = job;
  const own = lookIntoLogFolder(options, set);
  if (job.elsewhere !== undefined && own.hasLogs) {
    throw new JetError('JET_errFileAlreadyExists', `${logFolder} holds logs of its own`, {
      hint: 'Logs to roll forward through are given once: in the log folder, or apart from it.',
    });
  }
  const later = checkLaterLogs(
    fs,
    set,
    {
      logs: job.elsewhere ?? own,
      lastGeneration: job.lastGeneration,
      deletesOutOfRangeLogs: options.deletesOutOfRangeLogs,
    },
    events,
  );
  const progress = new RestoreProgress(
    options.onProgress,
    options.onStatus,
    later.highest - set.setLow + 1,
    set.low.csecLGFile * set.low.cbSec,
  );
  const prepare: PrepareCopy = (path) =>
    prepareBackupCopy(fs, path, logsForCopies(options, set, later), signatures(options), events);
  try {
    job.checkInPlace?.(prepare);
    events.write(204, `restore of ${set.logs.path} begins`, set.logs.path, logFolder);
    progress.begin();
    const source = await job.openSource(progress, prepare);
    const brought = bringCurrentLog(options, job, own, later, events);
    const result = await replay(options, job, source, progress, events);
    if (brought !== undefined && options.stopAt !== undefined) removeUnchanged(fs, brought);
    progress.complete();
    return { ...result, set: { folder: set.logs.path, setLow: set.setLow, setHigh: set.setHigh } };
  } catch (error) {
    events.failed(error);
    throw error;
  } finally {
    events.write(205, `restore of ${set.logs.path} has ended`);
  }
}

function logsForCopies({ stopAt }: HardRecoveryOptions, set: CheckedSet, later: LaterLogs): LogsForCopy {
  return {
    signLog: set.signLog,
    pageSize: logPageSize(set.low),
    setLow: set.setLow,
    setHigh: set.setHigh,
    logPath: (lGeneration) => set.logs.pathFor(lGeneration),
    hasLater: (lGeneration) => lGeneration <= later.highest,
    lastGeneration: lastWholeGeneration(stopAt, later.times),
  };
}

/** A fresh signature, as headers carry one for each writing. */
function signatures({ random, now }: HardRecoveryOptions): () => Signature {
  return () => ({ random: random(), time: now(), computerName: '' });
}

/** @throws JET_errInvalidPath with event 426 when the folder cannot be used */
export function requireLogFolder(options: HardRecoveryOptions, events: RestoreEvents): void {
  const { fs, logFolder, systemFolder = logFolder, createsFolders = false } = options;
  for (const folder of new Set([logFolder, systemFolder])) {
    const facts = fs.statSync(folder);
    if (facts?.kind === 'directory') continue;
    if (facts === undefined && createsFolders) {
      createFolder(fs, folder);
      continue;
    }
    const text = `${folder} is not a folder`;
    events.write(426, text, folder);
    throw new JetError('JET_errInvalidPath', text);
  }
}

/** The stream's logs in the log folder, under the name that the set has. */
function lookIntoLogFolder({ fs, logFolder }: HardRecoveryOptions, { logs }: CheckedSet): LogFolder {
  return LogFolder.look(fs, logFolder, { base: logs.base });
}

/** A current log that was brought into the log folder. */
interface BroughtLog {
  readonly from: string;
  readonly to: string;
}

/** The current log is continued, so it must stand in the log folder; one that is in the way is removed. */
function bringCurrentLog(
  options: HardRecoveryOptions,
  { set, elsewhere }: HardRecoveryJob,
  own: LogFolder,
  later: LaterLogs,
  events: RestoreEvents,
): BroughtLog | undefined {
  const { fs, logFolder, stopAt } = options;
  const { lGenerationCurrent } = later;
  if (elsewhere === undefined) {
    if (own.current !== undefined && lGenerationCurrent === undefined && own.path !== set.logs.path) {
      events.write(499, `${own.current} is older than the set and is removed`, own.current);
      own.removeCurrent();
    }
    return undefined;
  }
  if (elsewhere.current === undefined || lGenerationCurrent === undefined) return undefined;
  const last = lastWholeGeneration(stopAt, later.times);
  // Replay ends before it.
  if (last !== undefined && last + 1 < lGenerationCurrent) return undefined;
  const brought = { from: elsewhere.current, to: fs.join(logFolder, fs.baseName(elsewhere.current)) };
  copyFileSync(fs, brought.from, brought.to, events);
  return brought;
}

/**
 * Where replay ended inside the current log nothing was written to it, and what it holds behind that place is
 * of another future than the restored databases.
 */
function removeUnchanged(fs: FileSystem, { from, to }: BroughtLog): void {
  if (!equalFiles(fs, from, to)) return;
  fs.removeFileSync(to);
  fs.syncDirectorySync(fs.directoryName(to));
}

async function replay(
  options: HardRecoveryOptions,
  job: HardRecoveryJob,
  source: DatabaseSource,
  progress: RestoreProgress,
  events: RestoreEvents,
): Promise<RecoveryResult> {
  const { fs, logFolder, systemFolder, pageSize, logFileSize, isCircular, cacheBytes, stopAt } = options;
  const { now, random, control, signal } = options;
  const { set, places, elsewhere, lastGeneration } = job;
  const plan = new SetRestorePlan({ set, elsewhere, places, source, lastGeneration, events });
  return recover({
    fs,
    logFolder,
    systemFolder,
    base: set.logs.base,
    pageSize,
    logFileSize,
    isCircular,
    cacheBytes,
    databases: places,
    stopAt,
    undoAtStop: stopAt !== undefined,
    now,
    random,
    onEvent: events.sink,
    onProgress: progress.replayed,
    signal,
    control,
    restore: plan,
  });
}
