import { describe, expect, it } from 'vitest';
import { BitReader } from '../../src/compression/xpress9/bit-reader';
import { readCodeLengths } from '../../src/compression/xpress9/code-lengths';
import { HuffmanDecoder } from '../../src/compression/xpress9/huffman-decoder';
import { errorOf } from './bytes';
import { BitWriter } from './xpress9-writer';

const damage = 'JET_errDecompressionFailed';
const [fill, zeros, previous, row, rowPlusOne] = [28, 29, 30, 31, 32];

/** Reads what `write` writes, and nothing more. */
function reading<T>(write: (bits: BitWriter) => void, read: (reader: BitReader) => T): T {
  const bits = new BitWriter();
  write(bits);
  const reader = new BitReader(bits.bytes(), 0, bits.size);
  const result = read(reader);
  expect(errorOf(() => reader.read(1))).toBe(damage);
  return result;
}

/** The helper symbols of these tests: eight of them, so each has a code of three bits. */
const helpers = [0, 8, 27, fill, zeros, previous, row, rowPlusOne];

/** Writes the head of a coded table: helper lengths of 3 for the symbols above, 0 for the others. */
function putHelpers(bits: BitWriter): void {
  bits.put(1, 3);
  let last = 4;
  for (let symbol = 0; symbol < 33; symbol++) {
    const length = helpers.includes(symbol) ? 3 : 0;
    bits.put(length === last ? 0 : 1, 1);
    if (length !== last) bits.put(length > last ? length - 1 : length, 3);
    last = length;
  }
}

/** A coded table; an array is a helper symbol with the bits that follow it, as value and count. */
function codedTable(symbols: number, ...items: (number | [number, ...[number, number][]])[]): Uint8Array {
  return reading(
    (bits) => {
      putHelpers(bits);
      for (const item of items) {
        const [symbol, ...extra] = typeof item === 'number' ? [item] : item;
        bits.putCode(helpers.indexOf(symbol), 3);
        for (const [value, count] of extra) bits.put(value, count);
      }
    },
    (reader) => readCodeLengths(reader, symbols),
  );
}

const times = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

describe('a table of nearly equal lengths', () => {
  it.each([
    [704, 9, 320],
    [256, 8, 256],
    [33, 5, 31],
  ])('of %i symbols', (symbols, length, count) => {
    const lengths = reading(
      (bits) => bits.put(0, 3),
      (reader) => readCodeLengths(reader, symbols),
    );
    expect([...lengths]).toEqual([...times(count, length), ...times(symbols - count, length + 1)]);
  });
});

describe('a coded table', () => {
  it('repeats the last length that was not 0', () => {
    expect([...codedTable(4, 27, 0, previous, 8)]).toEqual([27, 0, 27, 8]);
    expect([...codedTable(2, previous, 0)]).toEqual([8, 0]);
  });

  it('takes lengths from the row above', () => {
    const lengths = codedTable(20, 8, 27, ...times(14, 8), row, row, rowPlusOne, previous);
    expect([...lengths.subarray(16)]).toEqual([8, 27, 9, 9]);
  });

  it('fills the rest of a row, or of the table, with 0', () => {
    expect([...codedTable(20, 8, fill, 8, fill)]).toEqual([8, ...times(15, 0), 8, 0, 0, 0]);
    expect([...codedTable(33, fill, fill, 8)]).toEqual([...times(32, 0), 8]);
  });

  it('has rows of 0 of any length', () => {
    expect([...codedTable(7, [zeros, [0, 2]], 8, 8)]).toEqual([...times(5, 0), 8, 8]);
    expect([...codedTable(8, [zeros, [2, 2]], 8)]).toEqual([...times(7, 0), 8]);
    expect([...codedTable(9, [zeros, [3, 2], [0, 3]], 8)]).toEqual([...times(8, 0), 8]);
    expect([...codedTable(16, [zeros, [3, 2], [7, 3], [0, 3]], 8)]).toEqual([...times(15, 0), 8]);
  });

  it('is damaged', () => {
    const first = times(16, 8);
    for (const items of [[row], [rowPlusOne], [0, ...times(15, 8), row], [27, ...times(15, 8), rowPlusOne]]) {
      expect(errorOf(() => codedTable(32, ...items))).toBe(damage);
    }
    expect(errorOf(() => codedTable(32, ...first, ...times(12, 8), [zeros, [0, 2]]))).toBe(damage);
    expect(errorOf(() => codedTable(4, [zeros, [0, 2]]))).toBe(damage);
    expect(errorOf(() => codedTable(32, ...first))).toBe(damage);
  });

  it('has one of two kinds', () => {
    for (let kind = 2; kind < 8; kind++) {
      const read = (): unknown =>
        reading(
          (bits) => bits.put(kind, 3),
          (reader) => readCodeLengths(reader, 704),
        );
      expect(errorOf(read)).toBe(damage);
    }
  });
});

describe('a Huffman code', () => {
  const decodeAll = (lengths: number[], write: (bits: BitWriter) => void, count: number): number[] =>
    reading(write, (reader) => {
      const code = new HuffmanDecoder(Uint8Array.from(lengths));
      return Array.from({ length: count }, () => code.decode(reader));
    });

  it('is canonical', () => {
    const codes: [number, number][] = [
      [0b0, 1],
      [0b10, 2],
      [0b110, 3],
      [0b111, 3],
    ];
    const write = (bits: BitWriter): void => codes.forEach(([code, size]) => bits.putCode(code, size));
    expect(decodeAll([3, 1, 3, 2], write, 4)).toEqual([1, 3, 0, 2]);
  });

  it('may have codes of up to 27 bits', () => {
    const lengths = [...Array.from({ length: 27 }, (_, i) => i + 1), 27];
    const write = (bits: BitWriter): void => {
      for (let i = 0; i < 27; i++) bits.putCode(2 ** (i + 1) - 2, i + 1);
      bits.putCode(2 ** 27 - 1, 27);
    };
    expect(decodeAll(lengths, write, 28)).toEqual(Array.from({ length: 28 }, (_, i) => i));
  });

  it('of one symbol takes one bit, whatever it is', () => {
    expect(decodeAll([0, 0, 5], (bits) => bits.put(0b010, 3), 3)).toEqual([2, 2, 2]);
  });

  it('may not have more codes than there are', () => {
    expect(errorOf(() => new HuffmanDecoder(Uint8Array.of(1, 1, 1)))).toBe(damage);
    expect(errorOf(() => new HuffmanDecoder(Uint8Array.of(1, 2, 2, 27)))).toBe(damage);
  });

  it('may lack codes, as long as nobody uses them', () => {
    expect(errorOf(() => decodeAll([2, 2], (bits) => bits.put(1, 40), 1))).toBe(damage);
    expect(decodeAll([2, 2], (bits) => bits.putCode(0b01, 2), 1)).toEqual([1]);
    expect(errorOf(() => decodeAll([0, 0], (bits) => bits.put(0, 40), 1))).toBe(damage);
  });
});
