import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { backupCleanInstance, verifyFolder } from '@esekit/backup';
import { nodeDigests } from '@esekit/backup/node';
import { createMemoryFileSystem, JetError, type EsekitEvent, type FileSystem } from '@esekit/core';
import { temporaryFolder, unpackArchive } from '@esekit/testkit';
import { restoreSet, type RestoreOptions, type RestoreResult } from '../../src';

/** The files of a folder: bytes by name. */
export type Contents = ReadonlyMap<string, Uint8Array>;

export const pageSize = 4096;
export const digests = await nodeDigests();
export const archive = join(import.meta.dirname, '..', '..', '..', '..', 'samples', 'clean-small-4k.tar.gz');
const sample = contentsOnDisk(unpackArchive(archive, temporaryFolder()));

/** The files of a folder on disk; sub-folders are left out. */
export function contentsOnDisk(folder: string): Contents {
  const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile());
  return new Map(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
}

/** Names of the files that are not the same in both folders. */
export function differences(a: Contents | undefined, b: Contents | undefined): string[] {
  const names = new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])]);
  const same = (x: Uint8Array | undefined, y: Uint8Array | undefined): boolean =>
    x !== undefined && y !== undefined && Buffer.compare(x, y) === 0;
  return [...names].filter((name) => !same(a?.get(name), b?.get(name))).sort();
}

/** Bytes that a restore copies at a time, so that it can be called off between two of them. */
const runBytes = 2 << 20;

/** A database of two runs whose last pages lie beyond the owned range; one of them is bad. */
function longDatabase(): Uint8Array {
  const short = sample.get('a.edb')!;
  const long = new Uint8Array(short.length + runBytes + 16 * pageSize);
  long.set(short);
  for (let i = 0; i < 64; i++) long[short.length + 3 * pageSize + i] = 0x35 + i;
  return long;
}

/** The files of a set made of the sample, and what a restore of it has to give. */
async function makeSet(): Promise<{ set: Contents; restored: Contents }> {
  const scene = new RestoreScene(new Map([...sample, ['a.edb', longDatabase()]]));
  const options = { digests, tool: 'test 1', now: new Date(0) };
  const { manifest } = await backupCleanInstance(scene.disk, 'set', 'made', options);
  const source = scene.contents('set')!;
  const restored = new Map(manifest.files.map(({ name }) => [name, source.get(name)!]));
  return { set: scene.contents('made')!, restored };
}

/** A disk in memory with a backup set in `set`; restores go to `target`. */
export class RestoreScene {
  readonly disk: FileSystem = createMemoryFileSystem();
  readonly events: EsekitEvent[] = [];

  constructor(readonly set: Contents = made.set) {
    this.disk.createDirectorySync('set');
    for (const [name, bytes] of set) this.write(`set/${name}`, bytes);
  }

  /** The files of a folder; `undefined` when it is absent. */
  contents(folder: string): Contents | undefined {
    if (this.disk.statSync(folder)?.kind !== 'directory') return undefined;
    const names = this.disk.readDirectorySync(folder);
    return new Map(names.map((name) => [name, this.read(`${folder}/${name}`)]));
  }

  read(path: string): Uint8Array {
    const file = this.disk.openSync(path, 'read');
    const bytes = new Uint8Array(file.sizeSync());
    file.readSync(bytes, 0);
    file.closeSync();
    return bytes;
  }

  write(path: string, bytes: Uint8Array): void {
    const exists = this.disk.statSync(path) !== undefined;
    const file = this.disk.openSync(path, exists ? 'readWrite' : 'createNew');
    file.truncateSync(0);
    file.writeSync(bytes, 0);
    file.closeSync();
  }

  change(path: string, edit: (bytes: Uint8Array) => void): void {
    const bytes = this.read(path);
    edit(bytes);
    this.write(path, bytes);
  }

  async restore(options: Partial<RestoreOptions> = {}, fs: FileSystem = this.disk): Promise<RestoreResult> {
    return this.restoreTo('target', options, fs);
  }

  async restoreTo(
    target: string,
    options: Partial<RestoreOptions> = {},
    fs: FileSystem = this.disk,
  ): Promise<RestoreResult> {
    return restoreSet(fs, 'set', target, {
      digests,
      onEvent: (event) => this.events.push(event),
      ...options,
    });
  }

  /** The error of a restore that has to fail, after which nothing may be left in the target. */
  async restoreError(options: Partial<RestoreOptions> = {}, fs: FileSystem = this.disk): Promise<JetError> {
    try {
      await this.restore(options, fs);
    } catch (error) {
      if (!JetError.isInstance(error)) throw error;
      if (this.disk.statSync('target') !== undefined) throw new Error('something is left', { cause: error });
      return error;
    }
    throw new Error('it succeeded');
  }

  /** Whether the folder holds exactly what was backed up. */
  isComplete(folder = 'target'): boolean {
    return differences(this.contents(folder), made.restored).length === 0;
  }

  /** Whether anybody would take the folder for a sound instance. */
  async isAccepted(folder = 'target'): Promise<boolean> {
    try {
      return (await verifyFolder(this.disk, folder, digests)).ok;
    } catch (error) {
      if (!JetError.isInstance(error)) throw error;
      return false;
    }
  }
}

const made = await makeSet().catch((cause: unknown) => {
  throw new Error('the set of the tests could not be made', { cause });
});

/** The files of a set that is good. */
export const goodSet = made.set;
export const restoredFiles = made.restored;
