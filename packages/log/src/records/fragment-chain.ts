import { limits } from '@esekit/core';

const firstBufferSize = 64 * 1024;

/**
 * Gathers a record that lies in several segments (20 §5.4). The buffer is reused from record to record
 * and grows with the bytes that are there, not with the size that the log claims.
 */
export class FragmentChain {
  #buffer = new Uint8Array(firstBufferSize);
  #view = new DataView(this.#buffer.buffer);
  #total = 0;
  #gathered = 0;
  /** Position of the record: that of its FragmentBegin. */
  isec = 0;
  ib = 0;

  get isOpen(): boolean {
    return this.#total !== 0;
  }

  /** Bytes still to come. */
  get remaining(): number {
    return this.#total - this.#gathered;
  }

  /** The gathered record, in one piece. */
  get bytes(): Uint8Array {
    return this.#buffer;
  }

  get view(): DataView {
    return this.#view;
  }

  get total(): number {
    return this.#total;
  }

  /** @returns false when the size is beyond the limit of one record */
  open(total: number, isec: number, ib: number): boolean {
    if (total > limits.logRecordBytesMost) return false;
    this.#total = total;
    this.#gathered = 0;
    this.isec = isec;
    this.ib = ib;
    return true;
  }

  /** Appends bytes; there are no more than {@link remaining}. */
  append(source: Uint8Array, from: number, to: number): void {
    const due = this.#gathered + to - from;
    if (due > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(due, 2 * this.#buffer.length));
      grown.set(this.#buffer.subarray(0, this.#gathered));
      this.#buffer = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#buffer.set(source.subarray(from, to), this.#gathered);
    this.#gathered = due;
  }

  close(): void {
    this.#total = 0;
    this.#gathered = 0;
  }
}
