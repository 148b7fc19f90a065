import type { File } from '@esekit/core';
import type { CrashGate } from './crash-gate';
import type { FileStep } from './crash-points';
import type { SyncPolicy } from './planted-bugs';

/** What the files of one process share. */
export interface ProcessFiles {
  readonly gate: CrashGate;
  /** Those that are open. */
  readonly open: Set<File>;
  readonly policy: SyncPolicy;
}

/** Runs work behind an asynchronous signature, in a turn of its own so that others can come between. */
export async function later<T>(work: () => T): Promise<T> {
  await Promise.resolve();
  return work();
}

/** An open file whose changes pass a gate. */
export class GatedFile implements File {
  readonly #inner: File;
  readonly #process: ProcessFiles;

  constructor(inner: File, process: ProcessFiles) {
    this.#inner = inner;
    this.#process = process;
    process.open.add(inner);
  }

  get path(): string {
    return this.#inner.path;
  }

  sizeSync(): number {
    return this.#pass({ operation: 'size', path: this.path }, () => this.#inner.sizeSync());
  }

  readSync(target: Uint8Array, position: number): number {
    return this.#pass({ operation: 'read', path: this.path }, () => this.#inner.readSync(target, position));
  }

  writeSync(source: Uint8Array, position: number): void {
    const { length } = source;
    const size = this.#process.gate.isStopped ? 0 : this.#inner.sizeSync();
    this.#pass(
      { operation: 'write', path: this.path, position, length, size },
      () => {
        this.#process.policy.writing(this.path);
        this.#inner.writeSync(source, position);
      },
      () => {
        this.#process.policy.writing(this.path);
        const half = this.#process.gate.halfOf(this.path, length);
        this.#inner.writeSync(source.subarray(0, half), position);
      },
    );
  }

  truncateSync(size: number): void {
    this.#pass({ operation: 'truncate', path: this.path, position: size }, () => {
      this.#inner.truncateSync(size);
    });
  }

  syncSync(): void {
    this.#pass({ operation: 'sync', path: this.path }, () => {
      this.#process.policy.sync(this.#inner);
    });
  }

  tryLock(kind: 'shared' | 'exclusive'): boolean {
    return this.#pass({ operation: 'lock', path: this.path }, () => this.#inner.tryLock(kind));
  }

  unlock(): void {
    this.#pass({ operation: 'unlock', path: this.path }, () => {
      this.#inner.unlock();
    });
  }

  closeSync(): void {
    this.#process.open.delete(this.#inner);
    this.#inner.closeSync();
  }

  size(): Promise<number> {
    return later(() => this.sizeSync());
  }

  read(target: Uint8Array, position: number): Promise<number> {
    return later(() => this.readSync(target, position));
  }

  write(source: Uint8Array, position: number): Promise<void> {
    return later(() => {
      this.writeSync(source, position);
    });
  }

  truncate(size: number): Promise<void> {
    return later(() => {
      this.truncateSync(size);
    });
  }

  sync(): Promise<void> {
    return later(() => {
      this.syncSync();
    });
  }

  close(): Promise<void> {
    return later(() => {
      this.closeSync();
    });
  }

  #pass<T>(step: FileStep, work: () => T, tear: () => void = () => undefined): T {
    return this.#process.gate.pass(step, work, tear);
  }
}
