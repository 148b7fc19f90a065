import { describe, expect, it } from 'vitest';
import { permitVirtualCurrency, setIndexGrbit } from '../../src/cursors';
import { attempt, bm, CursorTable, filledTable, type TestedCursor } from './support/cursor-table';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

const went = (act: () => void): string =>
  attempt(() => {
    act();
    return 'there';
  });

describe('a bookmark (14 §4, F-24)', () => {
  it('leads back to its record', () => {
    const { cursor } = filledTable();
    cursor.seek('-', [2]);
    const bookmark = cursor.cursor.getBookmark();
    cursor.cursor.last();
    expect(went(() => cursor.cursor.gotoBookmark(bookmark))).toBe('there');
    expect(cursor.long('id')).toBe(2);
  });

  it('leads to the entry of the record in the index selected', () => {
    const { cursor } = filledTable();
    cursor.cursor.setCurrentIndex('ixv');
    cursor.cursor.gotoBookmark(bytes(bm(4)));
    expect(cursor.at).toBe(`${bm(4)} 7f80000014`);
    cursor.cursor.previous();
    expect(cursor.at).toBe(`${bm(3)} 7f80000014`);
  });

  it('of a record without entry leads to the record, and to no entry (F-41)', () => {
    const { cursor } = filledTable();
    cursor.cursor.setCurrentIndex('ixt');
    expect(went(() => cursor.cursor.gotoBookmark(bytes(bm(4))))).toBe('JET_errNoCurrentRecord');
    expect(cursor.at).toBe(bm(4));
    expect(cursor.long('id')).toBe(4);
    expect(went(() => void cursor.cursor.retrieveKey())).toBe('JET_errNoCurrentRecord');
    expect(cursor.cursor.next()).toBe(true);
    expect(cursor.at).toBe(`${bm(3)} 7f573000`);
  });

  it('of what is not there, or not any more, is refused', () => {
    const { cursor } = filledTable();
    expect(went(() => cursor.cursor.gotoBookmark(bytes('7f8000ffff')))).toBe('JET_errRecordDeleted');
    expect(went(() => cursor.cursor.gotoBookmark(bytes('7f')))).toBe('JET_errRecordDeleted');
    expect(went(() => cursor.cursor.gotoBookmark(bytes('')))).toBe('JET_errInvalidBookmark');
    cursor.seek('-', [2]);
    cursor.cursor.updates.delete();
    expect(went(() => cursor.cursor.gotoBookmark(bytes(bm(2))))).toBe('JET_errRecordDeleted');
    cursor.cursor.setCurrentIndex('ixv');
    expect(went(() => cursor.cursor.gotoBookmark(bytes(bm(2))))).toBe('JET_errRecordDeleted');
  });

  it('of a table without primary index is the number of its record', () => {
    const table = new CursorTable({ columns: [{ name: 'v', type: 'long' }] });
    const cursor = table.open(table.newSession());
    expect([5, 6, 7].map((v) => cursor.insert({ v }))).toEqual(['00000001', '00000002', '00000003']);
    cursor.cursor.gotoBookmark(bytes('00000002'));
    expect(cursor.long('v')).toBe(6);
    expect(cursor.cursor.currentIndex).toBe('');
    expect(went(() => cursor.cursor.makeKey(bytes('05000000'), 1))).toBe('JET_errNoCurrentIndex');
    cursor.cursor.makeKey(bytes('00000003'), 8);
    cursor.cursor.seek(1);
    expect(cursor.long('v')).toBe(7);
  });
});

describe('a secondary bookmark (14 §4, F-24)', () => {
  function onEntry(): { cursor: TestedCursor; begin: () => void; key: Uint8Array; bookmark: Uint8Array } {
    const { cursor, session } = filledTable();
    cursor.seek('ixv', [20]);
    return { cursor, begin: () => session.begin(), ...cursor.cursor.getSecondaryIndexBookmark() };
  }

  it('leads back to its entry', () => {
    const { cursor, key, bookmark } = onEntry();
    cursor.cursor.last();
    cursor.cursor.gotoSecondaryIndexBookmark(key, bookmark);
    expect(cursor.at).toBe(`${bm(3)} 7f80000014`);
    expect(cursor.long('id')).toBe(3);
  });

  it('needs a secondary index, a key, and a bookmark where keys are not unique', () => {
    const { cursor, key, bookmark } = onEntry();
    const none = new Uint8Array(0);
    expect(went(() => cursor.cursor.gotoSecondaryIndexBookmark(none, bookmark))).toBe(
      'JET_errInvalidBookmark',
    );
    expect(went(() => cursor.cursor.gotoSecondaryIndexBookmark(key, none))).toBe('JET_errInvalidBookmark');
    cursor.cursor.setCurrentIndex('PK');
    expect(went(() => cursor.cursor.gotoSecondaryIndexBookmark(key, bookmark))).toBe('JET_errNoCurrentIndex');
    expect(went(() => void cursor.cursor.getSecondaryIndexBookmark())).toBe('JET_errNoCurrentIndex');
  });

  it('of an entry that the session has removed is refused, whatever is permitted; moves go on from there', () => {
    const { cursor, begin, key, bookmark } = onEntry();
    begin();
    cursor.replace({ v: 999 });
    for (const grbit of [0, permitVirtualCurrency]) {
      const act = (): void => cursor.cursor.gotoSecondaryIndexBookmark(key, bookmark, grbit);
      expect(went(act)).toBe('JET_errRecordDeleted');
    }
    cursor.cursor.next();
    expect(cursor.at).toBe(`${bm(4)} 7f80000014`);
  });

  it('of an entry that was never there may stand for the gap', () => {
    const { cursor } = onEntry();
    const go = (grbit: number) => (): void =>
      cursor.cursor.gotoSecondaryIndexBookmark(bytes('7f80000019'), bytes(bm(1)), grbit);
    expect(went(go(0))).toBe('JET_errRecordDeleted');
    expect(went(go(permitVirtualCurrency))).toBe('there');
    cursor.cursor.next();
    expect(cursor.at).toBe(`${bm(5)} 7f8000001e`);
  });
});

describe('the selection of an index (14 §4)', () => {
  it('puts the move to its first entry off: there is a key, but no bookmark yet', () => {
    const { cursor } = filledTable();
    cursor.seek('-', [4]);
    cursor.cursor.setCurrentIndex('ixt');
    expect(cursor.at).toBe('JET_errNoCurrentRecord 7f573000');
    expect([cursor.long('id'), cursor.text('t')]).toEqual([3, 'w0']);
    expect(cursor.at).toBe(`${bm(3)} 7f573000`);
    cursor.cursor.next();
    expect(cursor.at).toBe(`${bm(6)} 7f573000`);
  });

  it('stays on the record when that is wanted, and its entry is there', () => {
    const { cursor } = filledTable();
    cursor.seek('ixt', ['w1']);
    cursor.cursor.setCurrentIndex('ixv', setIndexGrbit.noMove);
    expect(cursor.at).toBe(`${bm(1)} 7f8000000a`);
    cursor.cursor.next();
    expect(cursor.at).toBe(`${bm(2)} 7f8000000a`);
    cursor.cursor.setCurrentIndex(undefined, setIndexGrbit.noMove);
    expect(cursor.at).toBe(bm(2));
    expect(cursor.long('id')).toBe(2);
  });

  it('changes nothing when the record has no entry in the index', () => {
    const { cursor } = filledTable();
    cursor.seek('-', [4]);
    const act = (): void => cursor.cursor.setCurrentIndex('ixt', setIndexGrbit.noMove);
    expect(went(act)).toBe('JET_errNoCurrentRecord');
    expect([cursor.at, cursor.cursor.currentIndex]).toEqual([bm(4), 'PK']);
  });

  it('goes to the entry of the instance that is asked for (F-10)', () => {
    const table = new CursorTable({
      columns: [
        { name: 'id', type: 'long' },
        { name: 'm', type: 'long', isTagged: true, flags: ['multiValued'] },
      ],
      indexes: [
        { name: 'PK', key: '+id', flags: ['primary'] },
        { name: 'im', key: '+m' },
      ],
    });
    const cursor = table.open(table.newSession());
    cursor.insert({ id: 1, m: [3, 5, 8] });
    cursor.insert({ id: 2, m: [4] });
    cursor.seek('-', [1]);
    cursor.cursor.setCurrentIndex('im', setIndexGrbit.noMove);
    expect(cursor.at).toBe('7f80000001 7f80000003');
    cursor.cursor.setCurrentIndex('im', setIndexGrbit.noMove, 2);
    expect(cursor.at).toBe('7f80000001 7f80000005');
    const act = (): void => cursor.cursor.setCurrentIndex('im', setIndexGrbit.noMove, 4);
    expect(went(act)).toBe('JET_errNoCurrentRecord');
    expect(cursor.scan('im')).toEqual([
      '7f80000001 7f80000003',
      '7f80000002 7f80000004',
      '7f80000001 7f80000005',
      '7f80000001 7f80000008',
    ]);
  });

  it('of one that is not there leaves the cursor where it is', () => {
    const { cursor } = filledTable();
    cursor.seek('-', [4]);
    expect(went(() => cursor.cursor.setCurrentIndex('nope'))).toBe('JET_errIndexNotFound');
    expect(cursor.at).toBe(bm(4));
  });
});
