/**
 * The XOR + ECC checksum of one block (02 §3.2): pages, blocks of large pages, log segments and
 * flush-map pages. 64 bits: `xor` at +0 says that something is wrong, `ecc` at +4 says which bit.
 *
 * This is the plain implementation that everything faster is tested against.
 */
export interface EccChecksum {
  /** XOR of all 32-bit words and the page number. */
  readonly xor: number;
  /** Index sums of the 1 bits: complemented indices in the high half, indices in the low half. */
  readonly ecc: number;
}

/** A block that starts with its own 8-byte checksum field, or one whose checksum stands elsewhere. */
export type BlockKind = 'header' | 'continuation';

const checksumFieldSize = 8;

/** Index of the flag bit 0x2000 at offset 36: it selects the format, so it is never corrected (02 §3.3). */
export const formatFlagBit = 301;

function parity(word: number): number {
  let p = word ^ (word >>> 16);
  p ^= p >>> 8;
  p ^= p >>> 4;
  return (0x6996 >>> (p & 15)) & 1;
}

/**
 * @param block 2048, 4096 or 8192 bytes
 * @param pgno page number, or what takes its place (sector of a log segment)
 */
export function eccChecksum(block: Uint8Array, pgno: number, kind: BlockKind): EccChecksum {
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  let all = 0;
  let oddWords = 0;
  for (let i = kind === 'header' ? checksumFieldSize : 0; i < block.length; i += 4) {
    const word = view.getUint32(i, true);
    all ^= word;
    // Index bits 5 and up are the word's number, and count once for each 1 bit in it.
    if (parity(word) === 1) oddWords ^= i >> 2;
  }
  const withinWord =
    parity(all & 0xaaaaaaaa) |
    (parity(all & 0xcccccccc) << 1) |
    (parity(all & 0xf0f0f0f0) << 2) |
    (parity(all & 0xff00ff00) << 3) |
    (parity(all & 0xffff0000) << 4);
  const low = (oddWords << 5) | withinWord;
  const high = parity(all) === 1 ? low ^ (8 * block.length - 1) : low;
  return { xor: (all ^ pgno) >>> 0, ecc: ((high << 16) | low) >>> 0 };
}

export function readEccChecksum(bytes: Uint8Array, offset: number): EccChecksum {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { xor: view.getUint32(offset, true), ecc: view.getUint32(offset + 4, true) };
}

export function writeEccChecksum(bytes: Uint8Array, offset: number, checksum: EccChecksum): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setUint32(offset, checksum.xor, true);
  view.setUint32(offset + 4, checksum.ecc, true);
}

export function equalEccChecksums(a: EccChecksum, b: EccChecksum): boolean {
  return a.xor === b.xor && a.ecc === b.ecc;
}

/**
 * The index of the one wrong bit that explains the difference, or `undefined` when no single bit of
 * a block of `size` bytes does (02 §3.3 step 3).
 */
export function locateWrongBit(stored: EccChecksum, computed: EccChecksum, size: number): number | undefined {
  const mask = 8 * size - 1;
  const difference = (stored.ecc ^ computed.ecc) >>> 0;
  const words = (stored.xor ^ computed.xor) >>> 0;
  const isOneBit = words !== 0 && (words & (words - 1)) === 0;
  if (!isOneBit || (((difference >>> 16) ^ difference) & mask) !== mask) return undefined;
  return difference & mask;
}

/**
 * Corrects a single wrong bit of `block` in place.
 *
 * @returns the bit's index; `undefined`, with the block as it was, when it cannot be corrected
 */
export function correctBlock(
  block: Uint8Array,
  stored: EccChecksum,
  pgno: number,
  kind: BlockKind,
): number | undefined {
  const bit = locateWrongBit(stored, eccChecksum(block, pgno, kind), block.length);
  if (bit === undefined) return undefined;
  if (kind === 'header' && (bit === formatFlagBit || bit < 8 * checksumFieldSize)) return undefined;
  block[bit >> 3]! ^= 1 << (bit & 7);
  if (equalEccChecksums(eccChecksum(block, pgno, kind), stored)) return bit;
  block[bit >> 3]! ^= 1 << (bit & 7);
  return undefined;
}
