import { describe, expect, it } from 'vitest';
import { rangeGrbit, seekGrbit } from '../../src/cursors';
import { attempt, bm, filledTable, type TestedCursor } from './support/cursor-table';

const { inclusive, upperLimit, instantDuration, remove } = rangeGrbit;
const noRecord = 'JET_errNoCurrentRecord';

function ranged(cursor: TestedCursor, value: number, grbit: number): string {
  cursor.key(value);
  return attempt(() => {
    cursor.cursor.setIndexRange(grbit);
    return 'set';
  });
}

const removed = (cursor: TestedCursor): string =>
  attempt(() => {
    cursor.cursor.setIndexRange(remove);
    return 'removed';
  });

describe('an index range (13 §5.3, F-16, F-38)', () => {
  it('ends at its limit, which belongs to it or not', () => {
    const { cursor } = filledTable();
    cursor.seek('-', [3]);
    ranged(cursor, 6, inclusive | upperLimit);
    expect(cursor.walk()).toEqual([3, 4, 5, 6].map(bm));
    cursor.seek('-', [3]);
    ranged(cursor, 6, upperLimit);
    expect(cursor.walk()).toEqual([3, 4, 5].map(bm));
  });

  it('ends backwards', () => {
    const { cursor } = filledTable();
    cursor.seek('-', [6]);
    ranged(cursor, 4, inclusive);
    expect(cursor.walk(true)).toEqual([6, 5, 4].map(bm));
    expect(cursor.cursor.next()).toBe(true);
    expect(cursor.at).toBe(bm(1));
  });

  it('is gone when a move has met its end: the cursor is behind the whole index', () => {
    const { cursor } = filledTable();
    cursor.seek('-', [3]);
    ranged(cursor, 5, inclusive | upperLimit);
    cursor.cursor.move(2);
    expect(attempt(() => String(cursor.cursor.move(1)))).toBe(noRecord);
    expect(cursor.at).toBe(noRecord);
    expect(removed(cursor)).toBe('JET_errInvalidOperation');
    expect(cursor.cursor.next()).toBe(false);
    expect(cursor.cursor.previous()).toBe(true);
    expect(cursor.at).toBe(bm(8));
  });

  it('only limits moves in its direction', () => {
    const { cursor } = filledTable();
    cursor.seek('-', [3]);
    ranged(cursor, 5, inclusive | upperLimit);
    expect(cursor.cursor.previous()).toBe(true);
    cursor.cursor.previous();
    expect(cursor.cursor.previous()).toBe(false);
    expect(cursor.cursor.next()).toBe(true);
    expect(cursor.walk()).toEqual([1, 2, 3, 4, 5].map(bm));
  });

  it('that does not have the current entry is refused, and takes the cursor behind its end', () => {
    const { cursor } = filledTable();
    cursor.seek('-', [4]);
    expect(ranged(cursor, 2, upperLimit)).toBe(noRecord);
    expect(cursor.at).toBe(noRecord);
    expect(removed(cursor)).toBe('JET_errInvalidOperation');
    expect(cursor.cursor.previous()).toBe(true);
    expect(cursor.at).toBe(bm(8));
  });

  it('of an instant only looks', () => {
    const { cursor } = filledTable();
    cursor.seek('-', [5]);
    expect(ranged(cursor, 6, inclusive | upperLimit | instantDuration)).toBe('set');
    expect(removed(cursor)).toBe('JET_errInvalidOperation');
    expect(cursor.walk()).toHaveLength(4);
  });

  it('is removed, once', () => {
    const { cursor } = filledTable();
    cursor.seek('-', [5]);
    ranged(cursor, 6, inclusive | upperLimit);
    expect([removed(cursor), removed(cursor)]).toEqual(['removed', 'JET_errInvalidOperation']);
    expect(cursor.walk()).toHaveLength(4);
  });

  it.each<[string, (cursor: TestedCursor) => unknown]>([
    ['a seek', (cursor) => cursor.key(3) && cursor.cursor.seek(seekGrbit.eq)],
    ['a bookmark', (cursor) => cursor.cursor.gotoBookmark(Buffer.from(bm(3), 'hex'))],
    ['a move to the first', (cursor) => cursor.cursor.first()],
    ['a move to the last', (cursor) => cursor.cursor.last()],
    ['the selection of an index', (cursor) => cursor.cursor.setCurrentIndex(undefined)],
    ['a count', (cursor) => cursor.cursor.indexRecordCount()],
    ['a position', (cursor) => cursor.cursor.gotoPosition(0)],
  ])('ends with %s', (_, act) => {
    const { cursor } = filledTable();
    cursor.seek('-', [3]);
    ranged(cursor, 5, inclusive | upperLimit);
    act(cursor);
    expect(removed(cursor)).toBe('JET_errInvalidOperation');
  });

  it('needs an index and a key, which it uses up', () => {
    const { cursor } = filledTable();
    cursor.cursor.first();
    expect(attempt(() => String(cursor.cursor.setIndexRange(inclusive)))).toBe('JET_errKeyNotMade');
    ranged(cursor, 5, upperLimit);
    expect(attempt(() => String(cursor.cursor.setIndexRange(upperLimit)))).toBe('JET_errKeyNotMade');
  });
});

describe('a count (F-16, F-38)', () => {
  it('counts to the end of the range, and the cursor stays', () => {
    const { cursor } = filledTable();
    cursor.seek('-', [4]);
    ranged(cursor, 7, inclusive | upperLimit);
    expect(cursor.cursor.indexRecordCount()).toBe(4);
    expect(cursor.at).toBe(bm(4));
    expect(cursor.cursor.indexRecordCount()).toBe(5);
    expect(cursor.cursor.indexRecordCount(2)).toBe(2);
    cursor.seek('ixv', [20], seekGrbit.eq | seekGrbit.setIndexRange);
    expect(cursor.cursor.indexRecordCount()).toBe(2);
    cursor.cursor.move(2);
    expect(cursor.at).toBe(`${bm(5)} 7f8000001e`);
  });

  it('counts what the session sees', () => {
    const { cursor, session } = filledTable();
    session.begin();
    cursor.seek('-', [4]);
    cursor.cursor.updates.delete();
    expect(attempt(() => String(cursor.cursor.indexRecordCount()))).toBe('JET_errRecordDeleted');
    cursor.cursor.next();
    expect(cursor.cursor.indexRecordCount()).toBe(4);
    cursor.cursor.last();
    cursor.cursor.next();
    expect(attempt(() => String(cursor.cursor.indexRecordCount()))).toBe(noRecord);
  });
});

describe('a position (JetGetRecordPosition)', () => {
  it('is a fraction of the index, and leads back to about there', () => {
    const { cursor } = filledTable();
    const positions = [1, 4, 8].map((id) => {
      cursor.seek('-', [id]);
      return cursor.cursor.approximatePosition().position;
    });
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(cursor.cursor.approximatePosition().entries).toBe(8);
    cursor.cursor.gotoPosition(positions[1]!);
    expect(cursor.at).toBe(bm(4));
    cursor.cursor.gotoPosition(1);
    expect(cursor.at).toBe(bm(8));
    expect(attempt(() => String(cursor.cursor.gotoPosition(1.5)))).toBe('JET_errInvalidParameter');
    cursor.cursor.next();
    expect(attempt(() => String(cursor.cursor.approximatePosition()))).toBe('JET_errNoCurrentRecord');
  });
});
