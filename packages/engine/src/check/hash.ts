import type { NodeView } from '@esekit/pages';

const basisA = 0x811c9dc5;
const basisB = 0x9747b28c;
const primeA = 0x01000193;
const primeB = 0x85ebca6b;

/**
 * A hash of 64 bits in two halves, made of runs of bytes. It is for finding differences that damage has
 * made, not ones that somebody wants to hide.
 */
export class Hash {
  a = 0;
  b = 0;

  reset(): this {
    this.a = basisA;
    this.b = basisB;
    return this;
  }

  add(bytes: Uint8Array, start: number, end: number): this {
    let { a, b } = this;
    for (let i = start; i < end; i++) {
      const byte = bytes[i]!;
      a = Math.imul(a ^ byte, primeA);
      b = Math.imul(b + byte + 1, primeB);
      b ^= b >>> 15;
    }
    this.a = a;
    this.b = b;
    return this;
  }

  /** The key of a node: its part of the page's prefix, then its suffix. */
  addKey(node: NodeView): this {
    this.add(node.bytes, node.prefixStart, node.prefixStart + node.cbPrefix);
    return this.add(node.bytes, node.suffixStart, node.suffixStart + node.cbSuffix);
  }

  addData(node: NodeView): this {
    return this.add(node.bytes, node.dataStart, node.dataStart + node.cbData);
  }
}

/**
 * The sum of the hashes of a set of pairs, whatever their order: two sets with the same sum are the same,
 * but for one chance in 2^64.
 */
export class HashSum {
  count = 0;
  #a = 0;
  #b = 0;

  /** Adds a pair as often as told; a negative number takes it out again. */
  add(first: Hash, second: Hash, times = 1): void {
    this.count += times;
    this.#a = (this.#a + Math.imul(scramble(first.a ^ rotate(second.b)), times)) | 0;
    this.#b = (this.#b + Math.imul(scramble(first.b + Math.imul(second.a, primeB)), times)) | 0;
  }

  equals(other: HashSum): boolean {
    return this.count === other.count && this.#a === other.#a && this.#b === other.#b;
  }
}

function rotate(value: number): number {
  return (value << 13) | (value >>> 19);
}

/** Spreads every bit over the word, because sums of related numbers are related. */
function scramble(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Both halves in one number that a Set can hold. */
export function packed(hash: Hash): number {
  return (hash.a >>> 0) * 0x20_0000 + (hash.b >>> 11);
}
