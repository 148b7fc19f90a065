import { JetError, type FileSystem } from '@esekit/core';
import { LogFolder, type DatabaseLocator } from '@esekit/log';
import { checkSet, type CheckedSet } from './engine-set/check-set';
import { copyFile, copyFileSync } from './engine-set/copy-file';
import { findSet } from './engine-set/find-set';
import { removeLogsOutsideSet } from './engine-set/remove-outside';
import { RestoreEvents } from './engine-set/restore-events';
import { movedPlaces, placesInFolder, recordedPlaces, type RestorePlaces } from './engine-set/restore-places';
import type { RestoreProgress } from './engine-set/restore-progress';
import { SetDatabases } from './engine-set/set-databases';
import type { DatabaseSource } from './engine-set/set-restore-plan';
import {
  hardRecovery,
  requireLogFolder,
  type EngineRestoreResult,
  type HardRecoveryOptions,
  type PrepareCopy,
} from './hard-recovery';

export interface RestoreInstanceOptions extends HardRecoveryOptions {
  /** The folder of the set, or the one above its `new` or `old`. */
  readonly set: string;
  /** The folder that all databases go to. */
  readonly destination?: string | undefined;
  /** Where single databases go; what it leaves out goes to `destination`. */
  readonly places?: DatabaseLocator | undefined;
  /**
   * Without a destination: the place on this machine that a path recorded in the logs stands for. Such a path
   * is of the machine that wrote the logs and never opened as it stands; without this function a database
   * that neither the map nor a destination covers is JET_errInvalidPath.
   */
  readonly localPath?: ((loggedPath: string) => string) | undefined;
  /** A folder with logs behind the set that are only read; the log folder must then hold none. */
  readonly laterLogs?: string | undefined;
  /** After success, removes logs from the set that are not part of it, as the engine does (31 §4). */
  readonly cleansSet?: boolean | undefined;
}

/**
 * Restores a set that the engine made: its databases are copied to their places, its logs and those behind it
 * are replayed, and what was open at the end is rolled back (31 §2). The databases are clean afterwards, and
 * the log folder holds a current log that goes on from them.
 *
 * The sequence of all logs is checked before anything is changed. The set is only read. What a failure or a
 * crash leaves behind are copies that no start takes for databases in order; the same call begins anew.
 *
 * @throws JetError
 * - JET_errInvalidPath: no such folder (set, logs: event 426, destination: event 487)
 * - JET_errFileNotFound: no logs in the set, or a hole in them
 * - JET_errPatchFileMissing: no database in the set
 * - what `checkSet` and `checkLaterLogs` find, before anything is changed
 * - what is wrong with a copy (JET_errBadPatchPage, JET_errRestoreOfNonBackupDatabase, …)
 * - what recovery ends with, among it JET_errAttachedDatabaseMismatch, JET_errRequiredLogFilesMissing and
 *   JET_errLogCorruptDuringHardRestore
 */
export async function restoreInstance(options: RestoreInstanceOptions): Promise<EngineRestoreResult> {
  const { fs, set: source, base, laterLogs } = options;
  const events = new RestoreEvents(options.onEvent);
  const logs = findSet(fs, source, base);
  requireLogFolder(options, events);
  const set = checkSet(
    fs,
    {
      logs,
      setLow: logs.lowest!,
      setHigh: logs.highest!,
      pageSize: options.pageSize,
      isLogFolder: logs.path === options.logFolder,
    },
    events,
  );
  const places = placesOf(options, events);
  const result = await hardRecovery(
    options,
    {
      set,
      places,
      openSource: (progress, prepare) => openSource(options, set, places, events, progress, prepare),
      elsewhere: laterLogs === undefined ? undefined : LogFolder.look(fs, laterLogs, { base: logs.base }),
    },
    events,
  );
  if (options.cleansSet) removeLogsOutsideSet(fs, set, options.logFolder);
  return result;
}

function placesOf(options: RestoreInstanceOptions, events: RestoreEvents): RestorePlaces {
  const { fs, destination, places, localPath, createsFolders = false } = options;
  if (destination === undefined) return recordedPlaces(places, localPath ?? foreignPath);
  return movedPlaces(places, placesInFolder(fs, destination, createsFolders, events));
}

function foreignPath(loggedPath: string): never {
  throw new JetError('JET_errInvalidPath', `the logs name ${loggedPath}, a path of another machine`, {
    hint: 'Say where the database is to go.',
  });
}

/**
 * The databases of the set. Those that are attached where its logs begin are copied at once, with reading
 * and writing side by side; others when the logs name them.
 */
async function openSource(
  { fs, signal }: RestoreInstanceOptions,
  set: CheckedSet,
  places: RestorePlaces,
  events: RestoreEvents,
  progress: RestoreProgress,
  prepare: PrepareCopy,
): Promise<DatabaseSource> {
  const databases = SetDatabases.look(fs, set.logs.path);
  const ahead = new Map<string, string>();
  for (const attachment of set.low.attachments) {
    const from = databases.find(attachment.path);
    const to = from === undefined ? undefined : places.locate(attachment);
    if (from !== undefined && to !== undefined) ahead.set(to, from);
  }
  let done = 0;
  const total = [...ahead.values()].reduce((sum, path) => sum + sizeOf(fs, path), 0);
  for (const [to, from] of ahead) {
    const onCopied = (bytesDone: number): void =>
      progress.copied({ subject: from, bytesDone: done + bytesDone, bytesTotal: total });
    await copyFile(fs, from, to, events, { onCopied, signal });
    done += sizeOf(fs, from);
  }
  return {
    place({ path: loggedPath }, path) {
      const from = databases.find(loggedPath);
      if (from === undefined) return false;
      if (ahead.get(path) !== from) copyFileSync(fs, from, path, events, { signal });
      prepare(path);
      return true;
    },
  };
}

function sizeOf(fs: FileSystem, path: string): number {
  return fs.statSync(path)?.size ?? 0;
}
