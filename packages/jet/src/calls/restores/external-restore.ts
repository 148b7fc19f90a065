import { JetError } from '@esekit/core';
import { extRestoreRecord } from '@esekit/engine';
import { externalRestore } from '@esekit/restore';
import { engine } from '../../instances/engine';
import { requireOwnFolders } from '../../instances/folders';
import type { Instance } from '../../instances/instance';
import { JET_param } from '../../parameters/parameters';
import { requireFolderPath } from '../../platform';
import { statusOf, success, type JetStatus } from '../../status';
import type { JET_PFNSTATUS, JET_RSTMAP } from '../instances/restart-info';
import { restoreOptionsOf } from './restore-options';

/** Size of JET_LOGINFO, for its first field. */
export const JET_cbLOGINFO = 16;

/** The logs of a set (JET_LOGINFO, 30 §6.2). */
export interface JET_LOGINFO {
  /** {@link JET_cbLOGINFO}; anything else is JET_errInvalidParameter. */
  readonly cbSize: number;
  /** First and last generation; 0 means what is in the folder. */
  readonly ulGenLow: number;
  readonly ulGenHigh: number;
  readonly szBaseName: string;
}

/** Two entries for each database that an instance can hold. */
const mapEntriesMost = 14;

/**
 * Recovers databases that the caller has put in place from a set (31 §3), in an instance of its own.
 *
 * @param szCheckpointFilePath the folder of the checkpoint; one that is there is removed
 * @param szLogPath the folder where replay goes on behind the set, and where new logs are written
 * @param rgrstmap what the logs call each database, and where it is now
 * @param crstfilemap how many entries of the map count
 * @param szBackupLogPath the folder of the set's logs; `null`: `szLogPath`
 * @param genLow first generation of the set; 0 means what is in the folder
 * @param genHigh last generation
 * @throws JET_errRunningInOneInstanceMode, JET_errInvalidParameter, JET_errInvalidPath, the errors of folders
 *   in use, and as `externalRestore` of `@esekit/restore` (31 §13)
 */
export function JetExternalRestore(
  szCheckpointFilePath: string,
  szLogPath: string,
  rgrstmap: readonly JET_RSTMAP[],
  crstfilemap: number,
  szBackupLogPath: string | null,
  genLow: number,
  genHigh: number,
  pfn: JET_PFNSTATUS | null = null,
): Promise<JetStatus> {
  return restoreExternally(
    { szCheckpointFilePath, szLogPath, rgrstmap, crstfilemap, szBackupLogPath, genLow, genHigh, pfn },
    undefined,
    undefined,
  );
}

/**
 * {@link JetExternalRestore} of a stream with another base name, or into the logs of another instance.
 *
 * @param szTargetInstanceName a running instance: its logs are replayed too, up to the one that it closes for
 *   this; not together with the two folders
 * @param szTargetInstanceLogPath the logs of an instance that is not running
 * @param szTargetInstanceCheckpointPath its checkpoint folder; both or none
 * @returns JET_wrnTargetInstanceRunning when the target is running
 * @throws JET_errBadRestoreTargetInstance, and as {@link JetExternalRestore}
 */
export function JetExternalRestore2(
  szCheckpointFilePath: string,
  szLogPath: string,
  rgrstmap: readonly JET_RSTMAP[],
  crstfilemap: number,
  szBackupLogPath: string | null,
  pLogInfo: JET_LOGINFO | null,
  szTargetInstanceName: string | null,
  szTargetInstanceLogPath: string | null,
  szTargetInstanceCheckpointPath: string | null,
  pfn: JET_PFNSTATUS | null = null,
): Promise<JetStatus> {
  return Promise.resolve().then(() => {
    if (pLogInfo?.cbSize !== JET_cbLOGINFO) {
      throw new JetError('JET_errInvalidParameter', 'the log information has the wrong size');
    }
    const { ulGenLow: genLow, ulGenHigh: genHigh, szBaseName } = pLogInfo;
    return restoreExternally(
      { szCheckpointFilePath, szLogPath, rgrstmap, crstfilemap, szBackupLogPath, genLow, genHigh, pfn },
      szBaseName,
      targetOf(szTargetInstanceName, szTargetInstanceLogPath, szTargetInstanceCheckpointPath, szBaseName),
    );
  });
}

interface ExternalRestoreCall {
  readonly szCheckpointFilePath: string;
  readonly szLogPath: string;
  readonly rgrstmap: readonly JET_RSTMAP[];
  readonly crstfilemap: number;
  readonly szBackupLogPath: string | null;
  readonly genLow: number;
  readonly genHigh: number;
  readonly pfn: JET_PFNSTATUS | null;
}

/** Whose logs are replayed behind those of the set. */
type Target = { readonly instance: Instance } | { readonly logFolder: string };

/** @throws JET_errInvalidParameter, JET_errBadRestoreTargetInstance (31 §3) */
function targetOf(
  name: string | null,
  logPath: string | null,
  checkpointPath: string | null,
  base: string,
): Target | undefined {
  if ((logPath === null) !== (checkpointPath === null) || (name !== null && logPath !== null)) {
    throw new JetError('JET_errInvalidParameter', 'a target is named, or given by both of its folders');
  }
  if (logPath !== null) return { logFolder: requireFolderPath(engine.platform, logPath) };
  if (name === null) return undefined;
  const instance = engine.instances.find((one) => one.name === name && one.state === 'initialised');
  if (
    instance?.running === undefined ||
    instance.parameters.text('BaseName').toLowerCase() !== base.toLowerCase()
  ) {
    throw new JetError(
      'JET_errBadRestoreTargetInstance',
      `no instance ${name} with logs named ${base} is running`,
    );
  }
  // Its logs may be gone any moment.
  return instance.parameters.isOn('CircularLog') ? undefined : { instance };
}

async function restoreExternally(
  call: ExternalRestoreCall,
  base: string | undefined,
  target: Target | undefined,
): Promise<JetStatus> {
  if (engine.mode === 'single') {
    throw new JetError('JET_errRunningInOneInstanceMode', 'the engine runs with one instance');
  }
  const map = mapOf(call);
  const instance = createPrivateInstance(call, base);
  try {
    requireOwnFolders(instance, engine.instances);
    instance.state = 'restoring';
    const { platform } = instance;
    const { szBackupLogPath, genLow, genHigh, pfn } = call;
    const { code } = await externalRestore({
      ...restoreOptionsOf(instance, pfn),
      logFolder: instance.folders.log,
      systemFolder: instance.folders.system,
      backupLogFolder: szBackupLogPath === null ? undefined : requireFolderPath(platform, szBackupLogPath),
      genLow,
      genHigh,
      map,
      target: target === undefined ? undefined : closeTarget(target, instance),
      cleansSet: true,
    });
    if (target !== undefined && 'instance' in target) return statusOf('JET_wrnTargetInstanceRunning');
    return code === 'JET_errSuccess' ? success : statusOf(code);
  } finally {
    engine.free(instance);
  }
}

/** @throws JET_errInvalidParameter, JET_errDatabaseInvalidName */
function mapOf({ rgrstmap, crstfilemap }: ExternalRestoreCall): { oldName: string; newName: string }[] {
  if (
    !Number.isInteger(crstfilemap) ||
    crstfilemap < 0 ||
    crstfilemap > Math.min(mapEntriesMost, rgrstmap.length)
  ) {
    throw new JetError('JET_errInvalidParameter', `a map cannot have ${crstfilemap} entries`);
  }
  return rgrstmap.slice(0, crstfilemap).map(({ szDatabaseName, szNewDatabaseName }) => {
    if (szDatabaseName && szNewDatabaseName) return { oldName: szDatabaseName, newName: szNewDatabaseName };
    throw new JetError('JET_errDatabaseInvalidName', 'an entry of the map lacks a name');
  });
}

let privateInstances = 0;

function createPrivateInstance(
  { szCheckpointFilePath, szLogPath }: ExternalRestoreCall,
  base: string | undefined,
): Instance {
  const { platform } = engine;
  const system = requireFolderPath(platform, szCheckpointFilePath);
  const log = requireFolderPath(platform, szLogPath);
  const name = `Restore${String(++privateInstances).padStart(4, '0')}`;
  const instance = engine.create(name, undefined);
  engine.mode = 'multi';
  const { parameters } = instance;
  parameters.set(JET_param.SystemPath, system);
  parameters.set(JET_param.LogFilePath, log);
  parameters.set(JET_param.TempPath, `${log}${name}.tmp`);
  if (base !== undefined) parameters.set(JET_param.BaseName, base);
  return instance;
}

/** A running target closes its current log, with a record that tells why; replay ends with it. */
function closeTarget(
  target: Target,
  instance: Instance,
): { readonly logFolder: string; readonly lastGeneration: number } {
  if ('logFolder' in target) return { logFolder: target.logFolder, lastGeneration: Infinity };
  const { running, folders } = target.instance;
  return {
    logFolder: folders.log,
    lastGeneration: running!.beginGeneration(extRestoreRecord(instance.folders.log)),
  };
}
