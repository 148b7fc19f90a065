import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import {
  correctBlock,
  eccChecksum,
  locateWrongBit,
  type BlockKind,
  type EccChecksum,
} from '../../src/checksum/ecc';
import { flipBit, sameBytes } from '../fixture/files';
import { naiveChecksum } from '../fixture/naive-ecc';

const kinds: readonly BlockKind[] = ['header', 'continuation'];
const blockSizes = [2048, 4096, 8192];

function blockOfBits(size: number, bits: readonly number[]): Uint8Array {
  const block = new Uint8Array(size);
  for (const bit of bits) flipBit(block, bit);
  return block;
}

/** As the document writes them: ecc and xor as one number of 16 hex digits. */
function hex({ ecc, xor }: EccChecksum): string {
  return [ecc, xor].map((half) => half.toString(16).toUpperCase().padStart(8, '0')).join('');
}

describe('the checksum of synthetic blocks', () => {
  it.each([
    [4096, [], '0000000000000001'],
    [4096, [64], '7FBF004000000000'],
    [4096, [65], '7FBE004100000003'],
    [4096, [301], '7ED2012D00002001'],
    [4096, [32767], '00007FFF80000001'],
    [4096, [301, 32767], '7ED27ED280002001'],
    [4096, [1000, 20000], '4DC84DC800000100'],
    [8192, [64], 'FFBF004000000000'],
    [8192, [65535], '0000FFFF80000001'],
    [8192, [301, 65535], 'FED2FED280002001'],
  ])('%i bytes with bits %j', (size, bits, expected) => {
    for (const kind of kinds) expect(hex(eccChecksum(blockOfBits(size, bits), 1, kind))).toBe(expected);
  });

  it.each([
    [4096, 'header', '7FCA00352C3C2C19'],
    [4096, 'continuation', '0000000000000005'],
    [8192, 'header', 'FFCA00352C3C2C19'],
  ] as const)('the pattern block of %i bytes as a %s', (size, kind, expected) => {
    const block = Uint8Array.from({ length: size }, (_, i) => 7 * i + 3);
    expect(hex(eccChecksum(block, 5, kind))).toBe(expected);
  });
});

describe('against the definition, bit by bit', () => {
  it('agrees on random blocks of every size, kind and density', () => {
    const random = seededRandom(seedForRun('ecc definition'));
    const different: string[] = [];
    for (let round = 0; round < 120; round++) {
      const block = new Uint8Array(random.pick(blockSizes));
      if (round % 2 === 0) random.fill(block);
      else for (let i = random.below(40); i > 0; i--) flipBit(block, random.below(8 * block.length));
      const pgno = random.below(0x7fefffff);
      for (const kind of kinds) {
        const expected = naiveChecksum(block, pgno, kind === 'header');
        if (hex(eccChecksum(block, pgno, kind)) !== hex(expected)) different.push(`${kind} ${block.length}`);
      }
    }
    expect(different).toEqual([]);
  });

  it('the page number is in the XOR half only', () => {
    const block = seededRandom(1).fill(new Uint8Array(4096));
    const one = eccChecksum(block, 1, 'header');
    const other = eccChecksum(block, 0x7abcdef0, 'header');
    expect(other.ecc).toBe(one.ecc);
    expect((other.xor ^ one.xor) >>> 0).toBe(0x7abcdef1);
  });

  it('ignores the checksum field of a header block, and nothing of a continuation block', () => {
    const block = seededRandom(2).fill(new Uint8Array(4096));
    const header = hex(eccChecksum(block, 1, 'header'));
    const continuation = hex(eccChecksum(block, 1, 'continuation'));
    for (let bit = 0; bit < 64; bit++) {
      flipBit(block, bit);
      expect(hex(eccChecksum(block, 1, 'header'))).toBe(header);
      expect(hex(eccChecksum(block, 1, 'continuation'))).not.toBe(continuation);
      flipBit(block, bit);
    }
  });
});

describe('locating a wrong bit', () => {
  const stored: EccChecksum = { xor: 0x12345678, ecc: 0 };

  it('needs a difference in one bit of the XOR half', () => {
    expect(locateWrongBit(stored, { xor: 0x12345678, ecc: 0x7fff }, 4096)).toBeUndefined();
    expect(locateWrongBit(stored, { xor: 0x1234567b, ecc: 0x7fff0000 }, 4096)).toBeUndefined();
    expect(locateWrongBit(stored, { xor: 0x92345678, ecc: 0x7fff0000 }, 4096)).toBe(0);
  });

  it('needs index halves that are each other’s complement', () => {
    expect(locateWrongBit(stored, { xor: 0x12345679, ecc: 0x7e7d0182 }, 4096)).toBe(0x182);
    expect(locateWrongBit(stored, { xor: 0x12345679, ecc: 0x7e7d0183 }, 4096)).toBeUndefined();
  });

  it.each(blockSizes)('finds each bit of a block of %i bytes and puts it right', (size) => {
    const random = seededRandom(seedForRun(`locate ${size}`));
    const original = random.fill(new Uint8Array(size));
    const failed: string[] = [];
    for (const kind of kinds) {
      const checksum = eccChecksum(original, 9, kind);
      for (let round = 0; round < 400; round++) {
        const bit = (kind === 'header' ? 64 : 0) + random.below(8 * size - 64);
        const block = original.slice();
        flipBit(block, bit);
        const expected = kind === 'header' && bit === 301 ? undefined : bit;
        const found = correctBlock(block, checksum, 9, kind);
        if (found !== expected) failed.push(`${kind} bit ${bit}: ${found}`);
        if (expected !== undefined && !sameBytes(block, original)) failed.push(`${kind} bit ${bit} differs`);
      }
    }
    expect(failed).toEqual([]);
  });

  it('never corrects bit 301 of a header block, but does in a continuation block', () => {
    for (const kind of kinds) {
      const block = seededRandom(3).fill(new Uint8Array(4096));
      const checksum = eccChecksum(block, 1, kind);
      flipBit(block, 301);
      const damaged = block.slice();
      expect(correctBlock(block, checksum, 1, kind)).toBe(kind === 'header' ? undefined : 301);
      expect(sameBytes(block, damaged)).toBe(kind === 'header');
    }
  });

  it('leaves the block as it was when the located bit does not explain everything', () => {
    const block = seededRandom(4).fill(new Uint8Array(4096));
    const checksum = eccChecksum(block, 1, 'header');
    flipBit(block, 12345);
    const damaged = block.slice();
    // Bit 15 of the index half stands outside the indices of a block this small.
    const torn = { ...checksum, ecc: (checksum.ecc ^ 0x8000) >>> 0 };
    expect(correctBlock(block, torn, 1, 'header')).toBeUndefined();
    expect(sameBytes(block, damaged)).toBe(true);
  });
});
