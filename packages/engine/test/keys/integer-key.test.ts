import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { coltyp, indexDefinition, makeSearchKey, type ColumnValue } from '../../src/keys';
import { IntegerKey } from '../../src/keys/integer-key';
import { column, indexOf, toHex } from './fixture';

const random = seededRandom(seedForRun('integer keys'));

/** Least and most of each type, as far as a number goes. */
const ranges: [string, number, number, number][] = [
  ['UnsignedByte', coltyp.unsignedByte, 0, 0xff],
  ['Short', coltyp.short, -0x8000, 0x7fff],
  ['UnsignedShort', coltyp.unsignedShort, 0, 0xffff],
  ['Long', coltyp.long, -0x8000_0000, 0x7fff_ffff],
  ['UnsignedLong', coltyp.unsignedLong, 0, 0xffff_ffff],
  ['Currency', coltyp.currency, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ['LongLong', coltyp.longLong, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ['UnsignedLongLong', coltyp.unsignedLongLong, 0, Number.MAX_SAFE_INTEGER],
];

function between(least: number, most: number): number {
  const share = random.below(0x1000_0000) / 0x1000_0000;
  return random.pick([least, most, 0, 1, Math.floor(least + share * (most - least)), random.below(200)]);
}

describe('keys of whole numbers', () => {
  it.each(ranges)('are those of the search key: %s', (_, type, least, most) => {
    for (let n = 0; n < 300; n++) {
      const index = indexDefinition({
        segments: [
          { column: column(type), descending: random.below(2) === 1 },
          { column: column(coltyp.short), descending: random.below(2) === 1 },
        ],
      });
      const values = [between(least, most), between(-5, 5)].slice(0, 1 + random.below(2));
      const key = IntegerKey.of(index)!;
      expect(toHex(key.bytes.subarray(0, key.write(values)))).toBe(toHex(makeSearchKey(index, values)));
    }
  });

  it.each(ranges)('are not made of other values: %s', (_, type, least, most) => {
    const key = IntegerKey.of(indexOf([column(type)]))!;
    const others: ColumnValue[] = [
      least - 1,
      most + 1,
      0.5,
      NaN,
      Infinity,
      null,
      1n,
      '1',
      true,
      new Uint8Array(8),
    ];
    for (const value of others) expect(key.write([value]), String(value)).toBe(0);
    expect(key.write([])).toBe(0);
    expect(key.write([1, 1])).toBe(0);
  });

  it('are left to the search key where an index has more than whole numbers, or may cut them', () => {
    expect(IntegerKey.of(indexOf([column(coltyp.long), column(coltyp.text)]))).toBeUndefined();
    expect(IntegerKey.of(indexOf([column(coltyp.long, { isPlaceholder: true })]))).toBeUndefined();
    expect(IntegerKey.of(indexOf([column(coltyp.long)], { keyMost: 4 }))).toBeUndefined();
    expect(IntegerKey.of(indexOf([column(coltyp.long)], { keyMost: 5 }))).toBeDefined();
  });
});
