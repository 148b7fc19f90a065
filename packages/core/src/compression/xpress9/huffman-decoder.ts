import { damaged } from '../damage';
import type { BitReader } from './bit-reader';

/** The longest code a table may have (12 §5.4). */
export const codeLengthMost = 27;

/** Codes up to this length are decoded by one look into a table. */
const fastBits = 10;

/** An entry of the fast table: the symbol and, in the low bits, the length of its code. */
const entryShift = 5;

/**
 * Decodes the canonical code of a list of lengths. Codes are sent from their highest bit on, so the
 * fast table is indexed by the reversed code.
 */
export class HuffmanDecoder {
  readonly #fast = new Uint16Array(1 << fastBits);
  /** Symbols in the order of their codes. */
  readonly #symbols: Uint16Array;
  readonly #counts = new Uint16Array(codeLengthMost + 1);

  /**
   * @param lengths per symbol, 0 for one that does not occur, none above {@link codeLengthMost}
   * @throws JET_errDecompressionFailed when there are more codes than the lengths leave room for
   */
  constructor(lengths: Uint8Array) {
    for (let i = 0; i < lengths.length; i++) if (lengths[i]! > 0) this.#counts[lengths[i]!]!++;
    let used = 0;
    let room = 1;
    const firsts = new Uint16Array(codeLengthMost + 2);
    for (let length = 1; length <= codeLengthMost; length++) {
      const count = this.#counts[length]!;
      firsts[length + 1] = used + count;
      used += count;
      room = room * 2 - count;
      if (room < 0) throw damaged('a Huffman table with too many codes');
    }
    this.#symbols = new Uint16Array(used);
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const length = lengths[symbol]!;
      if (length > 0) this.#symbols[firsts[length]!++] = symbol;
    }
    // The only symbol of a table takes one bit, whose value means nothing.
    if (used === 1) this.#fast.fill((this.#symbols[0]! << entryShift) | 1);
    else this.#fillFast();
  }

  /** @throws JET_errDecompressionFailed when the bits are no code, or run out */
  decode(reader: BitReader): number {
    const entry = this.#fast[reader.peek(fastBits)]!;
    if (entry === 0) return this.#decodeLong(reader);
    reader.skip(entry & ((1 << entryShift) - 1));
    return entry >>> entryShift;
  }

  #fillFast(): void {
    let code = 0;
    let index = 0;
    for (let length = 1; length <= fastBits; length++) {
      for (let n = this.#counts[length]!; n > 0; n--) {
        const entry = (this.#symbols[index++]! << entryShift) | length;
        const first = reversed(code++, length);
        for (let i = first; i < 1 << fastBits; i += 1 << length) this.#fast[i] = entry;
      }
      code *= 2;
    }
  }

  /** One bit after the other; also finds out that there is no such code. */
  #decodeLong(reader: BitReader): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= codeLengthMost; length++) {
      code = code * 2 + reader.read(1);
      const count = this.#counts[length]!;
      if (code - first < count) return this.#symbols[index + code - first]!;
      index += count;
      first = (first + count) * 2;
    }
    throw damaged('bits that are no Huffman code');
  }
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let i = 0; i < length; i++) result |= ((code >>> i) & 1) << (length - 1 - i);
  return result;
}
