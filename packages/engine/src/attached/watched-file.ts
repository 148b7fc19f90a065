import { JetError, type File } from '@esekit/core';

/**
 * A file that tells when a write has failed, because nobody knows what is in it then. A full disk is told to the
 * caller only: a page that could not be written still is in memory, and a file that could not grow has not.
 */
export class WatchedFile implements File {
  readonly #file: File;
  readonly #onFailure: (error: JetError) => void;

  constructor(file: File, onFailure: (error: JetError) => void) {
    this.#file = file;
    this.#onFailure = onFailure;
  }

  get path(): string {
    return this.#file.path;
  }

  size(): Promise<number> {
    return this.#file.size();
  }

  sizeSync(): number {
    return this.#file.sizeSync();
  }

  read(target: Uint8Array, position: number): Promise<number> {
    return this.#file.read(target, position);
  }

  readSync(target: Uint8Array, position: number): number {
    return this.#file.readSync(target, position);
  }

  write(source: Uint8Array, position: number): Promise<void> {
    return this.#watch(this.#file.write(source, position));
  }

  writeSync(source: Uint8Array, position: number): void {
    this.#watchSync(() => {
      this.#file.writeSync(source, position);
    });
  }

  truncate(size: number): Promise<void> {
    return this.#watch(this.#file.truncate(size));
  }

  truncateSync(size: number): void {
    this.#watchSync(() => {
      this.#file.truncateSync(size);
    });
  }

  sync(): Promise<void> {
    return this.#watch(this.#file.sync());
  }

  syncSync(): void {
    this.#watchSync(() => {
      this.#file.syncSync();
    });
  }

  tryLock(kind: 'shared' | 'exclusive'): boolean {
    return this.#file.tryLock(kind);
  }

  unlock(): void {
    this.#file.unlock();
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  closeSync(): void {
    this.#file.closeSync();
  }

  async #watch(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      throw this.#told(error);
    }
  }

  #watchSync(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw this.#told(error);
    }
  }

  #told(error: unknown): unknown {
    if (JetError.isInstance(error) && error.name !== 'JET_errDiskFull') this.#onFailure(error);
    return error;
  }
}
