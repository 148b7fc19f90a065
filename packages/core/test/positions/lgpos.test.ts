import { seedForRun } from '@esekit/testkit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareLgpos,
  formatLgpos,
  isLgposSet,
  lgposMax,
  lgposMin,
  lgposSize,
  parseLgpos,
  readLgpos,
  writeLgpos,
  type Lgpos,
} from '../../src/index';
import { anyLgpos } from './arbitraries';
import { hexBytes, viewOf, written } from './bytes';

const seed = seedForRun('lgpos');

describe('on disk', () => {
  test('ib comes first, then isec, then the generation', () => {
    const lgpos: Lgpos = { ib: 0x0268, isec: 0x0014, lGeneration: 0x01020304 };
    const bytes = hexBytes('68 02 14 00 04 03 02 01');
    expect(readLgpos(viewOf(bytes), 0)).toEqual(lgpos);
    expect(written(lgposSize, (view) => writeLgpos(view, 0, lgpos))).toEqual(bytes);
  });

  test('is read and written at an offset, and nothing else is touched', () => {
    const bytes = written(12, (view) => writeLgpos(view, 2, { ib: 1, isec: 2, lGeneration: 3 }));
    expect(bytes).toEqual(hexBytes('ee ee 01 00 02 00 03 00 00 00 ee ee'));
    expect(readLgpos(viewOf(bytes), 2)).toEqual({ ib: 1, isec: 2, lGeneration: 3 });
  });

  test('every position survives', () => {
    fc.assert(
      fc.property(anyLgpos, (lgpos) => {
        const bytes = written(lgposSize, (view) => writeLgpos(view, 0, lgpos));
        expect(readLgpos(viewOf(bytes), 0)).toEqual(lgpos);
      }),
      { seed },
    );
  });
});

describe('order', () => {
  test('generation counts before sector, sector before byte', () => {
    const inOrder: Lgpos[] = [
      lgposMin,
      { ib: 0, isec: 0, lGeneration: 1 },
      { ib: 9, isec: 0, lGeneration: 1 },
      { ib: 0, isec: 1, lGeneration: 1 },
      { ib: 0, isec: 0, lGeneration: 2 },
      lgposMax,
    ];
    inOrder.forEach((a, i) => {
      inOrder.forEach((b, j) => expect(Math.sign(compareLgpos(a, b)), `${i} ${j}`).toBe(Math.sign(i - j)));
    });
  });

  test('agrees with the order of the three numbers written out', () => {
    const key = ({ ib, isec, lGeneration }: Lgpos): bigint =>
      (BigInt(lGeneration) << 32n) | (BigInt(isec) << 16n) | BigInt(ib);
    fc.assert(
      fc.property(anyLgpos, anyLgpos, (a, b) => {
        const expected = key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
        expect(Math.sign(compareLgpos(a, b))).toBe(expected);
      }),
      { seed },
    );
  });

  test('only all zero is not set', () => {
    expect(isLgposSet(lgposMin)).toBe(false);
    expect(isLgposSet({ ib: 1, isec: 0, lGeneration: 0 })).toBe(true);
    expect(isLgposSet(lgposMax)).toBe(true);
  });
});

describe('as text', () => {
  test('is generation, sector and byte in hex', () => {
    expect(formatLgpos({ ib: 0x268, isec: 0x14, lGeneration: 1 })).toBe('1:14:268');
    expect(formatLgpos(lgposMin)).toBe('0:0:0');
    expect(formatLgpos(lgposMax)).toBe('7fffffff:ffff:ffff');
  });

  test('every position survives, in upper case too', () => {
    fc.assert(
      fc.property(anyLgpos, (lgpos) => {
        expect(parseLgpos(formatLgpos(lgpos))).toEqual(lgpos);
        expect(parseLgpos(formatLgpos(lgpos).toUpperCase())).toEqual(lgpos);
      }),
      { seed },
    );
  });

  test.each(['', '1', '1:2', '1:2:3:4', '1:2:', ':2:3', 'g:0:0', '-1:0:0', ' 1:2:3', '1:2:3\n', '1,2,3'])(
    '%j is no position',
    (text) => expect(parseLgpos(text)).toBeUndefined(),
  );

  test.each(['80000000:0:0', '123456789:0:0', '1:10000:0', '1:0:10000'])('%j is out of range', (text) =>
    expect(parseLgpos(text)).toBeUndefined(),
  );
});
