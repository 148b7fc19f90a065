import { describe, expect, it } from 'vitest';
import {
  compress,
  decompress,
  decompressedSize,
  decompressInto,
  readXpress10Header,
} from '../../src/compression';
import { encodeSevenBitUnicode } from '../../src/compression/seven-bit-encoder';
import { ascii, errorOf, fromHex, utf16 } from './bytes';
import { limits } from '../../src/limits';

const damage = 'JET_errDecompressionFailed';
const text = ascii('a value of some length that is compressed');
const stored = compress(text)!;

describe('what has no data', () => {
  it('is a scrubbed value', () => {
    for (const fill of ['6C', '4C']) {
      const erased = fromHex(`20 ${fill.repeat(100)}`);
      expect(decompress(erased)).toEqual({ kind: 'scrubbed' });
      expect(decompress(erased, 4014)).toEqual({ kind: 'scrubbed' });
      expect(decompressedSize(erased)).toBeUndefined();
    }
  });

  it('is a scheme that is not supported; its bytes are kept', () => {
    for (const scheme of [0, 6, ...Array.from({ length: 24 }, (_, i) => i + 8)]) {
      const raw = Uint8Array.from([scheme << 3, 1, 2, 3]);
      expect(decompress(raw, 100)).toEqual({ kind: 'unsupported', scheme, raw });
      expect(decompressedSize(raw)).toBeUndefined();
    }
  });

  it('leaves the target as it is', () => {
    const target = new Uint8Array(10).fill(9);
    expect(decompressInto(fromHex('20 6C6C'), target, 0, 10)).toBe('scrubbed');
    expect(decompressInto(fromHex('30 0102'), target, 0, 10)).toBe('unsupported');
    expect(target).toEqual(new Uint8Array(10).fill(9));
  });
});

describe('the expected size', () => {
  it('is what the value must have', () => {
    expect(decompress(stored, text.length)).toEqual({ kind: 'data', bytes: text });
    for (const size of [0, text.length - 1, text.length + 1, -1, 0.5, NaN, Infinity, 2 ** 40]) {
      expect(errorOf(() => decompress(stored, size))).toBe(damage);
    }
  });

  it('may be unknown', () => {
    expect(decompress(stored)).toEqual({ kind: 'data', bytes: text });
    expect(decompressedSize(stored)).toBe(text.length);
  });
});

describe('a stored form', () => {
  it('of no bytes is damaged', () => {
    expect(errorOf(() => decompress(new Uint8Array(0)))).toBe(damage);
    expect(errorOf(() => decompressedSize(new Uint8Array(0)))).toBe(damage);
  });

  it('may not be larger than any value, before or after', () => {
    const most = limits.compressedValueBytesMost;
    const large = encodeSevenBitUnicode(new Uint8Array(most))!;
    expect(decompressedSize(large)).toBe(most);
    expect(errorOf(() => decompress(encodeSevenBitUnicode(new Uint8Array(most + 2))!))).toBe(damage);
    expect(errorOf(() => decompress(new Uint8Array(most + 1).fill(0x18)))).toBe(damage);
  });

  it('may be a view of something larger', () => {
    const around = Uint8Array.from([0xff, 0xff, 0xff, ...stored, 0xff, 0xff]);
    expect(decompress(around.subarray(3, -2))).toEqual({ kind: 'data', bytes: text });
  });
});

describe('decompressing into a buffer', () => {
  it('fills the range and nothing else', () => {
    const target = new Uint8Array(text.length + 20).fill(9);
    expect(decompressInto(stored, target, 7, text.length)).toBe('data');
    expect(target.subarray(7, -13)).toEqual(text);
    expect([...target.subarray(0, 7), ...target.subarray(-13)].every((byte) => byte === 9)).toBe(true);
  });

  it('does not take what lies before the range for history', () => {
    const target = new Uint8Array(100).fill(0x61);
    expect(errorOf(() => decompressInto(fromHex('18 0400 FFFFFFFF 0000'), target, 50, 4))).toBe(damage);
    expect(errorOf(() => decompressInto(fromHex('38 0500 10 61 0200 00'), target, 50, 5))).toBe(damage);
  });

  it('demands a range inside the buffer', () => {
    const target = new Uint8Array(text.length);
    const size = text.length;
    for (const [offset, expected] of [
      [1, size],
      [-1, size],
      [0.5, 4],
      [NaN, size],
      [0, size + 1],
      [0, -1],
      [0, NaN],
    ]) {
      expect(errorOf(() => decompressInto(stored, target, offset!, expected!))).toBe(
        'JET_errInvalidParameter',
      );
    }
  });
});

describe('the header of XPRESS10', () => {
  it('can be read', () => {
    const raw = fromHex('30 AE0F CA3729ED 0807060504030201 AABB');
    expect(readXpress10Header(raw)).toEqual({
      size: 4014,
      crc32c: 0xed2937ca,
      crc64: 0x0102030405060708n,
      payload: fromHex('AABB'),
    });
    expect(decompress(raw)).toEqual({ kind: 'unsupported', scheme: 6, raw });
  });

  it('may be cut off', () => {
    expect(errorOf(() => readXpress10Header(new Uint8Array(14)))).toBe(damage);
  });
});

it('reads Unicode as two bytes per symbol', () => {
  expect(decompress(encodeSevenBitUnicode(utf16('hello'))!, 10)).toEqual({
    kind: 'data',
    bytes: utf16('hello'),
  });
  expect(errorOf(() => decompress(encodeSevenBitUnicode(utf16('hello'))!, 5))).toBe(damage);
});
