import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { decompress } from '../../src/compression';
import { encodeXpress } from '../../src/compression/xpress-encoder';
import { ascii, errorOf, fromHex, randomBytes, randomText, utf16 } from './bytes';

const damage = 'JET_errDecompressionFailed';

/** A stream of one literal 'a' and one match, whose word and further length fields are `match`. */
function oneMatch(size: number, match: string): Uint8Array {
  return fromHex(`18 ${hex16(size)} FFFFFF7F 61 ${match}`);
}

function hex16(value: number): string {
  return [value & 0xff, value >>> 8].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Decompresses a stream that stands for a row of 'a'. */
function countOf(stored: Uint8Array): number {
  const value = decompress(stored);
  if (value.kind !== 'data') throw new Error(value.kind);
  expect(value.bytes.every((byte) => byte === 0x61)).toBe(true);
  return value.bytes.length;
}

describe('the lengths of a match', () => {
  it.each([
    ['the word', 4, '0000'],
    ['the word, largest', 10, '0600'],
    ['a nibble, smallest', 11, '0700 00'],
    ['a nibble, largest', 25, '0700 0E'],
    ['a byte, smallest', 26, '0700 0F 00'],
    ['a byte, largest', 280, '0700 0F FE'],
    ['a u16, smallest that is needed', 281, '0700 0F FF 1501'],
    ['a u16', 4014, '0700 0F FF AA0F'],
    ['a u16, smallest that is allowed', 26, '0700 0F FF 1600'],
    ['a u32', 4014, '0700 0F FF 0000 AA0F0000'],
  ])('%s', (_, size, match) => {
    expect(countOf(oneMatch(size, match))).toBe(size);
  });

  it('share a byte when there are two', () => {
    expect(countOf(fromHex('18 1600 FFFFFF7F 61 0700 10 0700'))).toBe(1 + 10 + 11);
    // The third match begins a new byte.
    expect(countOf(fromHex('18 2100 FFFFFF7F 61 0700 10 0700 0700 01'))).toBe(1 + 10 + 11 + 11);
  });

  it('may say more than is needed, and no more is written', () => {
    expect(countOf(oneMatch(6, '0700 0F FF 0000 FFFFFFFF'))).toBe(6);
  });

  it('are damage when a long form holds less than the shorter ones', () => {
    expect(errorOf(() => decompress(oneMatch(100, '0700 0F FF 1500')))).toBe(damage);
    expect(errorOf(() => decompress(oneMatch(100, '0700 0F FF 0000 15000000')))).toBe(damage);
    expect(errorOf(() => decompress(oneMatch(100, '0700 0F FF 0000 00000000')))).toBe(damage);
  });
});

describe('a stream', () => {
  it('is written with unused flags set and nothing behind its last token', () => {
    expect(encodeXpress(ascii('abcabcabcabcabcabcabcabcabcabc'))).toEqual(
      fromHex('18 1E00 FFFFFF1F 616263 1700 0F 02'),
    );
  });

  it('of a full group of flags ends with an empty one, and is read without it too', () => {
    // 31 literals and a match of 269 bytes are 32 tokens.
    const value = ascii('0123456789ABCDEFGHIJKLMNOPQRSTU'.padEnd(300, 'RSTU'));
    const stored = encodeXpress(value)!;
    expect(stored).toEqual(Uint8Array.from([...stored.subarray(0, -4), 0xff, 0xff, 0xff, 0xff]));
    expect(stored).toHaveLength(3 + 4 + 31 + 2 + 2 + 4);
    expect(decompress(stored, 300)).toEqual({ kind: 'data', bytes: value });
    expect(decompress(stored.subarray(0, -4), 300)).toEqual({ kind: 'data', bytes: value });
    expect(errorOf(() => decompress(stored.subarray(0, -3)))).toBe(damage);
    expect(errorOf(() => decompress(Uint8Array.from([...stored, 0xff])))).toBe(damage);
  });

  it('is damaged when anything else follows', () => {
    const stored = encodeXpress(ascii('abcabcabcabcabcabcabcabcabcabc'))!;
    for (const rest of [1, 2, 4, 400]) {
      expect(errorOf(() => decompress(Uint8Array.from([...stored, ...new Uint8Array(rest)])))).toBe(damage);
    }
  });

  it('is damaged when a match reaches before its beginning', () => {
    expect(errorOf(() => decompress(fromHex('18 0400 FFFFFFFF 0000')))).toBe(damage);
    expect(errorOf(() => decompress(oneMatch(9, '0E00')))).toBe(damage);
  });

  it('may stand for nothing', () => {
    expect(decompress(fromHex('18 0000'))).toEqual({ kind: 'data', bytes: new Uint8Array(0) });
  });
});

describe('the encoder', () => {
  it.each([
    ['one byte 65535 times', new Uint8Array(65535).fill(7)],
    ['a period of 3', ascii('xyz'.repeat(2000))],
    ['a repetition at the greatest distance', repeatedAt(8192)],
    ['a repetition too far away', repeatedAt(8193)],
    ['UTF-16', utf16('Straße ЖЗИ '.repeat(100))],
  ])('round trip: %s', (_, value) => {
    const stored = encodeXpress(value)!;
    expect(stored.length).toBeLessThan(value.length);
    expect(decompress(stored, value.length)).toEqual({ kind: 'data', bytes: value });
  });

  it('uses a match at the greatest distance, and none beyond', () => {
    expect(encodeXpress(repeatedAt(8192))!.length).toBeLessThan(encodeXpress(repeatedAt(8193))!.length);
  });

  it('gives up on what does not become smaller, or is too large for the size field', () => {
    const random = seededRandom(seedForRun('XPRESS noise'));
    expect(encodeXpress(random.fill(new Uint8Array(4014)))).toBeUndefined();
    expect(encodeXpress(new Uint8Array(65536))).toBeUndefined();
    for (let length = 0; length < 8; length++) expect(encodeXpress(new Uint8Array(length))).toBeUndefined();
  });

  it('round trip: everything', () => {
    const random = seededRandom(seedForRun('XPRESS round trips'));
    let smaller = 0;
    for (let run = 0; run < 400; run++) {
      const length = random.below(random.pick([40, 500, 9000, 65536]));
      const value = run % 4 === 0 ? ascii(randomText(random, length)) : randomBytes(random, length);
      const stored = encodeXpress(value);
      if (stored === undefined) continue;
      smaller++;
      expect(stored.length).toBeLessThan(value.length);
      const read = decompress(stored, value.length);
      expect(read.kind === 'data' && Buffer.compare(read.bytes, value)).toBe(0);
    }
    expect(smaller).toBeGreaterThan(200);
  });
});

/** Noise that cannot be compressed, but for one part that occurs again `distance` bytes later. */
function repeatedAt(distance: number): Uint8Array {
  const bytes = new Uint8Array(distance + 200);
  // A fixed seed: by chance the noise could hold a repetition of its own.
  seededRandom(1).fill(bytes);
  bytes.fill(0, 1000, 3000);
  bytes.copyWithin(distance, 0, 200);
  return bytes;
}
