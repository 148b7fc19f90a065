import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { decompress, decompressedSize } from '../../src/compression';
import { errorOf, fromHex } from './bytes';
import { Xpress9Writer, type HeaderChanges, type Xpress9Settings } from './xpress9-writer';
import { limits } from '../../src/limits';

const damage = 'JET_errDecompressionFailed';
const integrity = 'JET_errCompressionIntegrityCheckFailed';

const settings: Xpress9Settings = { mtfEntries: 4, pointerMatchLeast: 4, mtfMatchLeast: 2 };

/** The test vector of the format: 4014 times 'a'. */
const vector = fromHex(`28 CA3729ED 2AD7864E AE0F0000 49010000 1B800600 00000000 B58F551D 00000000
  0DF1BBB7 00000060C830FC33AD01`);

function expectValue(writer: Xpress9Writer): void {
  const stored = writer.stored();
  expect(decompressedSize(stored)).toBe(writer.value.length);
  const read = decompress(stored, writer.value.length);
  expect(read.kind === 'data' && Buffer.compare(read.bytes, Uint8Array.from(writer.value))).toBe(0);
}

function oneBlock(write: (writer: Xpress9Writer) => void, changes?: HeaderChanges, tail = 0): Uint8Array {
  const writer = new Xpress9Writer(settings);
  write(writer);
  writer.endBlock(tail, changes);
  return writer.stored();
}

const hello = (writer: Xpress9Writer): void => {
  for (const byte of [104, 101, 108, 108, 111]) writer.literal(byte);
};

describe('the test vector of the format', () => {
  it('is decoded', () => {
    expect(decompress(vector, 4014)).toEqual({ kind: 'data', bytes: new Uint8Array(4014).fill(0x61) });
    expect(decompressedSize(vector)).toBe(4014);
  });

  it('with another checksum fails the integrity check', () => {
    for (let at = 1; at < 5; at++) {
      const wrong = vector.slice();
      wrong[at]! ^= 0x10;
      expect(errorOf(() => decompress(wrong, 4014))).toBe(integrity);
    }
  });

  it('is damaged when any bit of its block header is wrong', () => {
    for (let bit = 5 * 8; bit < 37 * 8; bit++) {
      const wrong = vector.slice();
      wrong[bit >> 3]! ^= 1 << (bit & 7);
      expect(errorOf(() => decompress(wrong))).toBe(damage);
    }
  });
});

describe('lengths and distances', () => {
  it.each([4, 18, 19, 20, 19 + 231, 19 + 232, 19 + 233, 5000, 70000])('a match of %i bytes', (length) => {
    const writer = new Xpress9Writer(settings);
    hello(writer);
    writer.match(3, length);
    writer.endBlock();
    expectValue(writer);
  });

  it('every distance class', () => {
    const writer = new Xpress9Writer(settings);
    for (let i = 0; i < 70000; i++) writer.literal((i * 7) & 0xff);
    for (let bits = 0; bits <= 16; bits++) writer.match(2 ** bits, 9);
    for (let bits = 1; bits <= 16; bits++) writer.match(2 ** bits - 1, 4);
    writer.endBlock();
    expectValue(writer);
  });

  it('earlier distances, after literals and after matches', () => {
    const writer = new Xpress9Writer(settings);
    hello(writer);
    writer.match(3, 4);
    writer.match(5, 6);
    expect(writer.mtfDistances()).toEqual([3, 1, 2]);
    writer.mtfMatch(2, 2);
    expect(writer.mtfDistances()).toEqual([5, 3, 1]);
    writer.mtfMatch(0, 20);
    writer.literal(33);
    expect(writer.mtfDistances()).toEqual([5, 2, 3, 1]);
    writer.mtfMatch(3, 2);
    writer.endBlock();
    expectValue(writer);
  });
});

describe('blocks', () => {
  it('share their history', () => {
    const writer = new Xpress9Writer(settings);
    hello(writer);
    writer.endBlock();
    writer.match(5, 9);
    writer.endBlock();
    writer.mtfMatch(0, 3);
    writer.endBlock();
    expectValue(writer);
  });

  it('can end inside a match, which may even span a whole block', () => {
    const writer = new Xpress9Writer(settings);
    hello(writer);
    writer.match(5, 100);
    writer.endBlock(70);
    writer.endBlock(30);
    writer.literal(33);
    writer.endBlock();
    expectValue(writer);
  });

  it('are random', () => {
    const random = seededRandom(seedForRun('XPRESS9 streams'));
    for (let run = 0; run < 150; run++) {
      const writer = new Xpress9Writer({
        mtfEntries: random.pick([0, 2, 4]),
        pointerMatchLeast: random.pick([3, 4]),
        mtfMatchLeast: random.pick([2, 3]),
      });
      for (let block = 1 + random.below(4); block > 0; block--) {
        let last = 0;
        for (let tokens = 1 + random.below(60); tokens > 0; tokens--) {
          const length = 4 + random.below(random.pick([10, 300, 3000]));
          const kinds = writer.mtfDistances();
          const kind = random.below(Math.max(1, kinds.length));
          const choice = writer.value.length === 0 ? 0 : random.below(3);
          last = 0;
          if (choice === 1) writer.match(1 + random.below(writer.value.length), (last = length));
          else if (choice === 2 && (kinds[kind] ?? Infinity) <= writer.value.length) {
            writer.mtfMatch(kind, (last = length));
          } else writer.literal(random.below(256));
        }
        // A match begins in the block that has its token, and the last one ends with the last block.
        writer.endBlock(block > 1 ? random.below(last) : 0);
      }
      expectValue(writer);
    }
  });
});

describe('damage', () => {
  it.each([
    ['a wrong magic number', { fields: { 0: 0x4e86d72b } }],
    ['fewer bits than the header has', { fields: { 2: 255 } }],
    ['more bits than there are', { fields: { 2: 100000 } }],
    ['6 MTF entries', { fields: { 3: 0x30000 } }],
    ['unknown settings', { fields: { 3: 0x100000 } }],
    ['a reserved field', { fields: { 4: 1 } }],
    ['another block number', { fields: { 6: 1 } }],
    ['a wrong checksum', { keepsChecksum: true }],
    ['a block that is longer than its bits', { fields: { 1: 6 } }],
    ['a value that is too large', { fields: { 1: limits.compressedValueBytesMost + 1 } }],
    ['a size of 4 GiB', { fields: { 1: 0xffffffff } }],
  ])('is %s', (_, changes: HeaderChanges) => {
    expect(errorOf(() => decompress(oneBlock(hello, changes)))).toBe(damage);
  });

  it('is a block of another stream', () => {
    const writer = new Xpress9Writer(settings);
    hello(writer);
    writer.endBlock();
    hello(writer);
    writer.endBlock(0, { fields: { 5: 7 } });
    expect(errorOf(() => decompress(writer.stored()))).toBe(damage);
  });

  it('is a match beyond the last block, or before the first', () => {
    const tooLong = oneBlock((writer) => (hello(writer), writer.match(1, 20)), {}, 7);
    expect(errorOf(() => decompress(tooLong))).toBe(damage);
    expect(errorOf(() => decompress(oneBlock((writer) => (hello(writer), writer.match(6, 20)))))).toBe(
      damage,
    );
    expect(errorOf(() => decompress(oneBlock((writer) => writer.mtfMatch(0, 2))))).toBe(damage);
  });

  it('is an earlier match that there cannot be', () => {
    const stored = oneBlock((writer) => {
      hello(writer);
      writer.match(1, 4);
      // Kind 3 right after a match would be the fifth entry of four.
      writer.mtfMatch(2, 2);
    });
    expect(errorOf(() => decompress(stored))).toBeUndefined();
    const writer = new Xpress9Writer({ ...settings, mtfEntries: 2 });
    hello(writer);
    writer.match(1, 4);
    expect(writer.mtfDistances()).toHaveLength(1);
    writer.mtfMatch(1, 2);
    writer.endBlock();
    expect(errorOf(() => decompress(writer.stored()))).toBe(damage);
  });

  it('is no block at all, or a part of one', () => {
    for (let length = 1; length < vector.length; length++) {
      expect(errorOf(() => decompress(vector.subarray(0, length)))).toBe(damage);
    }
    expect(errorOf(() => decompress(Uint8Array.from([...vector, 0])))).toBe(damage);
  });
});
