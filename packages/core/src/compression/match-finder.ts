const hashBits = 12;
const hashedBytes = 3;

/** Candidates per position: bounds the work on data that repeats itself everywhere. */
const candidatesMost = 12;

/** A match this long is taken without looking for a longer one. */
const lengthGoodEnough = 64;

/**
 * Finds earlier occurrences of the bytes at a position: the positions with the same hash of three bytes
 * form a chain, the latest first.
 */
export class MatchFinder {
  /** Distance of the match that {@link find} returned last. */
  distance = 0;
  readonly #bytes: Uint8Array;
  readonly #distanceMost: number;
  /** Per hash the latest position, plus 1; 0 means none. */
  readonly #heads = new Int32Array(1 << hashBits);
  /** Per position the one before it in its chain, in the same form. */
  readonly #earlier: Int32Array;

  constructor(bytes: Uint8Array, distanceMost: number) {
    this.#bytes = bytes;
    this.#distanceMost = distanceMost;
    this.#earlier = new Int32Array(bytes.length);
  }

  /** Length of the longest match at `at` among the candidates, 0 when there is none. */
  find(at: number): number {
    const bytes = this.#bytes;
    const room = bytes.length - at;
    if (room < hashedBytes) return 0;
    let best = 0;
    let candidate = this.#heads[this.#hash(at)]! - 1;
    for (let n = candidatesMost; n > 0 && candidate >= 0; n--) {
      if (at - candidate > this.#distanceMost) break;
      // Only a candidate that agrees at the end of the best match can be longer.
      if (bytes[candidate + best] === bytes[at + best]) {
        let length = 0;
        while (length < room && bytes[candidate + length] === bytes[at + length]) length++;
        if (length > best) {
          best = length;
          this.distance = at - candidate;
          if (length >= lengthGoodEnough || length === room) break;
        }
      }
      candidate = this.#earlier[candidate]! - 1;
    }
    return best;
  }

  /** Makes the `count` positions from `at` on candidates for later ones. */
  insert(at: number, count: number): void {
    const end = Math.min(at + count, this.#bytes.length - hashedBytes + 1);
    for (let i = at; i < end; i++) {
      const hash = this.#hash(i);
      this.#earlier[i] = this.#heads[hash]!;
      this.#heads[hash] = i + 1;
    }
  }

  #hash(at: number): number {
    const bytes = this.#bytes;
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
    return Math.imul(word, 0x9e3779b1) >>> (32 - hashBits);
  }
}
