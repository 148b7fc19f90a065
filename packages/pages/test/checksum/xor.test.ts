import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { hasGoodXorChecksum, stampXorChecksum, xorChecksum } from '../../src/checksum/xor';
import { flipBit } from '../fixture/files';
import { headerVector } from '../header/header-vectors';

describe('the XOR checksum', () => {
  it.each([
    ['H1', 0x98a810d4],
    ['H2', 0x75cd211a],
  ] as const)('of header vector %s', (name, checksum) => {
    const image = headerVector(name);
    expect(xorChecksum(image)).toBe(checksum);
    expect(hasGoodXorChecksum(image)).toBe(true);
  });

  it('of the pattern block', () => {
    const block = Uint8Array.from({ length: 4096 }, (_, i) => 7 * i + 3);
    expect(xorChecksum(block)).toBe(0x91bac7ec);
  });

  it('of nothing is its seed, so that a blank header is not intact', () => {
    expect(xorChecksum(new Uint8Array(4096))).toBe(0x89abcdef);
    expect(hasGoodXorChecksum(new Uint8Array(4096))).toBe(false);
  });

  it('finds every single wrong bit', () => {
    const random = seededRandom(seedForRun('xor'));
    const image = random.fill(new Uint8Array(2048));
    stampXorChecksum(image);
    const missed: number[] = [];
    for (let bit = 0; bit < 8 * image.length; bit++) {
      flipBit(image, bit);
      if (hasGoodXorChecksum(image)) missed.push(bit);
      flipBit(image, bit);
    }
    expect(missed).toEqual([]);
    expect(hasGoodXorChecksum(image)).toBe(true);
  });

  it('does not see two wrong bits in the same place of two words', () => {
    const image = headerVector('H1');
    flipBit(image, 8 * 1000);
    flipBit(image, 8 * 2000);
    expect(hasGoodXorChecksum(image)).toBe(true);
  });

  it('is taken at any alignment', () => {
    const image = headerVector('H1');
    const shifted = new Uint8Array(image.length + 3);
    shifted.set(image, 3);
    expect(xorChecksum(shifted.subarray(3))).toBe(0x98a810d4);
  });
});
