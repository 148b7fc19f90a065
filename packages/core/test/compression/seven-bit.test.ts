import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { decompress, decompressedSize } from '../../src/compression';
import { encodeSevenBitAscii, encodeSevenBitUnicode } from '../../src/compression/seven-bit-encoder';
import { ascii, errorOf, fromHex, randomText, utf16 } from './bytes';

describe('the stored form of 7-bit text', () => {
  it('is that of real files', () => {
    const stored = fromHex('0E E1 70 38 1C 0E 87 C3 E1 70 38 1C 0E 87 C3 61');
    expect(decompress(stored)).toEqual({ kind: 'data', bytes: ascii('a'.repeat(17)) });
    expect(encodeSevenBitAscii(ascii('a'.repeat(17)))).toEqual(stored);
  });

  it('says in its header how much of the last byte is used', () => {
    // 16 symbols are 112 bits, so the last byte is full; one more leaves 7 bits of another.
    expect(encodeSevenBitAscii(ascii('x'.repeat(16)))).toHaveLength(15);
    expect(encodeSevenBitAscii(ascii('x'.repeat(16)))![0]).toBe((1 << 3) | 7);
    expect(encodeSevenBitAscii(ascii('x'.repeat(17)))![0]).toBe((1 << 3) | 6);
    expect(encodeSevenBitUnicode(utf16('x'.repeat(16)))![0]).toBe((2 << 3) | 7);
    expect(encodeSevenBitUnicode(utf16('ab'))).toEqual(fromHex('15 61 31'));
  });

  it('exists only when it is smaller', () => {
    for (const length of [0, 1, 7, 8, 15])
      expect(encodeSevenBitAscii(ascii('x'.repeat(length)))).toBeUndefined();
    expect(encodeSevenBitUnicode(utf16(''))).toBeUndefined();
    expect(encodeSevenBitUnicode(utf16('a'))).toBeUndefined();
    expect(encodeSevenBitUnicode(utf16('ab'))).toHaveLength(3);
  });

  it('exists only for symbols below 0x80', () => {
    expect(encodeSevenBitAscii(ascii(`${'x'.repeat(30)}é`))).toBeUndefined();
    expect(encodeSevenBitUnicode(utf16(`${'x'.repeat(30)}é`))).toBeUndefined();
    expect(encodeSevenBitUnicode(utf16(`${'x'.repeat(30)}Ж`))).toBeUndefined();
    expect(encodeSevenBitUnicode(utf16('x'.repeat(30)).subarray(1))).toBeUndefined();
    expect(encodeSevenBitUnicode(utf16('x'.repeat(30)).subarray(0, 59))).toBeUndefined();
  });
});

describe('round trips', () => {
  it('at every length', () => {
    const random = seededRandom(seedForRun('7-bit lengths'));
    const text = String.fromCharCode(...Array.from({ length: 300 }, () => random.below(128)));
    for (let length = 2; length <= 300; length++) {
      const narrow = ascii(text.slice(0, length));
      const stored = encodeSevenBitAscii(narrow);
      if (stored) expect(decompress(stored, length)).toEqual({ kind: 'data', bytes: narrow });
      else expect(length).toBeLessThan(16);
      const wide = utf16(text.slice(0, length));
      expect(decompress(encodeSevenBitUnicode(wide)!, 2 * length)).toEqual({ kind: 'data', bytes: wide });
    }
  });

  it('of a whole chunk', () => {
    const text = randomText(seededRandom(seedForRun('7-bit chunk')), 8150);
    expect(decompress(encodeSevenBitAscii(ascii(text))!, 8150)).toEqual({ kind: 'data', bytes: ascii(text) });
  });
});

describe('damage', () => {
  it('is a header without symbols', () => {
    for (const header of ['08', '0F', '10', '17']) {
      expect(errorOf(() => decompress(fromHex(header)))).toBe('JET_errDecompressionFailed');
    }
  });

  it('is a part of a symbol, which no writer leaves', () => {
    const stored = encodeSevenBitAscii(ascii('x'.repeat(17)))!;
    for (let bits = 0; bits < 8; bits++) {
      stored[0] = (1 << 3) | bits;
      const size = (stored.length - 2) * 8 + bits + 1;
      if (size % 7 === 0) expect(decompressedSize(stored)).toBe(size / 7);
      else expect(errorOf(() => decompress(stored))).toBe('JET_errDecompressionFailed');
    }
  });
});
