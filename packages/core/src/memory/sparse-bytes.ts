import { JetError } from '../errors/jet-error';

/** Bytes in one block. Growing a file never copies a block, so appending costs the same at any size. */
const blockSize = 64 * 1024;

/**
 * The content of a file in memory, in blocks. A block that was never written does not exist and reads as
 * zeros, which makes extending by gigabytes as cheap as on a disk with sparse files.
 */
export class SparseBytes {
  readonly #blocks = new Map<number, Uint8Array>();
  #size = 0;

  /** Bytes. */
  get size(): number {
    return this.#size;
  }

  /** Fills `target` from `position` as far as there are bytes; returns how many there were. */
  read(target: Uint8Array, position: number): number {
    const count = Math.max(0, Math.min(target.length, this.#size - position));
    for (let done = 0; done < count;) {
      const { index, offset, length } = this.#piece(position + done, count - done);
      const block = this.#blocks.get(index);
      if (block) target.set(block.subarray(offset, offset + length), done);
      else target.fill(0, done, done + length);
      done += length;
    }
    return count;
  }

  write(source: Uint8Array, position: number): void {
    for (let done = 0; done < source.length;) {
      const { index, offset, length } = this.#piece(position + done, source.length - done);
      this.#block(index).set(source.subarray(done, done + length), offset);
      done += length;
    }
    if (source.length > 0) this.#size = Math.max(this.#size, position + source.length);
  }

  /** Cuts, or extends with zeros. */
  resize(size: number): void {
    if (size < this.#size) this.#forgetFrom(size);
    this.#size = size;
  }

  /** What is behind the end has to be zero, because a later extension brings it back into the file. */
  #forgetFrom(size: number): void {
    const { index: last, offset } = this.#piece(size, 1);
    this.#blocks.get(last)?.fill(0, offset);
    const firstGone = offset === 0 ? last : last + 1;
    for (const index of this.#blocks.keys()) if (index >= firstGone) this.#blocks.delete(index);
  }

  #piece(position: number, wanted: number): { index: number; offset: number; length: number } {
    const offset = position % blockSize;
    return { index: (position - offset) / blockSize, offset, length: Math.min(wanted, blockSize - offset) };
  }

  #block(index: number): Uint8Array {
    const present = this.#blocks.get(index);
    if (present) return present;
    try {
      const block = new Uint8Array(blockSize);
      this.#blocks.set(index, block);
      return block;
    } catch (cause) {
      throw new JetError('JET_errOutOfMemory', 'extend a file in memory', { cause });
    }
  }
}
