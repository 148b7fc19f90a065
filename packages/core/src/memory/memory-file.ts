import { JetError } from '../errors/jet-error';
import { requireByteCount, requireSameLock, requireWritable } from '../files/arguments';
import type { File } from '../files/file-system';
import type { FileOperation } from '../files/operations';
import { promised } from '../files/promised';
import type { LockKind } from './memory-locks';
import type { MemoryFileNode } from './memory-tree';

/** An open file in memory. Its synchronous operations do the work; the asynchronous ones wrap them. */
export class MemoryFile implements File {
  readonly path: string;
  readonly #node: MemoryFileNode;
  readonly #isWritable: boolean;
  #isOpen = true;

  constructor(path: string, node: MemoryFileNode, isWritable: boolean) {
    this.path = path;
    this.#node = node;
    this.#isWritable = isWritable;
  }

  sizeSync(): number {
    return this.#open('size').bytes.size;
  }

  readSync(target: Uint8Array, position: number): number {
    const { bytes } = this.#open('read');
    requireByteCount(position, `read ${this.path}`);
    return bytes.read(target, position);
  }

  writeSync(source: Uint8Array, position: number): void {
    const { bytes } = this.#open('write');
    requireByteCount(position, `write ${this.path}`);
    requireWritable(this.#isWritable, `write ${this.path}`);
    bytes.write(source, position);
  }

  truncateSync(size: number): void {
    const { bytes } = this.#open('truncate');
    requireByteCount(size, `truncate ${this.path}`);
    requireWritable(this.#isWritable, `truncate ${this.path}`);
    bytes.resize(size);
  }

  syncSync(): void {
    this.#open('sync');
  }

  tryLock(kind: LockKind): boolean {
    const { locks } = this.#open('lock');
    if (kind === 'exclusive') requireWritable(this.#isWritable, `lock ${this.path}`);
    requireSameLock(locks.heldBy(this), kind, this.path);
    return locks.tryAcquire(this, kind);
  }

  unlock(): void {
    this.#open('unlock').locks.release(this);
  }

  closeSync(): void {
    this.#isOpen = false;
    this.#node.locks.release(this);
  }

  size(): Promise<number> {
    return promised(() => this.sizeSync());
  }

  read(target: Uint8Array, position: number): Promise<number> {
    return promised(() => this.readSync(target, position));
  }

  write(source: Uint8Array, position: number): Promise<void> {
    return promised(() => this.writeSync(source, position));
  }

  truncate(size: number): Promise<void> {
    return promised(() => this.truncateSync(size));
  }

  sync(): Promise<void> {
    return promised(() => this.syncSync());
  }

  close(): Promise<void> {
    return promised(() => this.closeSync());
  }

  #open(operation: FileOperation): MemoryFileNode {
    if (this.#isOpen) return this.#node;
    throw new JetError('JET_errInvalidParameter', `${operation} ${this.path}: the file is closed`);
  }
}
