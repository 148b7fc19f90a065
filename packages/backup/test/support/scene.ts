import { createMemoryFileSystem, JetError, type EsekitEvent, type FileSystem } from '@esekit/core';
import { temporaryFolder } from '@esekit/testkit';
import {
  backupCleanInstance,
  verifyFolder,
  type BackupOptions,
  type BackupResult,
  type FolderVerification,
  type SetVerification,
} from '../../src';
import { nodeDigests } from '../../src/node';
import { unpackSample, type Contents } from './sample';

const digests = await nodeDigests();
const sample = unpackSample(temporaryFolder());

/** The bytes of a sample file. */
export function sampleFile(name: string): Uint8Array {
  return sample.get(name)!;
}

/** A disk in memory with an instance in `source`; sets go to `set`. */
export class Scene {
  readonly disk: FileSystem = createMemoryFileSystem();
  /** What backups told about damage. */
  readonly events: EsekitEvent[] = [];

  /**
   * @param changes files that are different, additional, or (`undefined`) absent
   * @param instance the files to begin with; the sample when not given
   */
  constructor(changes: Readonly<Record<string, Uint8Array | undefined>> = {}, instance = sample) {
    this.put('source', instance);
    for (const [name, bytes] of Object.entries(changes)) {
      if (bytes) this.write(`source/${name}`, bytes);
      else this.remove(`source/${name}`);
    }
  }

  /** Makes a folder with these files. */
  put(folder: string, contents: Contents): void {
    this.disk.createDirectorySync(folder);
    for (const [name, bytes] of contents) this.write(`${folder}/${name}`, bytes);
  }

  /** The files of a folder; `undefined` when it is absent. */
  contents(folder: string): Contents | undefined {
    if (this.disk.statSync(folder)?.kind !== 'directory') return undefined;
    const names = this.disk.readDirectorySync(folder);
    const files = names.filter((name) => this.disk.statSync(`${folder}/${name}`)?.kind === 'file');
    return new Map(files.map((name) => [name, this.read(`${folder}/${name}`)]));
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

  change(path: string, edit: (bytes: Uint8Array) => Uint8Array): void {
    this.write(path, edit(this.read(path)));
  }

  remove(path: string): void {
    this.disk.removeFileSync(path);
  }

  async backup(options: Partial<BackupOptions> = {}, fs: FileSystem = this.disk): Promise<BackupResult> {
    return this.backupTo('set', options, fs);
  }

  async backupTo(
    target: string,
    options: Partial<BackupOptions> = {},
    fs: FileSystem = this.disk,
  ): Promise<BackupResult> {
    return backupCleanInstance(fs, 'source', target, {
      digests,
      tool: 'test 1',
      now: new Date('2026-01-02T03:04:05Z'),
      onEvent: (event) => this.events.push(event),
      ...options,
    });
  }

  /** The error a backup ends with. */
  async backupError(options: Partial<BackupOptions> = {}, fs: FileSystem = this.disk): Promise<JetError> {
    return failureOf(this.backup(options, fs));
  }

  async verify(folder = 'set'): Promise<FolderVerification | SetVerification> {
    return verifyFolder(this.disk, folder, digests);
  }

  /** Whether anybody would take the folder for a good one. */
  async isAccepted(folder = 'set'): Promise<boolean> {
    try {
      return (await this.verify(folder)).ok;
    } catch (error) {
      if (!JetError.isInstance(error)) throw error;
      return false;
    }
  }
}

/** The failure of something that has to fail with one of the engine's errors. */
export async function failureOf(work: Promise<unknown>): Promise<JetError> {
  try {
    await work;
  } catch (error) {
    if (JetError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('it succeeded');
}
