import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createMemoryFileSystem, JetError, logTimeFromDate, type FileSystem } from '@esekit/core';
import { corpus, temporaryFolder, unpackArchive } from '@esekit/testkit';
import { afterEach } from 'vitest';
import {
  configureJet,
  JET_bit,
  JET_instanceNil,
  JET_param,
  JetCreateInstance,
  JetGetSystemParameter,
  JetSetSystemParameter,
  JetTerm2,
  type JetEvent,
  type JET_INSTANCE,
  type JetPlatform,
  type JetRef,
  type ParameterName,
} from '../../src';

/** Handles of instances that a test has made. */
const made: number[] = [];

/** A test that fails must not leave instances to the next one. */
afterEach(async () => {
  for (const handle of [...made.splice(0), JET_instanceNil]) {
    // Dirty ends it whatever a test has left open.
    await JetTerm2(handle, JET_bit.TermDirty).catch(() => undefined);
  }
});

/** A machine in memory; relative paths are those of its root. */
export interface Machine {
  readonly fs: FileSystem;
  readonly events: JetEvent[];
  readonly platform: JetPlatform;
}

/** Logs of the fixtures name `R:\w\`, which is the folder `/w` here. */
export function machine(): Machine {
  const fs = createMemoryFileSystem();
  const events: JetEvent[] = [];
  let random = 0x2545f491;
  let milliseconds = Date.UTC(2027, 0, 2, 3, 4, 5);
  const absolutePath = (path: string): string =>
    `/${path}`
      .replace(/\/\.\//g, '/')
      .replace(/\/+/g, '/')
      .replace(/\/\.?$/, '');
  const platform: JetPlatform = {
    fs,
    absolutePath,
    absoluteFolder: (path) => `${absolutePath(path)}/`,
    localPath: (path) => (path.startsWith('R:\\w\\') ? `/w/${path.slice(5)}` : undefined),
    now: () => logTimeFromDate(new Date((milliseconds += 10))),
    random: () => (random = (Math.imul(random, 1664525) + 1013904223) >>> 0),
    onEvent: (event) => void events.push(event),
  };
  configureJet(platform);
  return { fs, events, platform };
}

export function idsOf({ events }: Machine): number[] {
  return events.map(({ event }) => event.id);
}

export function folders({ fs }: Machine, ...paths: string[]): void {
  for (const path of paths) fs.createDirectorySync(path);
}

export function put({ fs }: Machine, files: Readonly<Record<string, Uint8Array>>): void {
  const createFolder = (path: string): void => {
    if (fs.statSync(path) !== undefined) return;
    createFolder(fs.directoryName(path));
    fs.createDirectorySync(path);
  };
  for (const [path, bytes] of Object.entries(files)) {
    createFolder(fs.directoryName(path));
    const file = fs.openSync(path, 'createNew');
    file.writeSync(bytes, 0);
    file.closeSync();
  }
}

/** Sets parameters of an instance, or the global ones. */
export function set(
  ref: JetRef<JET_INSTANCE> | null,
  values: Partial<Record<ParameterName, number | string>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    const id = JET_param[name as ParameterName];
    JetSetSystemParameter(ref, null, id, Number(value) || 0, typeof value === 'string' ? value : null);
  }
}

/** The value of a parameter: a number, or a text. */
export function read(id: number, handle = 0): number | string {
  const number = { value: NaN };
  const text = { value: '' };
  JetGetSystemParameter(handle, null, id, number, text);
  return Number.isNaN(number.value) ? text.value : number.value;
}

/** A created instance with small logs, its folders below `root`. */
export function instance(
  name: string,
  root: string,
  more: Parameters<typeof set>[1] = {},
): JetRef<JET_INSTANCE> {
  const ref = { value: 0 };
  JetCreateInstance(ref, name);
  made.push(ref.value);
  const paths = { SystemPath: root, LogFilePath: root, TempPath: `${root}/tmp.edb` };
  set(ref, { ...paths, LogFileSize: 64, ...more });
  return ref;
}

/** The name of what a call ends with. */
export async function nameOf(call: () => unknown): Promise<string> {
  try {
    const status = (await call()) as { readonly name?: string } | undefined;
    return status?.name ?? 'JET_errSuccess';
  } catch (error) {
    if (JetError.isInstance(error)) return error.name;
    throw error;
  }
}

/** The files of a base instance of the damage fixtures, in `/w` (37 §1). */
export function baseFiles(
  base: string,
  filter: (name: string) => boolean = () => true,
): Record<string, Uint8Array> {
  const folder = unpackArchive(corpus.path('damage', 'bases', `${base}.tar.gz`), temporaryFolder());
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    names
      .filter((name) => statSync(join(folder, name)).isFile() && filter(name))
      .map((name) => [`/w/${name}`, new Uint8Array(readFileSync(join(folder, name)))]),
  );
}
