import { describe, expect, it } from 'vitest';
import { buildKeys, coltyp, type IndexDefinition, type KeyColumn } from '../../src/keys';
import { column, fromHex, hexKeys, indexOf, keysOf, type Row } from './fixture';

const m = column(coltyp.long, { isFixed: false, isMultiValued: true });
const n = column(coltyp.text, { isMultiValued: true });
const k = column(coltyp.long);
const row: Row = new Map<KeyColumn, number | (number | string)[]>([
  [m, [5, 3, 5]],
  [n, ['b', 'a']],
  [k, 1],
]);

describe('multi-valued indexes (13 §4.1)', () => {
  it('iterate the first multi-valued column and collapse equal keys', () => {
    expect(hexKeys(indexOf([k, m]), row)).toEqual(['7f800000017f80000005', '7f800000017f80000003']);
    expect(hexKeys(indexOf([m, n]), row)).toEqual(['7f800000057f4200', '7f800000037f4200']);
    expect(keysOf(indexOf([m]), row).map(({ itag }) => itag)).toEqual([1, 2]);
  });

  it('make the product, the last column fastest', () => {
    expect(hexKeys(indexOf([m, n], { crossProduct: true }), row)).toEqual([
      '7f800000057f4200',
      '7f800000057f4100',
      '7f800000037f4200',
      '7f800000037f4100',
    ]);
  });

  it('go through nested values side by side', () => {
    const nested = indexOf([m, n], { nestedTable: true });
    const longer = new Map(row).set(m, [3, 5, 8, 7]);
    const wanted = ['7f800000037f4200', '7f800000057f4100', '7f8000000800', '7f8000000700'];
    expect(hexKeys(nested, longer)).toEqual(wanted);
  });

  it('end even when a nested index has no multi-valued column', () => {
    expect(hexKeys(indexOf([k, column(coltyp.longText)], { nestedTable: true }), row)).toEqual([
      '7f8000000100',
    ]);
  });

  it.each([{}, { crossProduct: true }, { nestedTable: true }])(
    'give one NULL key without values %o',
    (rules) => {
      expect(hexKeys(indexOf([m, n], rules), new Map())).toEqual(['0000']);
      expect(hexKeys(indexOf([m, n], { ...rules, allowAllNulls: false }), new Map())).toEqual([]);
    },
  );

  it('end although a source never does', () => {
    const keys = buildKeys(indexOf([m]), () => fromHex('01000000'));
    expect(keys).toHaveLength(1);
  });
});

describe('null rules (13 §2)', () => {
  const rules = (more: Partial<IndexDefinition>) => indexOf([k, m, n], more);
  const some: Row = new Map([[k, 1]]);
  const notFirst: Row = new Map([[m, [1]]]);
  it.each<[Partial<IndexDefinition>, boolean, boolean, boolean]>([
    [{}, true, true, true],
    [{ allowAllNulls: false }, false, true, true],
    [{ allowAllNulls: false, allowFirstNull: false }, false, false, true],
    [{ allowAllNulls: false, allowFirstNull: false, allowSomeNulls: false }, false, false, false],
  ])('%o', (more, all, first, others) => {
    expect(hexKeys(rules(more), new Map()).length > 0).toBe(all);
    expect(hexKeys(rules(more), notFirst).length > 0).toBe(first);
    expect(hexKeys(rules(more), some).length > 0).toBe(others);
  });

  it('refuse any NULL', () => {
    expect(() => keysOf(rules({ noNullSegment: true }), some)).toThrow(
      expect.objectContaining({ code: -1053 }),
    );
  });

  it('do not take an empty value for NULL', () => {
    const index = indexOf([n], { noNullSegment: true });
    expect(hexKeys(index, new Map([[n, '']]))).toEqual(['40']);
  });
});

describe('conditional indexes (13 §4.3)', () => {
  const c = column(coltyp.long);
  const d = column(coltyp.long);
  const index = indexOf([k], {
    conditionalColumns: [
      { column: c, mustBeNull: false },
      { column: d, mustBeNull: true },
    ],
  });
  it.each<[Row, number]>([
    [new Map([[k, 1]]), 0],
    [
      new Map([
        [c, 1],
        [k, 1],
      ]),
      1,
    ],
    [
      new Map([
        [c, 1],
        [d, 1],
        [k, 1],
      ]),
      0,
    ],
  ])('%#', (values, count) => {
    expect(hexKeys(index, values)).toHaveLength(count);
  });
});

describe('tuple indexes (13 §4.2)', () => {
  const s = column(coltyp.text);
  const limits = { lengthMin: 3, lengthMax: 10, toIndexMax: 0x7fff, increment: 1, start: 0 };
  const keys = (text: string | null, more: Partial<typeof limits> = {}): string[] =>
    hexKeys(indexOf([s], { tuple: { ...limits, ...more } }), new Map([[s, text]]));

  it('have every substring that is long enough', () => {
    expect(keys('jello')).toEqual(['7f4a454c4c4f00', '7f454c4c4f00', '7f4c4c4f00']);
    expect(keys('he')).toEqual([]);
    expect(keys(null)).toEqual([]);
    expect(keys('aaaa', { lengthMin: 2, lengthMax: 2 })).toEqual(['7f414100']);
  });

  it('step, start and stop as asked', () => {
    expect(keys('jello', { lengthMax: 6, toIndexMax: 10, increment: 2, start: 1 })).toEqual(['7f454c4c4f00']);
    expect(keys('abcdefgh', { lengthMax: 3, toIndexMax: 2, increment: 2 })).toEqual([
      '7f41424300',
      '7f43444500',
    ]);
    expect(keys('abcdefgh', { toIndexMax: 0 })).toEqual([]);
  });

  it('refuse limits that make no sense, and numbers', () => {
    expect(() => keys('abc', { lengthMin: 1 })).toThrow(expect.objectContaining({ code: -1435 }));
    expect(() => keys('abc', { increment: 0 })).toThrow(expect.objectContaining({ code: -1435 }));
    expect(() => hexKeys(indexOf([k], { tuple: limits }), row)).toThrow(
      expect.objectContaining({ code: -1433 }),
    );
  });
});
