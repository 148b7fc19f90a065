import { truncated } from '../damage';

/** Reads numbers from a part of some bytes, the lowest bit of each byte first. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  /** @param start,end positions in bits */
  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /**
   * The next bits without taking them; behind the end of the bytes they read 0.
   *
   * @param count 0 to 25: what one word holds at any position
   */
  peek(count: number): number {
    const at = this.#at >>> 3;
    const bytes = this.#bytes;
    const word =
      at + 4 <= bytes.length
        ? bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
        : lastWord(bytes, at);
    return (word >>> (this.#at & 7)) & ((1 << count) - 1);
  }

  /** @throws JET_errDecompressionFailed when the part has fewer bits left */
  skip(count: number): void {
    if (count > this.#end - this.#at) throw truncated();
    this.#at += count;
  }

  /** @param count 0 to 32 */
  read(count: number): number {
    if (count > 16) {
      const low = this.read(16);
      return low + this.read(count - 16) * 0x10000;
    }
    const bits = this.peek(count);
    this.skip(count);
    return bits;
  }
}

function lastWord(bytes: Uint8Array, at: number): number {
  let word = 0;
  for (let i = 0; at + i < bytes.length; i++) word |= bytes[at + i]! << (8 * i);
  return word;
}
