import { copyMatch } from './copy-match';
import { damaged, truncated } from './damage';
import {
  distanceShift,
  flagGroupBits,
  flagGroupSize,
  lengthField,
  matchLengthLeast,
  xpressHeaderSize,
  xpressSizeOffset,
} from './xpress-format';

/** The size that the header of an XPRESS (or LZ4) value states. */
export function shortSize(stored: Uint8Array): number {
  if (stored.length < xpressHeaderSize) throw truncated();
  return stored[xpressSizeOffset]! | (stored[xpressSizeOffset + 1]! << 8);
}

/**
 * Fills `target[start, end)`. Bytes before `start` are not history: a match that reaches them is damage.
 *
 * The loop keeps everything in locals and takes a run of literals at once: this is where reading tables
 * of text spends its time.
 */
export function decodeXpress(stored: Uint8Array, target: Uint8Array, start: number, end: number): void {
  const storedEnd = stored.length;
  let at = xpressHeaderSize;
  let to = start;
  let flags = 0;
  let flagsLeft = 0;
  // Position of the byte whose upper nibble is still to be used; 0, the header, means none.
  let nibbleAt = 0;
  while (to < end) {
    if (flagsLeft === 0) {
      if (at + flagGroupSize > storedEnd) throw truncated();
      flags = stored[at]! | (stored[at + 1]! << 8) | (stored[at + 2]! << 16) | (stored[at + 3]! << 24);
      at += flagGroupSize;
      flagsLeft = flagGroupBits;
    }
    if (flags >= 0) {
      let run = Math.clz32(flags);
      if (run > flagsLeft) run = flagsLeft;
      if (run > end - to) run = end - to;
      if (at + run > storedEnd) throw truncated();
      for (let i = 0; i < run; i++) target[to + i] = stored[at + i]!;
      at += run;
      to += run;
      flagsLeft -= run;
      // A shift by 32 would change nothing, but then no flag is left either.
      flags <<= run;
      continue;
    }
    flags <<= 1;
    flagsLeft--;
    if (at + 2 > storedEnd) throw truncated();
    const word = stored[at]! | (stored[at + 1]! << 8);
    at += 2;
    const distance = (word >>> distanceShift) + 1;
    let length = word & lengthField.word;
    if (length === lengthField.word) {
      let nibble: number;
      if (nibbleAt === 0) {
        if (at >= storedEnd) throw truncated();
        nibbleAt = at;
        nibble = stored[at++]! & 15;
      } else {
        nibble = stored[nibbleAt]! >>> 4;
        nibbleAt = 0;
      }
      length += nibble;
      if (nibble === lengthField.nibble) {
        if (at >= storedEnd) throw truncated();
        const byte = stored[at++]!;
        length += byte;
        if (byte === lengthField.byte) {
          const wide = wideLength(stored, at);
          at += wide > 0 ? 2 : 6;
          length = wide > 0 ? wide : -wide;
        }
      }
    }
    length += matchLengthLeast;
    if (distance > to - start) throw damaged(`a match ${distance} bytes back, ${to - start} bytes in`);
    // The last match may say more than is needed.
    if (length > end - to) length = end - to;
    copyMatch(target, to, distance, length);
    to += length;
  }
  checkEnd(stored, at, flagsLeft);
}

/**
 * The length behind a full byte: a u16, or after a u16 of 0 a u32. It is the whole length, not a
 * rest, so one that the shorter fields could hold is damage. Negative when it is the u32, so that one
 * number also tells how many bytes it took.
 */
function wideLength(stored: Uint8Array, at: number): number {
  if (at + 2 > stored.length) throw truncated();
  let length = stored[at]! | (stored[at + 1]! << 8);
  const isLong = length === 0;
  if (isLong) {
    if (at + 6 > stored.length) throw truncated();
    const low = stored[at + 2]! | (stored[at + 3]! << 8);
    length = low + (stored[at + 4]! | (stored[at + 5]! << 8)) * 0x10000;
  }
  if (length < lengthField.word + lengthField.nibble) throw damaged(`a long match of ${length} bytes`);
  return isLong ? -length : length;
}

/** The value is complete: nothing may follow but a group of flags that turned out not to be needed. */
function checkEnd(stored: Uint8Array, at: number, flagsLeft: number): void {
  const rest = stored.length - at;
  if (rest === 0) return;
  if (rest !== flagGroupSize || flagsLeft !== 0) throw damaged(`${rest} bytes behind its end`);
}
