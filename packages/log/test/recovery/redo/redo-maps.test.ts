import { describe, expect, test } from 'vitest';
import { HeldPages } from '../../../src/recovery/redo/held-pages';
import { RedoMaps, type LostPage } from '../../../src/recovery/redo/redo-maps';

function lost(pgno: number, isec: number): LostPage {
  return {
    pgno,
    kind: 'zeroed',
    error: 'JET_errPageNotInitialized',
    lgpos: { lGeneration: 4, isec, ib: 40 },
    dbtimePage: -1,
    dbtimeBefore: 7,
    dbtimeAfter: 8,
  };
}

function filled(): RedoMaps {
  const maps = new RedoMaps();
  for (const [pgno, isec] of [
    [9, 5],
    [4, 3],
    [20, 8],
  ] as const) {
    maps.add(lost(pgno, isec));
  }
  return maps;
}

describe('lost pages', () => {
  test('recovery fails with the one that was missed first', () => {
    expect(filled().firstProblem()?.pgno).toBe(4);
    expect(new RedoMaps().firstProblem()).toBeUndefined();
  });

  test('only the first record on a page counts', () => {
    const maps = filled();
    maps.add(lost(20, 1));
    expect([maps.size, maps.firstProblem()?.pgno]).toEqual([3, 4]);
  });

  test('are whole again when a record makes them anew', () => {
    const maps = filled();
    maps.remove(4);
    expect([maps.has(4), maps.firstProblem()?.pgno]).toEqual([false, 9]);
  });

  test('go with the range they lie in, however large it is', () => {
    const maps = filled();
    maps.removeRange(4, 5);
    expect(maps.size).toBe(2);
    maps.removeRange(1, 0x7fff_ffff);
    expect(maps.isEmpty).toBe(true);
  });

  test('go when the file ends before them', () => {
    const maps = filled();
    maps.removeBeyond(9);
    expect([maps.has(9), maps.has(20)]).toEqual([true, false]);
    maps.clear();
    expect(maps.isEmpty).toBe(true);
  });
});

describe('held pages', () => {
  test('are held as often as they were asked for', () => {
    const held = new HeldPages();
    held.hold(5);
    held.hold(5);
    held.release(5);
    expect([held.has(5), held.size]).toEqual([true, 1]);
    held.release(5);
    held.release(5);
    expect([held.has(5), held.size]).toEqual([false, 0]);
  });
});
