import { describe, expect, it } from 'vitest';
import { intersect, rangeGrbit, seekGrbit } from '../../src/cursors';
import { attempt, bm, filledTable, hexOf } from './support/cursor-table';

describe('an intersection of indexes (F-30)', () => {
  it('has the records that all ranges have, by their keys', () => {
    const { table, session, cursor: byValue } = filledTable();
    const byText = table.open(session);
    byValue.seek('ixv', [20], seekGrbit.ge);
    byValue.key(30).cursor.setIndexRange(rangeGrbit.inclusive | rangeGrbit.upperLimit);
    byText.seek('ixt', ['w0'], seekGrbit.eq | seekGrbit.setIndexRange);
    expect(intersect([byValue.cursor, byText.cursor]).map(hexOf)).toEqual([3, 6].map(bm));
    // Both stand on the last entry that was looked at, without a range.
    expect([byValue.at, byText.at]).toEqual([`${bm(6)} 7f8000001e`, `${bm(6)} 7f573000`]);
    expect(intersect([byValue.cursor]).map(hexOf)).toEqual([6, 7, 8].map(bm));
    expect(intersect([byValue.cursor]).map(hexOf)).toEqual([bm(8)]);
  });

  it('is of secondary indexes, with a current entry', () => {
    const { table, session, cursor } = filledTable();
    const other = table.open(session);
    cursor.cursor.setCurrentIndex('ixv');
    expect(attempt(() => String(intersect([cursor.cursor, other.cursor])))).toBe('JET_errInvalidParameter');
    expect(attempt(() => String(intersect([])))).toBe('JET_errInvalidParameter');
    cursor.cursor.last();
    cursor.cursor.next();
    expect(attempt(() => String(intersect([cursor.cursor])))).toBe('JET_errNoCurrentRecord');
  });
});
