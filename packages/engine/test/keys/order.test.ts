import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import {
  coltyp,
  columnBytes,
  compareKeys,
  decodeKey,
  indexDefinition,
  type ColumnValue,
} from '../../src/keys';
import { column, keysOf } from './fixture';

const random = seededRandom(seedForRun('order of keys'));
const bits = (count: number): bigint =>
  random.fill(new Uint8Array(count / 8)).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const float = (size: 4 | 8): number => {
  const view = new DataView(random.fill(new Uint8Array(8)).buffer);
  const value = size === 4 ? view.getFloat32(0) : view.getFloat64(0);
  return Number.isNaN(value) ? 0.5 : value;
};
const bytes = (most: number): Uint8Array => random.fill(new Uint8Array(random.below(most + 1)));
const nearby = (most: number): Uint8Array => bytes(most).map((byte) => byte & 1);
const word = (most: number): string =>
  Array.from({ length: random.below(most + 1) }, () => random.pick(['A', 'B', '1', ' ', '~'])).join('');

const byNumber = (a: ColumnValue, b: ColumnValue): number => (a! < b! ? -1 : a! > b! ? 1 : 0);
const byBytes = (a: ColumnValue, b: ColumnValue): number => compareKeys(a as Uint8Array, b as Uint8Array);

const kinds: [string, number, () => ColumnValue, (a: ColumnValue, b: ColumnValue) => number][] = [
  ['Bit', coltyp.bit, () => random.below(2), byNumber],
  ['UnsignedByte', coltyp.unsignedByte, () => random.below(256), byNumber],
  ['Short', coltyp.short, () => random.below(0x10000) - 0x8000, byNumber],
  ['Long', coltyp.long, () => BigInt.asIntN(32, bits(32)), byNumber],
  ['Currency', coltyp.currency, () => BigInt.asIntN(64, bits(64)), byNumber],
  ['IEEESingle', coltyp.ieeeSingle, () => float(4), byNumber],
  ['IEEEDouble', coltyp.ieeeDouble, () => float(8), byNumber],
  ['DateTime', coltyp.dateTime, () => float(8), byNumber],
  ['Binary', coltyp.binary, () => nearby(20), byBytes],
  ['LongBinary', coltyp.longBinary, () => bytes(40), byBytes],
  ['Text', coltyp.text, () => word(12), byNumber],
  ['UnsignedLong', coltyp.unsignedLong, () => bits(32), byNumber],
  ['LongLong', coltyp.longLong, () => BigInt.asIntN(64, bits(64)), byNumber],
  ['UnsignedShort', coltyp.unsignedShort, () => random.below(0x10000), byNumber],
  ['UnsignedLongLong', coltyp.unsignedLongLong, () => bits(64), byNumber],
];

describe.each(kinds)('keys of %s', (_, type, make, order) => {
  const of = column(type);
  it.each([false, true])('sort like the values (descending: %s)', (descending) => {
    const index = indexDefinition({ segments: [{ column: of, descending }] });
    const key = (value: ColumnValue): Uint8Array => keysOf(index, new Map([[of, value]]))[0]!.key;
    for (let i = 0; i < 500; i++) {
      const [a, b] = [make(), make()];
      const wanted = Math.sign(order(a, b)) * (descending ? -1 : 1);
      expect(Math.sign(compareKeys(key(a), key(b))) + 0, `${String(a)} and ${String(b)}`).toBe(wanted + 0);
    }
  });

  it.each([false, true])('give the values back (descending: %s)', (descending) => {
    if (type === coltyp.text) return;
    const last = column(coltyp.long);
    const index = indexDefinition({
      segments: [
        { column: of, descending },
        { column: last, descending },
      ],
    });
    for (let i = 0; i < 200; i++) {
      const value = make();
      const key = keysOf(
        index,
        new Map<typeof of, ColumnValue>([
          [of, value],
          [last, i],
        ]),
      )[0]!.key;
      expect(decodeKey(index, key)).toEqual([columnBytes(of, value), columnBytes(last, i)]);
    }
  });
});

describe('GUID keys', () => {
  it.each([false, true])('give the values back (.NET order: %s)', (dotNetGuid) => {
    const of = column(coltyp.guid);
    const index = indexDefinition({ segments: [{ column: of, descending: true }], dotNetGuid });
    for (let i = 0; i < 100; i++) {
      const value = random.fill(new Uint8Array(16));
      expect(decodeKey(index, keysOf(index, new Map([[of, value]]))[0]!.key)).toEqual([value]);
    }
  });
});
