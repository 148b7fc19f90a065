import { damaged, truncated } from './damage';
import { lastBitsMask, sevenBitHeaderSize, symbolBits } from './seven-bit-format';

/**
 * The number of symbols of a stored form.
 *
 * @throws JET_errDecompressionFailed when the bits are no whole number of symbols: no writer leaves a part
 */
export function sevenBitSymbols(stored: Uint8Array): number {
  if (stored.length <= sevenBitHeaderSize) throw truncated();
  const bits = (stored.length - sevenBitHeaderSize - 1) * 8 + (stored[0]! & lastBitsMask) + 1;
  if (bits % symbolBits !== 0) throw damaged(`${bits} bits are not a whole number of 7-bit symbols`);
  return bits / symbolBits;
}

/** Writes one byte per symbol to `target[start, end)`, whose size is {@link sevenBitSymbols}. */
export function decodeSevenBitAscii(
  stored: Uint8Array,
  target: Uint8Array,
  start: number,
  end: number,
): void {
  let at = sevenBitHeaderSize;
  let to = start;
  // Seven bytes hold eight symbols; two overlapping words keep all shifts inside 32 bits.
  for (const last = end - 8; to <= last; to += 8, at += 7) {
    const low = stored[at]! | (stored[at + 1]! << 8) | (stored[at + 2]! << 16) | (stored[at + 3]! << 24);
    const high = (low >>> 28) | (stored[at + 4]! << 4) | (stored[at + 5]! << 12) | (stored[at + 6]! << 20);
    target[to] = low & 0x7f;
    target[to + 1] = (low >>> 7) & 0x7f;
    target[to + 2] = (low >>> 14) & 0x7f;
    target[to + 3] = (low >>> 21) & 0x7f;
    target[to + 4] = high & 0x7f;
    target[to + 5] = (high >>> 7) & 0x7f;
    target[to + 6] = (high >>> 14) & 0x7f;
    target[to + 7] = high >>> 21;
  }
  for (let bit = at * 8; to < end; to++, bit += symbolBits) target[to] = symbolAt(stored, bit);
}

/** Writes two bytes per symbol, the second of them 0. */
export function decodeSevenBitUnicode(
  stored: Uint8Array,
  target: Uint8Array,
  start: number,
  end: number,
): void {
  let at = sevenBitHeaderSize;
  let to = start;
  target.fill(0, start, end);
  for (const last = end - 16; to <= last; to += 16, at += 7) {
    const low = stored[at]! | (stored[at + 1]! << 8) | (stored[at + 2]! << 16) | (stored[at + 3]! << 24);
    const high = (low >>> 28) | (stored[at + 4]! << 4) | (stored[at + 5]! << 12) | (stored[at + 6]! << 20);
    target[to] = low & 0x7f;
    target[to + 2] = (low >>> 7) & 0x7f;
    target[to + 4] = (low >>> 14) & 0x7f;
    target[to + 6] = (low >>> 21) & 0x7f;
    target[to + 8] = high & 0x7f;
    target[to + 10] = (high >>> 7) & 0x7f;
    target[to + 12] = (high >>> 14) & 0x7f;
    target[to + 14] = high >>> 21;
  }
  for (let bit = at * 8; to < end; to += 2, bit += symbolBits) target[to] = symbolAt(stored, bit);
}

function symbolAt(stored: Uint8Array, bit: number): number {
  const at = bit >>> 3;
  // The last symbol may end with the last byte; what a byte behind it would add is masked off.
  const next = at + 1 < stored.length ? stored[at + 1]! : 0;
  return ((stored[at]! | (next << 8)) >>> (bit & 7)) & 0x7f;
}
