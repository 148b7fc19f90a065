import { copyMatch } from './copy-match';
import { damaged, truncated } from './damage';

/**
 * Scheme 7 (12 §5.6): the header of XPRESS with another first byte, then one LZ4 block.
 *
 * A block is a row of sequences: a token with both lengths, literals, a u16 distance. A length nibble of
 * 15 goes on in bytes until one is not 255. The last sequence ends behind its literals.
 */
const headerSize = 3;
const lengthNibbleMost = 15;
const lengthByteMost = 255;
const matchLengthLeast = 4;

/** Fills `target[start, end)`. */
export function decodeLz4(stored: Uint8Array, target: Uint8Array, start: number, end: number): void {
  const storedEnd = stored.length;
  let at = headerSize;
  let to = start;
  for (;;) {
    if (at >= storedEnd) throw truncated();
    const token = stored[at++]!;
    let literals = token >>> 4;
    if (literals === lengthNibbleMost) {
      const first = at;
      at = endOfLength(stored, at);
      literals += lengthBetween(stored, first, at);
    }
    if (literals > storedEnd - at) throw truncated();
    if (literals > end - to) throw damaged('more literals than the value has bytes');
    for (let i = 0; i < literals; i++) target[to + i] = stored[at + i]!;
    at += literals;
    to += literals;
    if (at === storedEnd) break;
    if (at + 2 > storedEnd) throw truncated();
    const distance = stored[at]! | (stored[at + 1]! << 8);
    at += 2;
    let length = (token & lengthNibbleMost) + matchLengthLeast;
    if (length === lengthNibbleMost + matchLengthLeast) {
      const first = at;
      at = endOfLength(stored, at);
      length += lengthBetween(stored, first, at);
    }
    if (distance === 0 || distance > to - start) {
      throw damaged(`a match ${distance} bytes back, ${to - start} bytes in`);
    }
    if (length > end - to) throw damaged('a match reaches beyond the end of the value');
    copyMatch(target, to, distance, length);
    to += length;
  }
  if (to !== end) throw damaged(`${to - start} bytes where its header says ${end - start}`);
}

/** The position behind the bytes of a continued length. */
function endOfLength(stored: Uint8Array, at: number): number {
  while (at < stored.length && stored[at] === lengthByteMost) at++;
  if (at >= stored.length) throw truncated();
  return at + 1;
}

/** What the bytes of a continued length, all full but the last, add up to. */
function lengthBetween(stored: Uint8Array, first: number, end: number): number {
  return (end - 1 - first) * lengthByteMost + stored[end - 1]!;
}
