import { JetError } from '@esekit/core';
import { playDriverScript, type DamageCase, type DriverCall, type DriverTarget } from '@esekit/testkit';
import {
  JET_cbLOGINFO,
  JET_cbRSTINFO,
  JET_param,
  JetCreateInstance,
  JetExternalRestore2,
  JetInit2,
  JetInit3,
  JetRestoreInstance,
  JetSetSystemParameter,
  JetTerm2,
  type JET_INSTANCE,
  type JetRef,
  type JetStatus,
  type ParameterName,
} from '../../src';

/** A path of the recordings on the machine of the tests, where `R:\w\` and the current folder are `/w`. */
export function placeOf(path: string): string {
  const inside = path
    .replace(/^R:\\w\\/i, '')
    .replace(/^\.\\/, '')
    .replaceAll('\\', '/');
  return `/w/${inside}`.replace(/\/$/, '');
}

/** The engine's number of what a call ends with. */
async function codeOf(call: () => JetStatus | Promise<JetStatus>): Promise<number> {
  try {
    return (await call()).code;
  } catch (error) {
    if (JetError.isInstance(error)) return error.code;
    throw error;
  }
}

/** Parameters that are paths, which the recordings give relative to their folder. */
const paths: readonly string[] = ['SystemPath', 'LogFilePath', 'TempPath', 'AlternateDatabaseRecoveryPath'];

/** The calls of this package as a script of the recordings calls them. */
export class JetTarget implements DriverTarget {
  #instance: JetRef<JET_INSTANCE> = { value: 0 };

  get instance(): JET_INSTANCE {
    return this.#instance.value;
  }

  setParameter(name: string, value: string, isGlobal: boolean): Promise<number> {
    const id = JET_param[name as ParameterName];
    const text = paths.includes(name) ? placeOf(value) : value;
    const ref = isGlobal ? null : this.#instance;
    return codeOf(() => JetSetSystemParameter(ref, null, id, Number(value) || 0, text));
  }

  createInstance(name: string): Promise<number> {
    this.#instance = { value: 0 };
    return codeOf(() => JetCreateInstance(this.#instance, name));
  }

  init(grbit: number, map: Extract<DriverCall, { call: 'init' }>['map']): Promise<number> {
    if (map.length === 0) return codeOf(() => JetInit2(this.#instance, grbit));
    const rgrstmap = map.map(({ from, to }) => ({ szDatabaseName: from, szNewDatabaseName: placeOf(to) }));
    return codeOf(() => JetInit3(this.#instance, { cbStruct: JET_cbRSTINFO, rgrstmap }, grbit));
  }

  term(grbit: number): Promise<number> {
    return codeOf(() => JetTerm2(this.instance, grbit));
  }

  restoreInstance(source: string, destination: string | null): Promise<number> {
    const target = destination === null ? null : placeOf(destination);
    return codeOf(() => JetRestoreInstance(this.instance, placeOf(source), target));
  }

  externalRestore(call: Extract<DriverCall, { call: 'externalRestore' }>): Promise<number> {
    const { checkpointFolder, logFolder, backupFolder, genLow, genHigh, base, map } = call;
    const rgrstmap = map.map(({ from, to }) => ({ szDatabaseName: from, szNewDatabaseName: placeOf(to) }));
    const logs = { cbSize: JET_cbLOGINFO, ulGenLow: genLow, ulGenHigh: genHigh, szBaseName: base };
    const [checkpoint, log, backup] = [checkpointFolder, logFolder, backupFolder].map(placeOf) as [
      string,
      string,
      string,
    ];
    return codeOf(() =>
      JetExternalRestore2(checkpoint, log, rgrstmap, rgrstmap.length, backup, logs, null, null, null),
    );
  }
}

/** The first number other than 0 of parameters, an instance, and what follows. */
export async function playCase(
  { parameters }: DamageCase,
  target: JetTarget,
  rest: (target: JetTarget) => Promise<number>,
): Promise<number> {
  const { pageSize, logFileSizeKB, baseName, legacyFileNames, otherParameters } = parameters;
  const set = (name: string, value: string | number, isGlobal = false): DriverCall => ({
    call: 'setParameter',
    name,
    value: String(value),
    isGlobal,
  });
  const calls: DriverCall[] = [
    set('DatabasePageSize', pageSize, true),
    { call: 'createInstance', name: 'i' },
    set('LogFileSize', logFileSizeKB),
    set('SystemPath', '.\\'),
    set('LogFilePath', '.\\'),
    set('TempPath', '.\\'),
    set('BaseName', baseName),
    set('LegacyFileNames', legacyFileNames),
    ...otherParameters.map((text) => set(...(text.split(' ') as [string, string]))),
  ];
  const code = await playDriverScript(calls, target);
  return code === 0 ? rest(target) : code;
}
