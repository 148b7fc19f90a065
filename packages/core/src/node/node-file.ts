import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { requireByteCount, requireSameLock, requireWritable } from '../files/arguments';
import type { File } from '../files/file-system';
import type { FileOperation } from '../files/operations';
import { Descriptor } from './descriptor';
import type { LockService } from './native-locks';
import { toJetError } from './node-error';
import { readFully, readFullySync, writeFully, writeFullySync } from './transfer';

const fstatAsync = promisify(fs.fstat);
const ftruncateAsync = promisify(fs.ftruncate);
const fsyncAsync = promisify(fs.fsync);

/**
 * An open file of the operating system. It holds a plain descriptor rather than Node's FileHandle,
 * because synchronous and asynchronous operations have to work on the same open file.
 */
export class NodeFile implements File {
  readonly path: string;
  readonly #descriptor: Descriptor;
  readonly #isWritable: boolean;
  readonly #locks: LockService;
  #heldLock: 'shared' | 'exclusive' | undefined;

  constructor(path: string, fd: number, isWritable: boolean, locks: LockService) {
    this.path = path;
    this.#descriptor = new Descriptor(fd);
    this.#isWritable = isWritable;
    this.#locks = locks;
  }

  size(): Promise<number> {
    return this.#run('size', async (fd) => (await fstatAsync(fd)).size);
  }

  sizeSync(): number {
    return this.#runSync('size', (fd) => fs.fstatSync(fd).size);
  }

  read(target: Uint8Array, position: number): Promise<number> {
    return this.#run('read', (fd) => {
      requireByteCount(position, `read ${this.path}`);
      return readFully(fd, target, position);
    });
  }

  readSync(target: Uint8Array, position: number): number {
    return this.#runSync('read', (fd) => {
      requireByteCount(position, `read ${this.path}`);
      return readFullySync(fd, target, position);
    });
  }

  write(source: Uint8Array, position: number): Promise<void> {
    return this.#run('write', (fd) => {
      this.#requireChange(position, 'write');
      return writeFully(fd, source, position);
    });
  }

  writeSync(source: Uint8Array, position: number): void {
    this.#runSync('write', (fd) => {
      this.#requireChange(position, 'write');
      writeFullySync(fd, source, position);
    });
  }

  truncate(size: number): Promise<void> {
    return this.#run('truncate', (fd) => {
      this.#requireChange(size, 'truncate');
      return ftruncateAsync(fd, size);
    });
  }

  truncateSync(size: number): void {
    this.#runSync('truncate', (fd) => {
      this.#requireChange(size, 'truncate');
      fs.ftruncateSync(fd, size);
    });
  }

  sync(): Promise<void> {
    return this.#run('sync', (fd) => (this.#canSync() ? fsyncAsync(fd) : Promise.resolve()));
  }

  syncSync(): void {
    this.#runSync('sync', (fd) => {
      if (this.#canSync()) fs.fsyncSync(fd);
    });
  }

  tryLock(kind: 'shared' | 'exclusive'): boolean {
    return this.#runSync('lock', (fd) => {
      if (kind === 'exclusive') requireWritable(this.#isWritable, `lock ${this.path}`);
      requireSameLock(this.#heldLock, kind, this.path);
      if (this.#heldLock === kind) return true;
      if (!this.#locks.tryLock(fd, kind)) return false;
      this.#heldLock = kind;
      return true;
    });
  }

  unlock(): void {
    this.#runSync('unlock', (fd) => {
      if (this.#heldLock === undefined) return;
      this.#locks.unlock(fd);
      this.#heldLock = undefined;
    });
  }

  async close(): Promise<void> {
    try {
      await this.#descriptor.close();
    } catch (error) {
      throw toJetError(error, 'close', this.path);
    }
  }

  closeSync(): void {
    try {
      this.#descriptor.closeSync();
    } catch (error) {
      throw toJetError(error, 'close', this.path);
    }
  }

  /** Windows flushes only what may be written; nothing was written through a file open for reading. */
  #canSync(): boolean {
    return this.#isWritable || process.platform !== 'win32';
  }

  #requireChange(byteCount: number, operation: FileOperation): void {
    requireByteCount(byteCount, `${operation} ${this.path}`);
    requireWritable(this.#isWritable, `${operation} ${this.path}`);
  }

  async #run<T>(operation: FileOperation, work: (fd: number) => Promise<T>): Promise<T> {
    try {
      return await this.#descriptor.use(work);
    } catch (error) {
      throw toJetError(error, operation, this.path);
    }
  }

  #runSync<T>(operation: FileOperation, work: (fd: number) => T): T {
    try {
      return this.#descriptor.useSync(work);
    } catch (error) {
      throw toJetError(error, operation, this.path);
    }
  }
}
