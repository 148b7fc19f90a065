import { errorInfoByName, JetError, type EngineEvent, type FileSystem } from '@esekit/core';
import { loggedPlaces, placeOf, recoveryOptionsOf } from './damage-run';
import { memoryFolder } from './memory-folder';
import { recoveryOptions, type RecoveryRun } from './run-recovery';
import { externalRestore, restoreInstance, type RestoreInstanceOptions } from '../../../src';
import type { DamageCase, DriverCall } from '@esekit/testkit';

type RestoreCall = (
  base: Pick<RestoreInstanceOptions, 'fs' | 'logFolder' | 'now' | 'random' | 'onEvent'>,
) => Promise<{
  readonly code: RestoreCode;
}>;
type RestoreCode = Awaited<ReturnType<typeof restoreInstance>>['code'];

/** Runs a restore; a JetError is an outcome, anything else a failure of the test. */
export async function runRestore(
  fs: FileSystem,
  call: RestoreCall,
  logFolder = memoryFolder,
): Promise<Omit<RecoveryRun, 'result' | 'notes'>> {
  const events: EngineEvent[] = [];
  const { now, random } = recoveryOptions(fs, logFolder);
  const onEvent: RestoreInstanceOptions['onEvent'] = (event) => {
    if (event.kind === 'engine') events.push(event);
  };
  try {
    const { code } = await call({ fs, logFolder, now, random, onEvent });
    return { code: code === 'JET_errSuccess' ? 0 : errorInfoByName(code).code, error: undefined, events };
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    return { code: error.code, error, events };
  }
}

/** JetRestoreInstance of a damage case. */
export function runRestoreInstance(fs: FileSystem, { parameters }: DamageCase) {
  const { source, destination } = parameters;
  const { base, pageSize, logFileSize, isCircular, flags } = recoveryOptionsOf(fs, parameters);
  return runRestore(fs, (shared) =>
    restoreInstance({
      ...shared,
      base,
      pageSize,
      logFileSize,
      isCircular,
      deletesOutOfRangeLogs: flags?.deleteOutOfRangeLogs,
      set: placeOf(source!),
      destination: destination === null ? undefined : placeOf(destination!),
      localPath: (path) => loggedPlaces.locate({ path, signDb: noSignature })!,
      cleansSet: true,
    }),
  );
}

const noSignature = { random: 0, time: { low: 0, high: 0 }, computerName: '' };

/** JetExternalRestore2 of a script case. */
export function runExternalRestore(fs: FileSystem, script: readonly DriverCall[]) {
  const call = script.find((one) => one.call === 'externalRestore')!;
  const folder = (path: string): string => placeOf(path).replace(/\/$/, '');
  const parameters = new Map(
    script.flatMap((one) => (one.call === 'setParameter' ? [[one.name, Number(one.value)] as const] : [])),
  );
  return runRestore(fs, (shared) =>
    externalRestore({
      ...shared,
      base: call.base,
      pageSize: parameters.get('DatabasePageSize'),
      logFileSize: parameters.get('LogFileSize')! * 1024,
      logFolder: folder(call.logFolder),
      systemFolder: folder(call.checkpointFolder),
      backupLogFolder: folder(call.backupFolder),
      genLow: call.genLow,
      genHigh: call.genHigh,
      map: call.map.map(({ from, to }) => ({ oldName: from, newName: placeOf(to) })),
      cleansSet: true,
    }),
  );
}
