import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  createMemoryFileSystem,
  JetError,
  logTimeFromDate,
  type EngineEvent,
  type FileSystem,
} from '@esekit/core';
import { logHeaderFields, logHeaderSize } from '@esekit/log';
import { stampXorChecksum } from '@esekit/pages';
import { writeFields } from '@esekit/core';
import { corpus, temporaryFolder, unpackArchive } from '@esekit/testkit';
import {
  externalRestore,
  restoreInstance,
  type EngineRestoreResult,
  type ExternalRestoreOptions,
  type RestoreInstanceOptions,
  type RestoreStatus,
} from '../../src';

/** Bytes of files by path below a folder. */
export type FolderContents = ReadonlyMap<string, Uint8Array>;

function readFolder(folder: string): FolderContents {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
}

function contentsOf(fs: FileSystem, folder: string, prefix = ''): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const name of fs.readDirectorySync(folder)) {
    const path = fs.join(folder, name);
    if (fs.statSync(path)?.kind === 'directory') {
      for (const [inner, bytes] of contentsOf(fs, path, `${prefix}${name}/`)) found.set(inner, bytes);
      continue;
    }
    const file = fs.openSync(path, 'read');
    const bytes = new Uint8Array(file.sizeSync());
    file.readSync(bytes, 0);
    file.closeSync();
    found.set(prefix + name, bytes);
  }
  return found;
}

/** Names of files that are not the same in both. */
export function changedFiles(before: FolderContents, after: FolderContents): string[] {
  const isSame = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
    a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => !isSame(before.get(name), after.get(name)))
    .sort();
}

/**
 * The base instances of the damage fixtures (37 §1): `b1` with a full backup of generations 4 to 6 in `bk`, the
 * same with an incremental one up to 9 in `inc`, archived logs 4 to 0xB and a current log 0xC.
 */
const unpacked = new Map<string, FolderContents>();

export function baseFiles(base: 'b1' | 'o2'): FolderContents {
  let files = unpacked.get(base);
  if (files === undefined) {
    files = readFolder(unpackArchive(corpus.path('damage', 'bases', `${base}.tar.gz`), temporaryFolder()));
    unpacked.set(base, files);
  }
  return files;
}

/** What came of a restore. */
export interface RestoreOutcome {
  /** JET_errSuccess, or what it ended with. */
  readonly name: string;
  readonly error: JetError | undefined;
  readonly result: EngineRestoreResult | undefined;
  /** Numbers of the events in order. */
  readonly events: number[];
  readonly statuses: RestoreStatus[];
}

/** A disk in memory: the set in `set`, logs in `logs`, databases go to `to`. */
export class EngineScene {
  readonly disk: FileSystem;

  constructor(files: Readonly<Record<string, Uint8Array>> = setFiles()) {
    this.disk = createMemoryFileSystem();
    for (const folder of ['set', 'logs', 'to']) this.disk.createDirectorySync(folder);
    for (const [path, bytes] of Object.entries(files)) this.write(path, bytes);
  }

  write(path: string, bytes: Uint8Array): void {
    const folder = this.disk.directoryName(path);
    if (this.disk.statSync(folder) === undefined) this.disk.createDirectorySync(folder);
    if (this.disk.statSync(path) !== undefined) this.disk.removeFileSync(path);
    const file = this.disk.openSync(path, 'createNew');
    file.writeSync(bytes, 0);
    file.closeSync();
  }

  read(path: string): Uint8Array {
    return contentsOf(this.disk, this.disk.directoryName(path)).get(this.disk.baseName(path))!;
  }

  remove(...paths: string[]): void {
    for (const path of paths) this.disk.removeFileSync(path);
  }

  names(folder: string): string[] {
    return this.disk.readDirectorySync(folder);
  }

  contents(folder: string): FolderContents {
    return contentsOf(this.disk, folder);
  }

  restore(more: Partial<RestoreInstanceOptions> = {}, fs = this.disk): Promise<RestoreOutcome> {
    return outcomeOf(fs, (common) =>
      restoreInstance({ ...common, set: 'set', logFolder: 'logs', destination: 'to', ...more }),
    );
  }

  restoreExternally(more: Partial<ExternalRestoreOptions> = {}): Promise<RestoreOutcome> {
    return outcomeOf(this.disk, (common) =>
      externalRestore({
        ...common,
        logFolder: 'logs',
        backupLogFolder: 'set',
        genLow: 4,
        genHigh: 6,
        map: [{ oldName: 'R:\\w\\a.edb', newName: 'to/a.edb' }],
        ...more,
      }),
    );
  }
}

type Common = Pick<RestoreInstanceOptions, 'fs' | 'now' | 'random' | 'onEvent' | 'onStatus'>;

async function outcomeOf(
  fs: FileSystem,
  call: (common: Common) => Promise<EngineRestoreResult>,
): Promise<RestoreOutcome> {
  const events: number[] = [];
  const statuses: RestoreStatus[] = [];
  let random = 0x2545f491;
  const common: Common = {
    fs,
    now: () => logTimeFromDate(new Date(Date.UTC(2027, 0, 2, 3, 4, 5, 678))),
    random: () => (random = (Math.imul(random, 1664525) + 1013904223) >>> 0),
    onEvent: (event) => {
      if (event.kind === 'engine') events.push((event satisfies EngineEvent).id);
    },
    onStatus: (status) => statuses.push(status),
  };
  try {
    const result = await call(common);
    return { name: result.code, error: undefined, result, events, statuses };
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    return { name: error.name, error, result: undefined, events, statuses };
  }
}

/** The full backup of b1. */
export function setFiles(folder = 'bk'): Record<string, Uint8Array> {
  const names = ['a.edb', 'a.pat', 'edb00004.log', 'edb00005.log', 'edb00006.log'];
  return Object.fromEntries(names.map((name) => [`set/${name}`, baseFiles('b1').get(`${folder}/${name}`)!]));
}

/** Logs of the instance behind the set, `edb.log` as `current`. */
export function laterLogs(...names: (number | 'current')[]): Record<string, Uint8Array> {
  return Object.fromEntries(
    names.map((name) => {
      const file = name === 'current' ? 'edb.log' : logName(name);
      return [`logs/${file}`, baseFiles('b1').get(file)!];
    }),
  );
}

export function logName(lGeneration: number): string {
  return `edb${lGeneration.toString(16).toUpperCase().padStart(5, '0')}.log`;
}

/** A log with other fields in its header, and the checksum made right again. */
export function changedLog(
  bytes: Uint8Array,
  fields: Parameters<typeof writeFields<typeof logHeaderFields>>[2],
): Uint8Array {
  const copy = bytes.slice();
  const header = copy.subarray(0, logHeaderSize);
  writeFields(logHeaderFields, header, fields);
  stampXorChecksum(header);
  return copy;
}
