import type { File } from '../../files/file-system';
import type { FileOperation } from '../../files/operations';
import { promised } from '../../files/promised';
import type { FailurePlan } from './failure-plan';

/** An open file of a failing file system: each operation passes the plan before it reaches the real one. */
export class FailingFile implements File {
  readonly #inner: File;
  readonly #plan: FailurePlan;
  readonly #forget: () => void;
  #isOpen = true;

  constructor(inner: File, plan: FailurePlan) {
    this.#inner = inner;
    this.#plan = plan;
    this.#forget = plan.onKill(() => inner.closeSync());
  }

  get path(): string {
    return this.#inner.path;
  }

  size(): Promise<number> {
    return this.#pass('size', () => this.#inner.size());
  }

  sizeSync(): number {
    this.#plan.step('size', this.path);
    return this.#inner.sizeSync();
  }

  read(target: Uint8Array, position: number): Promise<number> {
    return this.#pass('read', () => this.#inner.read(target, position));
  }

  readSync(target: Uint8Array, position: number): number {
    this.#plan.step('read', this.path);
    return this.#inner.readSync(target, position);
  }

  write(source: Uint8Array, position: number): Promise<void> {
    return promised(() => {
      this.#stepWrite(source, position);
      return this.#inner.write(source, position);
    });
  }

  writeSync(source: Uint8Array, position: number): void {
    this.#stepWrite(source, position);
    this.#inner.writeSync(source, position);
  }

  truncate(size: number): Promise<void> {
    return this.#pass('truncate', () => this.#inner.truncate(size));
  }

  truncateSync(size: number): void {
    this.#plan.step('truncate', this.path);
    this.#inner.truncateSync(size);
  }

  sync(): Promise<void> {
    return this.#pass('sync', () => this.#inner.sync());
  }

  syncSync(): void {
    this.#plan.step('sync', this.path);
    this.#inner.syncSync();
  }

  tryLock(kind: 'shared' | 'exclusive'): boolean {
    this.#plan.step('lock', this.path);
    return this.#inner.tryLock(kind);
  }

  unlock(): void {
    this.#plan.step('unlock', this.path);
    this.#inner.unlock();
  }

  async close(): Promise<void> {
    if (!this.#startClosing()) return;
    try {
      this.#plan.step('close', this.path);
    } finally {
      await this.#inner.close();
    }
  }

  closeSync(): void {
    if (!this.#startClosing()) return;
    try {
      this.#plan.step('close', this.path);
    } finally {
      this.#inner.closeSync();
    }
  }

  /** Only the first closing counts. A close that fails still gives the file back, as in POSIX. */
  #startClosing(): boolean {
    const isFirst = this.#isOpen;
    this.#isOpen = false;
    this.#forget();
    return isFirst;
  }

  #stepWrite(source: Uint8Array, position: number): void {
    const landing = source.subarray(0, this.#plan.tornBytes);
    this.#plan.step('write', this.path, { tear: () => this.#inner.writeSync(landing, position) });
  }

  #pass<T>(operation: FileOperation, work: () => Promise<T>): Promise<T> {
    return promised(() => {
      this.#plan.step(operation, this.path);
      return work();
    });
  }
}
