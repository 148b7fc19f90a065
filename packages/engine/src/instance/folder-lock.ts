import { JetError, type File, type FileSystem } from '@esekit/core';
import { checkpointPath, findCheckpoint, LogFolder } from '@esekit/log';
import { settings } from './settings';
import type { InstanceOptions } from './instance-options';

/**
 * Keeps other processes out of an instance's folders: locks of the operating system on the current log and on the
 * checkpoint, which end with the process (32 §2.2). A new log is locked before it gets its name.
 */
export class FolderLock {
  readonly #fs: FileSystem;
  #log: File | undefined;
  #checkpoint: File | undefined;

  private constructor(fs: FileSystem) {
    this.#fs = fs;
  }

  /** Locks what is there; what comes later has to be told. */
  static take(options: InstanceOptions): FolderLock {
    const lock = new FolderLock(options.fs);
    try {
      lock.lockFolders(options);
    } catch (error) {
      lock.release();
      throw error;
    }
    return lock;
  }

  /**
   * @throws JET_errFileAccessDenied when another process, or another instance, runs there
   */
  lockFolders(options: InstanceOptions): void {
    const { fs, logFolder } = options;
    const { base, legacyFileNames, systemFolder } = settings(options);
    const { current, extension } = LogFolder.look(fs, logFolder, { base, legacyFileNames });
    // One after the other, so that one of the two is locked all the time.
    this.#releaseLog();
    if (current !== undefined) this.#log = this.#locked(current);
    const path =
      findCheckpoint(fs, systemFolder, base, extension) ?? checkpointPath(fs, systemFolder, base, extension);
    this.#releaseCheckpoint();
    if (fs.statSync(path) !== undefined) this.#checkpoint = this.#locked(path);
  }

  /** The file at `path` is about to become the current log. */
  lockNextLog(path: string): void {
    const next = this.#locked(path);
    this.#releaseLog();
    this.#log = next;
  }

  release(): void {
    this.#releaseLog();
    this.#releaseCheckpoint();
  }

  #releaseLog(): void {
    this.#log?.closeSync();
    this.#log = undefined;
  }

  #releaseCheckpoint(): void {
    this.#checkpoint?.closeSync();
    this.#checkpoint = undefined;
  }

  #locked(path: string): File {
    const file = this.#fs.openSync(path, 'readWrite');
    if (file.tryLock('exclusive')) return file;
    file.closeSync();
    throw new JetError('JET_errFileAccessDenied', `${path} is in use by another process`, {
      hint: 'End the instance that runs on these folders.',
    });
  }
}
