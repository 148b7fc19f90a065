import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { compress, compressionScheme, decompress } from '../../src/compression';
import { looksRandom } from '../../src/compression/random-data';
import { ascii, randomBytes, randomText, utf16 } from './bytes';
import { limits } from '../../src/limits';

const random = seededRandom(seedForRun('choice of a scheme'));
const schemeOf = (stored: Uint8Array | undefined): number | undefined => stored && stored[0]! >>> 3;
const { sevenBitAscii, sevenBitUnicode, xpress } = compressionScheme;

describe('the choice of a scheme', () => {
  it('is 7-bit below 1024 bytes', () => {
    expect(schemeOf(compress(ascii('a'.repeat(1023))))).toBe(sevenBitAscii);
    expect(schemeOf(compress(utf16('a'.repeat(511))))).toBe(sevenBitUnicode);
    expect(compress(ascii('é'.repeat(500)))).toBeUndefined();
  });

  it('is XPRESS from 1024 bytes on', () => {
    expect(schemeOf(compress(ascii('a'.repeat(1024))))).toBe(xpress);
    expect(schemeOf(compress(utf16('a'.repeat(512))))).toBe(xpress);
    expect(schemeOf(compress(ascii('é'.repeat(600))))).toBe(xpress);
  });

  it('is 7-bit Unicode where XPRESS takes more', () => {
    const letters = Array.from({ length: 1000 }, () => String.fromCharCode(random.below(128))).join('');
    expect(schemeOf(compress(utf16(letters)))).toBe(sevenBitUnicode);
  });

  it('is 7-bit ASCII for long values only where XPRESS has failed', () => {
    const noise = Uint8Array.from({ length: 2000 }, () => random.below(128));
    expect(schemeOf(compress(noise))).toBe(sevenBitAscii);
    // XPRESS saves a little here; 7-bit ASCII would save more.
    expect(schemeOf(compress(Uint8Array.from([...noise, ...new Uint8Array(400)])))).toBe(xpress);
  });

  it('can be limited', () => {
    const value = ascii('abc'.repeat(1000));
    expect(schemeOf(compress(value, { allowsXpress: false }))).toBe(sevenBitAscii);
    expect(schemeOf(compress(value, { xpressBytesLeast: 3001 }))).toBe(sevenBitAscii);
    expect(schemeOf(compress(value.subarray(0, 100), { xpressBytesLeast: 100 }))).toBe(xpress);
    expect(compress(ascii('a'.repeat(16)), { storedBytesLeast: 15 })).toHaveLength(15);
    expect(compress(ascii('a'.repeat(16)), { storedBytesLeast: 16 })).toBeUndefined();
  });

  it('leaves alone what is too large or too small', () => {
    expect(compress(new Uint8Array(limits.compressedValueBytesMost + 2))).toBeUndefined();
    for (let length = 0; length < 4; length++) expect(compress(new Uint8Array(length))).toBeUndefined();
  });
});

describe('data that looks random', () => {
  it('is noise, not text and not a short value', () => {
    expect(looksRandom(random.fill(new Uint8Array(1024)))).toBe(true);
    expect(looksRandom(random.fill(new Uint8Array(128)))).toBe(true);
    expect(looksRandom(random.fill(new Uint8Array(127)))).toBe(false);
    expect(looksRandom(ascii(randomText(random, 1000)))).toBe(false);
    expect(looksRandom(new Uint8Array(4014))).toBe(false);
  });

  it('is not tried for chunks, whatever follows the first 1024 bytes', () => {
    const value = new Uint8Array(4014);
    random.fill(value.subarray(0, 1024));
    expect(schemeOf(compress(value))).toBe(xpress);
    expect(compress(value, { isChunk: true })).toBeUndefined();
  });
});

it('is always smaller, and reads back', () => {
  for (let run = 0; run < 600; run++) {
    const length = random.below(random.pick([30, 300, 3000, 9000]));
    const kind = run % 3;
    const value =
      kind === 0
        ? ascii(randomText(random, length))
        : kind === 1
          ? utf16(randomText(random, length >> 1))
          : randomBytes(random, length);
    const stored = compress(value, { isChunk: run % 2 === 0 });
    if (stored === undefined) continue;
    expect(stored.length).toBeLessThan(value.length);
    const read = decompress(stored, value.length);
    expect(read.kind === 'data' && Buffer.compare(read.bytes, value)).toBe(0);
  }
});
