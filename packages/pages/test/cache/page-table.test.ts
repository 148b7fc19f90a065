import { describe, expect, it } from 'vitest';
import {
  createGrownPageTable,
  createPageTable,
  FlatPageTable,
  SparsePageTable,
} from '../../src/cache/page-table';

describe.each([
  ['flat', () => new FlatPageTable(100)],
  ['sparse', () => new SparsePageTable()],
])('a %s page table', (_, create) => {
  it('remembers slots', () => {
    const table = create();
    table.set(7, 0);
    table.set(100, 5);
    expect([7, 100, 8].map((pgno) => table.get(pgno))).toEqual([0, 5, -1]);
    table.delete(7);
    expect(table.get(7)).toBe(-1);
  });

  it('has no slot for what is no page', () => {
    const table = create();
    for (const pgno of [0, -1, 101, 1.5, Number.NaN]) expect(table.get(pgno)).toBe(-1);
  });
});

it('is flat up to 4 Mi pages', () => {
  expect(createPageTable(4 << 20)).toBeInstanceOf(FlatPageTable);
  expect(createPageTable((4 << 20) + 1)).toBeInstanceOf(SparsePageTable);
});

it('of a file that grows has room to spare, as long as that is cheap', () => {
  const pagesMost = [100, 3 << 20, (4 << 20) + 1].map((pages) => createGrownPageTable(pages).pagesMost);
  expect(pagesMost).toEqual([200, 4 << 20, Number.POSITIVE_INFINITY]);
});
