import { formatPage, pageFlag, PageView, spaceFlag } from '@esekit/pages';
import { describe, expect, it } from 'vitest';
import {
  fileGrowth,
  grantedByDatabase,
  grantedByTree,
  grownExtent,
  pagesForSplits,
  secondaryExtent,
  splitBufferRefill,
} from '../../../src/write/space/growth';

/** The sizes of 04 §5 and §6, one by one. */

const hints = { growthPercent: 150, cpgExtentLeast: 8, cpgExtentMost: 64 };

it('lets extents grow by their hints, within bounds', () => {
  expect([1, 4, 10, 20, 60].map((cpg) => grownExtent(cpg, hints))).toEqual([8, 8, 15, 30, 64]);
  expect(grownExtent(20, undefined)).toBe(20);
  // At least by one page, or not at all.
  const slow = { growthPercent: 100, cpgExtentLeast: 0, cpgExtentMost: 0 };
  expect([grownExtent(20, slow), grownExtent(20, { ...slow, growthPercent: 0 })]).toEqual([21, 20]);
  expect(grownExtent(3, { growthPercent: 150, cpgExtentLeast: 32, cpgExtentMost: 32 })).toBe(32);
});

it('asks for 4 pages, 16, a quarter of the first extent or as many as the last time', () => {
  const header = (cpg: number, flags = 1) => ({ cpg, flags, pgnoParent: 1, rgbitAvailOrPgnoOE: 5 });
  const size = (request: number, cpg: number, flags: number, isSmall: boolean): number =>
    secondaryExtent(request, header(cpg, flags), () => isSmall, undefined);
  expect(size(1, 1, 1, true)).toBe(4);
  expect(size(9, 1, 1, true)).toBe(9);
  expect(size(1, 1, 1, false)).toBe(16);
  expect(size(1, 20, 1, true)).toBe(20);
  expect(size(1, 100, 1, true)).toBe(100);
  expect(size(1, 4, 1 | spaceFlag.formTwo, true)).toBe(16);
  expect(size(1, 40, 1 | spaceFlag.formTwo, true)).toBe(40);
});

it('leaves no small rest at the database, but for trees of a small one', () => {
  const granted = (
    cpg: number,
    wanted: number,
    isNewTree: boolean,
    database: number,
    pgnoFirst: number,
  ): number => grantedByDatabase({ pgnoFirst, cpg }, { cpgLeast: 1, cpgWanted: wanted, isNewTree }, database);
  expect(granted(3, 4, false, 254, 100)).toBe(3);
  expect(granted(16, 16, false, 254, 100)).toBe(16);
  expect([17, 19, 20].map((cpg) => granted(cpg, 16, false, 254, 100))).toEqual([17, 19, 16]);
  expect(granted(17, 16, true, 253, 127)).toBe(16);
  expect(granted(17, 16, true, 254, 127)).toBe(17);
  expect(granted(17, 16, true, 253, 128)).toBe(17);
});

it('leaves no fragment at a tree, unless less than one was asked for', () => {
  expect([16, 17, 23, 24].map((cpg) => grantedByTree(cpg, 16, 8))).toEqual([16, 17, 23, 16]);
  expect([3, 4, 5].map((cpg) => grantedByTree(cpg, 4, 8))).toEqual([3, 4, 4]);
});

it('makes files a multiple of their extension', () => {
  const growth = (
    cpgLeast: number,
    cpgWanted: number,
    extension: number,
    cpgPrimary: number,
    last: number,
  ): number => fileGrowth({ cpgLeast, cpgWanted }, extension, cpgPrimary, last);
  expect(growth(1, 4, 256, 254, 254)).toBe(256);
  expect(growth(1, 4, 16, 46, 46)).toBe(16);
  expect(growth(20, 20, 16, 46, 46)).toBe(32);
  expect(growth(1, 4, 16, 400, 398)).toBe(112);
  // 50 pages and the header are 4 too many; 12 more are enough for 12, and 28 for 13.
  expect([12, 13].map((cpg) => growth(cpg, cpg, 16, 46, 50))).toEqual([12, 28]);
  expect(growth(1, 1, 1, 30, 33)).toBe(7);
});

it('keeps pages for splits of a space tree by its height', () => {
  const view = new PageView(new Uint8Array(4096));
  const flags = (role: number): void =>
    formatPage(view, { pgno: 5, objidFDP: 2, dbtime: 1n, flags: pageFlag.root | pageFlag.spaceTree | role });
  flags(pageFlag.leaf);
  expect(pagesForSplits(view)).toBe(0);
  view.cbFree = 99;
  expect(pagesForSplits(view)).toBe(2);
  flags(pageFlag.parentOfLeaf);
  expect(pagesForSplits(view)).toBe(3);
  flags(0);
  expect(pagesForSplits(view)).toBe(4);
  const refills = [
    [2, 2],
    [2, 4],
    [3, 6],
    [4, 8],
    [4, 17],
  ] as const;
  expect(refills.map(([splits, required]) => splitBufferRefill(splits, required))).toEqual([2, 4, 8, 16, 32]);
});

describe('a file', () => {
  it('never grows by nothing', () => {
    for (let last = 30; last < 100; last++) {
      for (const extension of [1, 2, 16, 100]) {
        const cpg = fileGrowth({ cpgLeast: 1, cpgWanted: 1 }, extension, 30, last);
        expect([last, extension, cpg >= 1, (last + cpg + 2) % extension]).toEqual([last, extension, true, 0]);
      }
    }
  });
});
