import { createMemoryFileSystem, JetError, type File, type FileSystem } from '@esekit/core';
import type { StepLimit } from './step-limit';

const refused = (): never => {
  throw new JetError('JET_errFileAccessDenied', 'a case of the fuzzer is only read');
};

/**
 * A mutated database as a file: the bytes of a base that all cases share, and private copies of the pages
 * that this case changes. Making one costs nothing, which is what lets a core run hundreds of cases a second.
 */
export class OverlayFile implements File {
  readonly path: string;
  /** Bytes the file has; less than the base's when it was cut. */
  cutAt: number;
  readonly #base: Uint8Array;
  readonly #blockSize: number;
  readonly #blocks = new Map<number, Uint8Array>();
  readonly #limit: StepLimit;

  constructor(path: string, base: Uint8Array, blockSize: number, limit: StepLimit) {
    this.path = path;
    this.#base = base;
    this.#blockSize = blockSize;
    this.#limit = limit;
    this.cutAt = base.length;
  }

  /** The numbers of the blocks that were changed: 0 and 1 are the headers, page `n` is block `n + 1`. */
  get changed(): readonly number[] {
    return [...this.#blocks.keys()];
  }

  /** A block to be changed in place. */
  block(index: number): Uint8Array {
    let bytes = this.#blocks.get(index);
    if (bytes === undefined) {
      bytes = this.pristine(index).slice();
      this.#blocks.set(index, bytes);
    }
    return bytes;
  }

  /** A block as the base has it. */
  pristine(index: number): Uint8Array {
    return this.#base.subarray(index * this.#blockSize, (index + 1) * this.#blockSize);
  }

  sizeSync(): number {
    return this.cutAt;
  }

  readSync(target: Uint8Array, position: number): number {
    this.#limit.step();
    const count = Math.max(0, Math.min(target.length, this.cutAt - position));
    target.set(this.#base.subarray(position, position + count));
    for (const [index, bytes] of this.#blocks) {
      const at = index * this.#blockSize - position;
      if (at >= count || at + bytes.length <= 0) continue;
      const from = Math.max(0, -at);
      target.set(bytes.subarray(from, Math.min(bytes.length, count - at)), at + from);
    }
    return count;
  }

  closeSync(): void {}

  size = (): Promise<number> => Promise.resolve(this.cutAt);
  read = (target: Uint8Array, position: number): Promise<number> =>
    Promise.resolve(this.readSync(target, position));
  close = (): Promise<void> => Promise.resolve();
  tryLock = (): boolean => true;
  unlock = (): void => {};
  writeSync = refused;
  truncateSync = refused;
  syncSync = refused;
  write = refused;
  truncate = refused;
  sync = refused;
}

/** A file system in which every path is this one file. */
export function fileSystemOf(file: File): FileSystem {
  return Object.assign(createMemoryFileSystem(), { openSync: () => file });
}
