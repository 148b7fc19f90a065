import { JetError } from '@esekit/core';
import { checkpointPath, LogFolder } from '@esekit/log';
import { checkSet } from './engine-set/check-set';
import { removeLogsOutsideSet } from './engine-set/remove-outside';
import { RestoreEvents } from './engine-set/restore-events';
import { placesByMap, tellOfMove, type ExternalMapEntry } from './engine-set/restore-places';
import {
  hardRecovery,
  requireLogFolder,
  type EngineRestoreResult,
  type HardRecoveryOptions,
  type PrepareCopy,
} from './hard-recovery';

/** The last generation that a position can name. */
const generationMost = 0x7fffffff;

export interface ExternalRestoreOptions extends HardRecoveryOptions {
  /** The folder of the set's logs. Default: the log folder. */
  readonly backupLogFolder?: string | undefined;
  /** First and last generation of the set. Default, or 0: what is in its folder. */
  readonly genLow?: number | undefined;
  readonly genHigh?: number | undefined;
  /** Where the databases have been put. */
  readonly map: readonly ExternalMapEntry[];
  /** The logs of a running instance, up to the last one that it has closed. */
  readonly target?: { readonly logFolder: string; readonly lastGeneration: number } | undefined;
  /** After success, removes logs from the set's folder that are not part of it, as the engine does (31 §4). */
  readonly cleansSet?: boolean | undefined;
}

/**
 * Recovers databases of a set that the caller has put in place (31 §3). As {@link restoreInstance}, but
 * nothing is copied; a checkpoint in the system folder is removed first.
 *
 * @throws JetError as `restoreInstance`; JET_errFileNotFound for a database of the map that is not in place;
 *   JET_errInvalidParameter for an impossible range
 */
export async function externalRestore(options: ExternalRestoreOptions): Promise<EngineRestoreResult> {
  const { fs, base, backupLogFolder = options.logFolder, map, target } = options;
  const events = new RestoreEvents(options.onEvent);
  requireLogFolder(options, events);
  const logs = lookIntoSet(options, backupLogFolder);
  const setLow = options.genLow || logs.lowest!;
  const setHigh = options.genHigh || logs.highest!;
  if (setLow < 1 || setHigh < setLow || setHigh > generationMost) {
    throw new JetError('JET_errInvalidParameter', `a set cannot go from generation ${setLow} to ${setHigh}`);
  }
  const isLogFolder = logs.path === options.logFolder;
  const set = checkSet(fs, { logs, setLow, setHigh, pageSize: options.pageSize, isLogFolder }, events);
  const elsewhere =
    target === undefined ? undefined : LogFolder.look(fs, target.logFolder, { base: base ?? logs.base });
  const result = await hardRecovery(
    options,
    {
      set,
      places: placesByMap(map),
      checkInPlace(prepare) {
        for (const entry of map) prepareInPlace(options, entry, prepare);
        removeCheckpoint(options, logs);
      },
      openSource() {
        for (const { oldName, newName } of map) {
          if (oldName.toLowerCase() !== newName.toLowerCase()) tellOfMove(events, oldName, newName);
        }
        return Promise.resolve({ place: () => true });
      },
      elsewhere,
      lastGeneration: target?.lastGeneration,
    },
    events,
  );
  if (options.cleansSet) removeLogsOutsideSet(fs, set, options.logFolder);
  return result;
}

/** @throws JET_errInvalidPath or JET_errFileNotFound when there is no folder, or no log in it */
function lookIntoSet({ fs, base, genLow }: ExternalRestoreOptions, folder: string): LogFolder {
  const logs = LogFolder.look(fs, folder, { base });
  if (logs.highest !== undefined || genLow) return logs;
  throw new JetError('JET_errFileNotFound', `${folder} holds no archived log`);
}

function prepareInPlace(
  { fs }: ExternalRestoreOptions,
  { oldName, newName }: ExternalMapEntry,
  prepare: PrepareCopy,
): void {
  if (fs.statSync(newName)?.kind !== 'file') {
    throw new JetError('JET_errFileNotFound', `${newName} is not there; it is to be ${oldName}`, {
      hint: 'Copy the database from the backup to its place first.',
    });
  }
  prepare(newName);
}

/** What another run noted of these logs would be wrong for a restored database. */
function removeCheckpoint({ fs, systemFolder, logFolder }: ExternalRestoreOptions, logs: LogFolder): void {
  const folder = systemFolder ?? logFolder;
  for (const extension of ['log', 'jtx'] as const) {
    const path = checkpointPath(fs, folder, logs.base, extension);
    if (fs.statSync(path)?.kind === 'file') fs.removeFileSync(path);
  }
}
