import { compressionScheme, schemeShift, shortSizeMost } from './schemes';
import {
  distanceShift,
  flagGroupBits,
  flagGroupSize,
  lengthField,
  matchDistanceMost,
  matchLengthLeast,
  xpressHeaderSize,
} from './xpress-format';
import { MatchFinder } from './match-finder';

/** The most that comes on top of a full buffer: two flag groups and a match with all but the u32 length. */
const overrunMost = 2 * flagGroupSize + 2 + 1 + 1 + 2;

/**
 * The stored form of a value, or undefined when it is not smaller than the value.
 *
 * Takes the longest match it finds at each position; the engine reads any valid stream, so how hard a
 * writer searches is its own business.
 */
export function encodeXpress(value: Uint8Array): Uint8Array | undefined {
  if (value.length <= xpressHeaderSize || value.length > shortSizeMost) return undefined;
  const writer = new XpressWriter(value.length);
  const finder = new MatchFinder(value, matchDistanceMost);
  for (let at = 0; at < value.length;) {
    if (writer.size >= value.length) return undefined;
    const length = finder.find(at);
    if (length < matchLengthLeast) {
      writer.literal(value[at]!);
      finder.insert(at, 1);
      at += 1;
    } else {
      writer.match(finder.distance, length);
      finder.insert(at, length);
      at += length;
    }
  }
  const stored = writer.finish();
  return stored.length < value.length ? stored : undefined;
}

class XpressWriter {
  readonly #bytes: Uint8Array;
  #to = xpressHeaderSize;
  #flags = 0;
  #flagsAt = 0;
  #flagsLeft = 0;
  /** Position of the byte whose upper nibble is free; 0, the header, means none. */
  #nibbleAt = 0;

  constructor(valueSize: number) {
    this.#bytes = new Uint8Array(valueSize + overrunMost);
    this.#bytes[0] = compressionScheme.xpress << schemeShift;
    this.#bytes[1] = valueSize;
    this.#bytes[2] = valueSize >>> 8;
  }

  get size(): number {
    return this.#to;
  }

  literal(byte: number): void {
    this.#flag(0);
    this.#bytes[this.#to++] = byte;
  }

  match(distance: number, length: number): void {
    this.#flag(1);
    const over = length - matchLengthLeast;
    this.#u16(((distance - 1) << distanceShift) | Math.min(over, lengthField.word));
    if (over < lengthField.word) return;
    const beyondWord = over - lengthField.word;
    this.#nibble(Math.min(beyondWord, lengthField.nibble));
    if (beyondWord < lengthField.nibble) return;
    const beyondNibble = beyondWord - lengthField.nibble;
    this.#bytes[this.#to++] = Math.min(beyondNibble, lengthField.byte);
    // A value has at most 65535 bytes, so the u32 form of a length is never needed.
    if (beyondNibble >= lengthField.byte) this.#u16(over);
  }

  /**
   * Closes the last group of flags: those not used are 1. A full group is followed by one of its own, so
   * that readers which look for the end of the stream in the flags find it there.
   */
  finish(): Uint8Array {
    if (this.#flagsLeft === 0) this.#startGroup();
    const unused = this.#flagsLeft === flagGroupBits ? -1 : (1 << this.#flagsLeft) - 1;
    this.#putFlags((this.#flags << this.#flagsLeft) | unused);
    return this.#bytes.slice(0, this.#to);
  }

  #flag(bit: 0 | 1): void {
    if (this.#flagsLeft === 0) this.#startGroup();
    this.#flags = (this.#flags << 1) | bit;
    if (--this.#flagsLeft === 0) this.#putFlags(this.#flags);
  }

  #startGroup(): void {
    this.#flagsAt = this.#to;
    this.#to += flagGroupSize;
    this.#flagsLeft = flagGroupBits;
  }

  #putFlags(flags: number): void {
    for (let i = 0; i < flagGroupSize; i++) this.#bytes[this.#flagsAt + i] = flags >>> (8 * i);
  }

  #nibble(value: number): void {
    if (this.#nibbleAt === 0) {
      this.#nibbleAt = this.#to;
      this.#bytes[this.#to++] = value;
    } else {
      this.#bytes[this.#nibbleAt]! |= value << 4;
      this.#nibbleAt = 0;
    }
  }

  #u16(value: number): void {
    this.#bytes[this.#to++] = value;
    this.#bytes[this.#to++] = value >>> 8;
  }
}
