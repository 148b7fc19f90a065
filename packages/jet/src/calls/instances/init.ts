import { isLgposSet, isLogTimeSet, JetError } from '@esekit/core';
import { EngineInstance, type StartOptions } from '@esekit/engine';
import type { RecoveryFlags, RecoveryStop } from '@esekit/log/recovery';
import { asksForUnavailable, JET_bit } from '../../grbits';
import { engine } from '../../instances/engine';
import { engineOptions } from '../../instances/engine-options';
import { prepareFolders, requireOwnFolders } from '../../instances/folders';
import type { Instance } from '../../instances/instance';
import { JET_param } from '../../parameters/parameters';
import { isNil, statusOf, type JET_INSTANCE, type JetRef, type JetStatus } from '../../status';
import { databasesForInit } from './init-databases';
import { checkRestartInfo, type JET_RSTINFO } from './restart-info';

/**
 * Initialises an instance: recovers the databases of its logs and begins a run on them (32 §2.2).
 *
 * @param pinstance the instance; `null` for the only one of single-instance mode, nil to have one created
 * @returns a warning when recovery accepted a loss
 * @throws JetError as {@link JetInit3}
 */
export function JetInit(pinstance: JetRef<JET_INSTANCE> | null): Promise<JetStatus> {
  return JetInit3(pinstance, null, 0);
}

/** {@link JetInit} with flags, a combination of `JET_bit`. */
export function JetInit2(pinstance: JetRef<JET_INSTANCE> | null, grbit: number): Promise<JetStatus> {
  return JetInit3(pinstance, null, grbit | JET_bit.ReplayMissingMapEntryDB);
}

/**
 * {@link JetInit2} with a map of databases that have moved, or a place to stop at.
 *
 * A failure frees the instance, whoever created it, and sets the handle to 0; a call that is refused before
 * anything starts leaves both alone.
 *
 * @throws JET_errAlreadyInitialized, JET_errInitInProgress, JET_errTermInProgress,
 *   JET_errRunningInMultiInstanceMode, JET_errInvalidParameter, JET_errDatabaseInvalidName,
 *   JET_errInvalidSettings, JET_errInvalidPath, JET_errTempPathInUse, JET_errSystemPathInUse,
 *   JET_errLogFilePathInUse, JET_errFeatureNotAvailable for flags without an implementation, and everything
 *   that recovery ends with (23 §12)
 */
export async function JetInit3(
  pinstance: JetRef<JET_INSTANCE> | null,
  prstInfo: JET_RSTINFO | null,
  grbit: number,
): Promise<JetStatus> {
  if (prstInfo !== null && engine.instances.length > 0) requireNotRunning(pinstance);
  checkRestartInfo(prstInfo);
  if (asksForUnavailable(grbit)) {
    throw new JetError('JET_errFeatureNotAvailable', `flags 0x${grbit.toString(16)} are not available`);
  }
  const instance = instanceToInit(pinstance);
  if (pinstance !== null) pinstance.value = instance.handle;
  instance.state = 'initialising';
  try {
    const status = await initialise(instance, prstInfo, grbit);
    instance.state = 'initialised';
    return status;
  } catch (error) {
    if (pinstance !== null) pinstance.value = 0;
    engine.free(instance);
    throw error;
  }
}

/** A running instance is a refusal of its own, before the rest is looked at. */
function requireNotRunning(pinstance: JetRef<JET_INSTANCE> | null): void {
  const instance = engine.only ?? engine.find(pinstance?.value ?? 0);
  if (instance !== undefined) requireCreated(instance);
}

/** @throws JET_errAlreadyInitialized, JET_errInitInProgress, JET_errTermInProgress */
function requireCreated({ state }: Instance): void {
  switch (state) {
    case 'created':
      return;
    case 'initialising':
      throw new JetError('JET_errInitInProgress', 'the instance is being initialised');
    case 'terminating':
      throw new JetError('JET_errTermInProgress', 'the instance is being terminated');
    default:
      throw new JetError('JET_errAlreadyInitialized', 'the instance is initialised, or being restored');
  }
}

/** Which instance a JetInit means (32 §1). */
function instanceToInit(pinstance: JetRef<JET_INSTANCE> | null): Instance {
  if (engine.mode === 'multi' && pinstance === null) {
    throw new JetError('JET_errRunningInMultiInstanceMode', 'there are several instances: name one');
  }
  if (engine.mode === 'single') {
    const { only } = engine;
    if (only !== undefined) requireCreated(only);
    throw new JetError('JET_errAlreadyInitialized', 'the one instance is there');
  }
  const handle = pinstance?.value ?? 0;
  if (engine.mode === 'multi' && !isNil(handle)) {
    const instance = engine.require(handle);
    requireCreated(instance);
    return instance;
  }
  const hadMode = engine.mode !== 'unset';
  const instance = engine.create(undefined, undefined);
  if (!hadMode) engine.mode = 'single';
  return instance;
}

/** The share of the version store that clean-up aims at. */
const preferredShare = 0.9;

/**
 * Closed tables are kept in whole chunks of memory. The trace has one number only, 64 that becomes 112: that as many
 * go into a chunk of 64 KiB is our reading of it.
 */
const tablesPerChunk = 112;
const cachedTablesMost = 0x7fff_ffff;

async function initialise(instance: Instance, info: JET_RSTINFO | null, grbit: number): Promise<JetStatus> {
  requireFittingSettings(instance);
  requireOwnFolders(instance, engine.instances);
  prepareFolders(instance);
  const running = await EngineInstance.open(
    engineOptions(instance, recoveryOf(instance, info, grbit), (id) => isLeftOut(id, grbit)),
  );
  instance.running = running;
  settleParameters(instance);
  return statusOf(running.recovered?.code ?? 'JET_errSuccess');
}

/** Parameters that an initialised instance reads differently (the trace `parameters`). */
function settleParameters({ parameters, folders }: Instance): void {
  const most = Math.floor(parameters.number('MaxVerPages') * preferredShare);
  if (parameters.number('PreferredVerPages') > most) parameters.set(JET_param.PreferredVerPages, most);
  const chunks = Math.ceil(parameters.number('CachedClosedTables') / tablesPerChunk);
  parameters.set(JET_param.CachedClosedTables, Math.min(chunks * tablesPerChunk, cachedTablesMost));
  // The folder of temporary tables becomes the path of their database.
  if (/[\\/]$/.test(parameters.text('TempPath'))) parameters.set(JET_param.TempPath, folders.temp);
}

/** @throws JET_errInvalidSettings (32 §2.2) */
function requireFittingSettings({ parameters }: Instance): void {
  if (parameters.number('LogFileSize') % 4 !== 0) {
    throw new JetError('JET_errInvalidSettings', 'the size of a log is no multiple of 4 KiB');
  }
  const cleans = parameters.isOn('CleanupMismatchedLogFiles');
  if (cleans && !parameters.isOn('CircularLog')) {
    throw new JetError('JET_errInvalidSettings', 'CleanupMismatchedLogFiles goes with circular logging only');
  }
}

function recoveryOf(instance: Instance, info: JET_RSTINFO | null, grbit: number): StartOptions {
  return {
    databases: databasesForInit(instance, info, grbit),
    flags: flagsOf(instance, grbit),
    cleansMismatchedLogs: instance.parameters.isOn('CleanupMismatchedLogFiles'),
    acceptsMissingCurrentLog: (grbit & (JET_bit.AllowMissingCurrentLog | JET_bit.RecoveryWithoutUndo)) !== 0,
    stopAt: stopOf(info),
  };
}

function flagsOf({ parameters }: Instance, grbit: number): RecoveryFlags {
  const has = (bit: keyof typeof JET_bit): boolean => (grbit & JET_bit[bit]) !== 0;
  return {
    ignoreMissingDatabases: has('ReplayIgnoreMissingDB'),
    withoutUndo: has('RecoveryWithoutUndo'),
    truncateLogs: has('TruncateLogsAfterRecovery'),
    logStreamMustExist: has('LogStreamMustExist'),
    ignoreLostLogs: has('ReplayIgnoreLostLogs'),
    acceptBackupDatabases: has('AllowSoftRecoveryOnBackup') || has('RecoveryWithoutUndo'),
    ignoreRecordsBeforeMinRequired: has('ReplayIgnoreLogRecordsBeforeMinRequiredLog'),
    deleteOutOfRangeLogs: parameters.isOn('DeleteOutOfRangeLogs'),
  };
}

function stopOf(info: JET_RSTINFO | null): RecoveryStop | undefined {
  const { lgposStop, logtimeStop } = info ?? {};
  if (lgposStop !== undefined && isLgposSet(lgposStop)) return { lgpos: lgposStop };
  if (logtimeStop !== undefined && isLogTimeSet(logtimeStop)) return { time: logtimeStop };
  return undefined;
}

/** Events of lost logs that the caller does not want. */
const lostLogEvents: readonly number[] = [523, 524];

function isLeftOut(id: number, grbit: number): boolean {
  const skips = JET_bit.SkipLostLogsEvent | JET_bit.RecoveryWithoutUndo;
  return (grbit & skips) !== 0 && lostLogEvents.includes(id);
}
