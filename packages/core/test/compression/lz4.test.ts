import { describe, expect, it } from 'vitest';
import { decompress } from '../../src/compression';
import { ascii, errorOf, fromHex } from './bytes';

const damage = 'JET_errDecompressionFailed';

/** A stored form of scheme 7. */
function lz4(size: number, ...parts: (string | Uint8Array)[]): Uint8Array {
  const block = parts.map((part) => (typeof part === 'string' ? fromHex(part) : part));
  return Uint8Array.from([0x38, size & 0xff, size >>> 8, ...block.flatMap((part) => [...part])]);
}

describe('LZ4 blocks', () => {
  it('hold literals', () => {
    expect(decompress(lz4(5, '50', ascii('hello')))).toEqual({ kind: 'data', bytes: ascii('hello') });
    const long = ascii('x'.repeat(300));
    expect(decompress(lz4(300, 'F0 FF 1E', long))).toEqual({ kind: 'data', bytes: long });
    const edge = ascii('x'.repeat(270));
    expect(decompress(lz4(270, 'F0 FF 00', edge))).toEqual({ kind: 'data', bytes: edge });
  });

  it('hold matches, which may overlap themselves', () => {
    const text = `${'ab'.repeat(9)}hello`;
    expect(decompress(lz4(text.length, '2C', ascii('ab'), '0200 50', ascii('hello')))).toEqual({
      kind: 'data',
      bytes: ascii(text),
    });
    const run = ascii('a'.repeat(1 + 4 + 15 + 255 + 3));
    expect(decompress(lz4(run.length, '1F', ascii('a'), '0100 FF 03 00'))).toEqual({
      kind: 'data',
      bytes: run,
    });
  });

  it('may hold nothing', () => {
    expect(decompress(lz4(0, '00'))).toEqual({ kind: 'data', bytes: new Uint8Array(0) });
  });

  it.each([
    ['no block', lz4(5)],
    ['literals that are not there', lz4(5, '50', ascii('hell'))],
    ['more literals than the value has', lz4(4, '50', ascii('hello'))],
    ['fewer bytes than the value has', lz4(6, '50', ascii('hello'))],
    ['distance 0', lz4(20, '1F', ascii('a'), '0000 00 00')],
    ['a distance before the value', lz4(20, '1F', ascii('a'), '0200 00 00')],
    ['half a distance', lz4(20, '1F', ascii('a'), '01')],
    ['a match beyond the end', lz4(6, '12', ascii('a'), '0100 00')],
    ['a match as the last thing', lz4(5, '10', ascii('a'), '0100')],
    ['a length without end', lz4(5, 'F0 FF FF FF')],
  ])('are damaged: %s', (_, stored) => {
    expect(errorOf(() => decompress(stored))).toBe(damage);
  });
});
