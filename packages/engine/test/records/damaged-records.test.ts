import { JetError } from '@esekit/core';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import {
  coltyp,
  RecordView,
  RowDecoder,
  UndecodedValue,
  ValueFinder,
  type ColumnSchema,
  type Row,
} from '../../src/index';
import { column, fixedColumns } from './columns';
import { bytesOf } from './hex';
import { buildRecord } from './record-builder';

const columns: ColumnSchema[] = [
  ...fixedColumns([coltyp.long, coltyp.dateTime, coltyp.guid]),
  column({ fid: 128, coltyp: coltyp.text, codePage: 1252 }),
  column({ fid: 129, coltyp: coltyp.text, codePage: 1200 }),
  column({ fid: 130, coltyp: coltyp.binary }),
  column({ fid: 256, coltyp: coltyp.long }),
  column({ fid: 257, coltyp: coltyp.unsignedByte }),
  column({ fid: 258, coltyp: coltyp.longBinary }),
  column({ fid: 259, coltyp: coltyp.longText, codePage: 1252 }),
];

const good = buildRecord({
  fidFixedLast: 3,
  fixed: new Uint8Array(28).fill(3),
  variable: [bytesOf('414243'), bytesOf('41004200'), null],
  tagged: [
    { fid: 256, stored: bytesOf('01000000') },
    { fid: 257, bits: 0x4000, stored: bytesOf('18 01 07 08') },
    { fid: 258, bits: 0x4000, stored: bytesOf('09 0600 0700 0900 01 0203 04') },
    { fid: 259, bits: 0x4000, stored: bytesOf('03 0B E1 70 38 0C') },
  ],
});

function decode(bytes: Uint8Array, isLarge = false, isTolerant = false): Row {
  // Between foreign bytes: what is read from there would show.
  const page = new Uint8Array(bytes.length + 64).fill(0xa5);
  page.set(bytes, 32);
  const record = new RecordView(isLarge).reset(page, 32, bytes.length);
  return new RowDecoder(columns).decode(record, new ValueFinder(undefined, isTolerant));
}

function changed(change: (bytes: Uint8Array) => void): Uint8Array {
  const bytes = good.slice();
  change(bytes);
  return bytes;
}

const u16 = (at: number, value: number) => (bytes: Uint8Array) => bytes.set([value & 0xff, value >> 8], at);
const endOfFixed = 4 + 28 + 1;
const tagged = endOfFixed + 6 + 7;

test('the sound record is read', () => {
  expect(decode(good)).toMatchObject({ c128: 'ABC', c129: 'AB', c256: 1, c257: [7, 8] });
  expect(decode(good)['c258']).toEqual([bytesOf('01'), bytesOf('0203'), bytesOf('04')]);
});

describe('JET_errDatabaseCorrupted', () => {
  test.each<[string, (bytes: Uint8Array) => void]>([
    ['more fixed columns than fit', (bytes) => (bytes[0] = 127)],
    ['fewer variable columns than none', (bytes) => (bytes[1] = 126)],
    ['more variable columns than fit', (bytes) => (bytes[1] = 255)],
    ['fixed columns that end in the header', u16(2, 3)],
    ['fixed columns that end behind the record', u16(2, 0xffff)],
    ['fixed columns that are cut by the bitmap', u16(2, 20)],
    ['variable columns that end behind the record', u16(endOfFixed + 4, 0x7fff)],
    ['a variable column that ends before it begins', u16(endOfFixed + 2, 1)],
    ['a variable column that runs into the tagged ones', u16(endOfFixed, 0x70)],
    ['a first tagged offset of 0', u16(tagged + 2, 0)],
    ['a first tagged offset between two fields', u16(tagged + 2, 18)],
    ['a first tagged offset behind the record', u16(tagged + 2, 0x1000)],
    ['a tagged offset before the one before it', u16(tagged + 10, 0x4004)],
    ['a tagged offset behind the record', u16(tagged + 10, 0x5000)],
    ['two values of which the first does not fit', (bytes) => (bytes[tagged + 21] = 9)],
    ['many values whose first offset is odd', (bytes) => (bytes[tagged + 25] = 5)],
    ['many values whose offsets go backwards', (bytes) => (bytes[tagged + 27] = 2)],
    ['many values whose offset lies behind the value', (bytes) => (bytes[tagged + 29] = 0x40)],
  ])('%s', (_, change) => {
    const bytes = changed(change);
    expect(() => decode(bytes)).toThrow(JetError);
    try {
      decode(bytes);
    } catch (error) {
      expect(error).toMatchObject({ name: 'JET_errDatabaseCorrupted' });
    }
  });

  test.each([0, 1, 2, 3])('a record of %i bytes', (length) => {
    expect(() => decode(good.subarray(0, length))).toThrow('it has no header');
  });

  test('a separated value in a table that has none', () => {
    const bytes = changed((all) => (all[tagged + 24] = 0x0d));
    bytes[tagged + 26] = 0x80;
    expect(() => decode(bytes)).toThrow('no tree');
  });
});

test('with tolerance one damaged value does not cost the others', () => {
  const bytes = changed((all) => (all[tagged + 25] = 5));
  const row = decode(bytes, false, true);
  expect(row).toMatchObject({ c128: 'ABC', c256: 1, c257: [7, 8] });
  expect(row['c258']).toBeInstanceOf(UndecodedValue);
});

test.each([false, true])('any bytes give a row or a JetError (large pages: %s)', (isLarge) => {
  const random = seededRandom(seedForRun('damaged records'));
  let rows = 0;
  for (let round = 0; round < 30_000; round++) {
    const bytes = good.slice(0, round % 4 === 0 ? random.below(good.length + 1) : good.length);
    for (let n = 1 + random.below(4); n > 0 && bytes.length > 0; n--) {
      bytes[random.below(bytes.length)] = random.below(256);
    }
    const before = bytes.slice();
    try {
      decode(bytes, isLarge);
      rows++;
    } catch (error) {
      if (!JetError.isInstance(error))
        throw new Error(`${Buffer.from(bytes).toString('hex')}`, { cause: error });
    }
    // With tolerance only a record without a readable frame is given up.
    try {
      decode(bytes, isLarge, true);
    } catch (error) {
      if (!JetError.isInstance(error))
        throw new Error(`${Buffer.from(bytes).toString('hex')}`, { cause: error });
    }
    expect(Buffer.compare(bytes, before)).toBe(0);
  }
  expect(rows).toBeGreaterThan(100);
});
