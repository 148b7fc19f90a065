import { describe, expect, it } from 'vitest';
import { seekGrbit } from '../../src/cursors';
import { keyGrbit } from '../../src/keys';
import { attempt, bm, filledTable, type TestedCursor } from './support/cursor-table';

const { eq, lt, le, ge, gt, checkUniqueness, setIndexRange } = seekGrbit;

/** What a seek answers, and where it leads. */
function sought(cursor: TestedCursor, index: string, value: number, mode: number): string {
  const answer = attempt(() => cursor.seek(index, [value], mode) ?? '');
  return [answer, attempt(() => cursor.at)].filter((text) => text !== '').join(' ');
}

describe('a seek (13 §5.2, F-39)', () => {
  it('finds an equal entry, the first one of it', () => {
    const { cursor } = filledTable();
    expect(sought(cursor, 'ixv', 20, eq)).toBe(`${bm(3)} 7f80000014`);
    expect(sought(cursor, 'ixv', 20, le)).toBe(`${bm(3)} 7f80000014`);
    expect(sought(cursor, 'ixv', 20, lt)).toBe(`${bm(2)} 7f8000000a`);
    expect(sought(cursor, 'ixv', 20, ge)).toBe(`${bm(3)} 7f80000014`);
    expect(sought(cursor, 'ixv', 20, gt)).toBe(`${bm(5)} 7f8000001e`);
  });

  it('says when it has only found a neighbour', () => {
    const { cursor } = filledTable();
    expect(sought(cursor, 'ixv', 25, le)).toBe(`JET_wrnSeekNotEqual ${bm(4)} 7f80000014`);
    expect(sought(cursor, 'ixv', 25, ge)).toBe(`JET_wrnSeekNotEqual ${bm(5)} 7f8000001e`);
    expect(sought(cursor, 'ixv', 25, lt)).toBe(`${bm(4)} 7f80000014`);
    expect(sought(cursor, 'ixv', 25, gt)).toBe(`${bm(5)} 7f8000001e`);
  });

  it.each([
    [25, eq, 1, `${bm(5)} 7f8000001e`],
    [25, eq, -1, `${bm(4)} 7f80000014`],
    [99, ge, -1, `${bm(8)} 7f80000028`],
    [99, gt, 1, undefined],
    [1, le, 1, `${bm(1)} 7f8000000a`],
    [1, lt, -1, undefined],
  ])('that fails stands at the gap: %i with %i, then %i', (value, mode, rows, expected) => {
    const { cursor } = filledTable();
    expect(sought(cursor, 'ixv', value, mode)).toBe('JET_errRecordNotFound JET_errNoCurrentRecord');
    expect(attempt(() => String(cursor.long('id')))).toBe('JET_errNoCurrentRecord');
    expect(rows > 0 ? cursor.cursor.next() : cursor.cursor.previous()).toBe(expected !== undefined);
    if (expected !== undefined) expect(cursor.at).toBe(expected);
  });

  it('says whether a key is unique', () => {
    const { cursor } = filledTable();
    expect(sought(cursor, '-', 5, eq | checkUniqueness)).toBe(`JET_wrnUniqueKey ${bm(5)}`);
    expect(sought(cursor, 'ixv', 20, eq | checkUniqueness)).toBe(`${bm(3)} 7f80000014`);
    cursor.cursor.updates.delete();
    expect(sought(cursor, 'ixv', 20, eq | checkUniqueness)).toBe(`JET_wrnUniqueKey ${bm(4)} 7f80000014`);
    expect(cursor.cursor.previous()).toBe(true);
    expect(cursor.at).toBe(`${bm(2)} 7f8000000a`);
  });

  it('passes what the session has deleted', () => {
    const { cursor, session } = filledTable();
    session.begin();
    cursor.seek('-', [4]);
    cursor.cursor.updates.delete();
    expect(sought(cursor, '-', 4, eq)).toBe('JET_errRecordNotFound JET_errNoCurrentRecord');
    expect(cursor.cursor.next()).toBe(true);
    expect(cursor.at).toBe(bm(5));
    expect(sought(cursor, '-', 4, ge)).toBe(`JET_wrnSeekNotEqual ${bm(5)}`);
    expect(sought(cursor, '-', 4, le)).toBe(`JET_wrnSeekNotEqual ${bm(3)}`);
  });

  it('uses the key up, found or not, but not when its options are refused', () => {
    const { cursor } = filledTable();
    expect(attempt(() => cursor.cursor.seek(eq) ?? '')).toBe('JET_errKeyNotMade');
    cursor.key(4);
    expect(attempt(() => cursor.cursor.seek(0) ?? '')).toBe('JET_errInvalidParameter');
    expect(attempt(() => cursor.cursor.seek(eq | ge) ?? '')).toBe('JET_errInvalidParameter');
    expect(attempt(() => cursor.cursor.seek(ge) ?? 'found')).toBe('found');
    expect(attempt(() => cursor.cursor.seek(ge) ?? '')).toBe('JET_errKeyNotMade');
    cursor.key(44);
    expect(attempt(() => cursor.cursor.seek(eq) ?? '')).toBe('JET_errRecordNotFound');
    expect(attempt(() => cursor.cursor.seek(eq) ?? '')).toBe('JET_errKeyNotMade');
  });

  it('sets a range for an equal entry only', () => {
    const { cursor } = filledTable();
    cursor.seek('ixv', [20], eq | setIndexRange);
    expect(cursor.walk().map((at) => at.slice(0, 10))).toEqual([3, 4].map(bm));
    cursor.seek('ixv', [20], ge | setIndexRange);
    expect(cursor.walk()).toHaveLength(6);
  });

  it('takes limits (F-39)', () => {
    const { cursor } = filledTable();
    cursor.cursor.setCurrentIndex('ixv');
    cursor.keyWith(keyGrbit.fullColumnEndLimit, 20);
    expect(cursor.cursor.seek(le)).toBe('JET_wrnSeekNotEqual');
    expect(cursor.at).toBe(`${bm(4)} 7f80000014`);
    cursor.keyWith(keyGrbit.fullColumnStartLimit, 20);
    expect(cursor.cursor.seek(ge)).toBeUndefined();
    expect(attempt(() => String(cursor.cursor.makeKey(new Uint8Array(4))))).toBe('JET_errKeyNotMade');
  });
});

describe('a search key', () => {
  it('can be looked at, and belongs to the index it was made for', () => {
    const { cursor } = filledTable();
    expect(attempt(() => String(cursor.cursor.retrieveKey(true)))).toBe('JET_errKeyNotMade');
    cursor.key(5);
    expect(Buffer.from(cursor.cursor.retrieveKey(true)).toString('hex')).toBe(bm(5));
    expect(attempt(() => String(cursor.cursor.makeKey(new Uint8Array(4))))).toBe('JET_errKeyIsMade');
    cursor.cursor.setCurrentIndex('ixv');
    expect(attempt(() => cursor.cursor.seek(eq) ?? '')).toBe('JET_errKeyNotMade');
    expect(attempt(() => String(cursor.cursor.makeKey(new Uint8Array(4))))).toBe('JET_errKeyNotMade');
  });

  it('of a primary index is filled up to what its keys can have (L3-nest-1004)', () => {
    const { cursor } = filledTable();
    cursor.keyWith(keyGrbit.fullColumnEndLimit, 22);
    expect(Buffer.from(cursor.cursor.retrieveKey(true)).toString('hex')).toBe('7f80000016ff');
    cursor.cursor.setCurrentIndex('ixv');
    cursor.keyWith(keyGrbit.fullColumnEndLimit, 22);
    expect(cursor.cursor.retrieveKey(true)).toHaveLength(256);
  });
});

describe('find', () => {
  it('seeks values, whole or the first of them', () => {
    const { cursor } = filledTable();
    expect(cursor.cursor.find(6)).toBe(true);
    expect(cursor.long('v')).toBe(30);
    expect(cursor.cursor.find(60)).toBe(false);
    cursor.cursor.setCurrentIndex('ixt');
    expect(cursor.cursor.find('w2')).toBe(true);
    expect(cursor.long('id')).toBe(2);
    expect(cursor.cursor.find('w9')).toBe(false);
    expect(cursor.cursor.previous()).toBe(true);
    expect(cursor.long('id')).toBe(8);
  });
});
