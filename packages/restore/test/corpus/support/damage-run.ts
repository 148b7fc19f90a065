import type { FileSystem } from '@esekit/core';
import { databasesInFolder, type DatabaseLocator } from '@esekit/log';
import type { RecoveryFlags, RecoveryOptions } from '@esekit/log/recovery';
import type { DamageCase, DamageParameters } from '@esekit/testkit';
import { memoryFolder } from './memory-folder';
import { runRecovery, type RecoveryRun } from './run-recovery';

/** Grbits of JetInit2 (23 §1, 31 §9) by the option of recovery that they are. */
const flagBits: readonly (readonly [number, keyof RecoveryFlags])[] = [
  [0x4, 'ignoreMissingDatabases'],
  [0x8, 'withoutUndo'],
  [0x10, 'truncateLogs'],
  [0x40, 'logStreamMustExist'],
  [0x80, 'ignoreLostLogs'],
  [0x200, 'acceptBackupDatabases'],
  [0x2000, 'ignoreRecordsBeforeMinRequired'],
];

/** Every instance was made in `R:\w\`, which is the folder that the case is in here. */
const loggedFolder = /^R:\\w\\/i;

/** A path of the machine that made the instances, on this one. */
export function placeOf(path: string, folder = memoryFolder): string {
  return `${folder}/${path.replace(loggedFolder, '').replace(/^\.\\/, '').replaceAll('\\', '/')}`;
}

/** Databases are where the logs say, once `R:\w\` is the input folder. */
export const loggedPlaces: DatabaseLocator = {
  locate: ({ path }) => (loggedFolder.test(path) ? placeOf(path) : undefined),
};

export function recoveryFlags(grbit: number): RecoveryFlags {
  const known = flagBits.reduce((bits, [bit]) => bits | bit, 0);
  if ((grbit & ~known) !== 0) throw new Error(`no option for grbit 0x${grbit.toString(16)}`);
  return Object.fromEntries(flagBits.filter(([bit]) => (grbit & bit) !== 0).map(([, name]) => [name, true]));
}

/** The parameters of a case as options of recovery. */
export function recoveryOptionsOf(fs: FileSystem, parameters: DamageParameters): Partial<RecoveryOptions> {
  const { pageSize, logFileSizeKB, baseName, legacyFileNames, grbit } = parameters;
  const others = new Map(parameters.otherParameters.map((text) => text.split(' ') as [string, string]));
  const isOn = (name: string): boolean => others.get(name) === '1';
  const alternate = others.get('AlternateDatabaseRecoveryPath');
  return {
    pageSize,
    logFileSize: logFileSizeKB * 1024,
    base: baseName,
    legacyFileNames: Number(others.get('LegacyFileNames') ?? legacyFileNames),
    isCircular: isOn('CircularLog'),
    cleansMismatchedLogs: isOn('CleanupMismatchedLogFiles'),
    flags: { ...recoveryFlags(grbit), deleteOutOfRangeLogs: isOn('DeleteOutOfRangeLogs') },
    // The recordings show the events of a callback, 328 and 329, with every call that had a grbit, and with no other.
    control: grbit === 0 ? undefined : ({ errDefault }) => errDefault,
    databases: alternate === undefined ? loggedPlaces : databasesInFolder(fs, placeOf(alternate)),
  };
}

/** JetInit2 and JetTerm of a case, as far as they are recovery. */
export function runSoftRecovery(fs: FileSystem, { parameters }: DamageCase): RecoveryRun {
  return runRecovery(fs, memoryFolder, recoveryOptionsOf(fs, parameters));
}
