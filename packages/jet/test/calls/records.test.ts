import { describe, expect, it } from 'vitest';
import {
  JET_bit,
  JET_coltyp,
  JET_Move,
  JET_prep,
  JetAddColumn,
  JetBeginTransaction,
  JetBeginTransaction2,
  JetCommitTransaction,
  JetDelete,
  JetEnumerateColumns,
  JetEscrowUpdate,
  JetGetBookmark,
  JetGetCurrentIndex,
  JetGetLock,
  JetGetRecordPosition,
  JetGetRecordSize2,
  JetGetSecondaryIndexBookmark,
  JetGotoBookmark,
  JetGotoPosition,
  JetGotoSecondaryIndexBookmark,
  JetIndexRecordCount,
  JetIntersectIndexes,
  JetMakeKey,
  JetMove,
  JetPrepareUpdate,
  JetRetrieveColumn,
  JetRetrieveColumns,
  JetRetrieveKey,
  JetRollback,
  JetSeek,
  JetSetColumn,
  JetSetColumns,
  JetSetCurrentIndex,
  JetSetCurrentIndex2,
  JetSetIndexRange,
  JetUpdate,
  type JET_ENUMCOLUMN,
  type JET_RECORDLIST,
  type JET_RECPOS,
  type JET_RECSIZE,
} from '../../src';
import {
  insertPerson,
  jetDatabase,
  longBytes,
  nameOfCurrent,
  peopleTable,
  textBytes,
  type People,
} from '../support/jet-database';
import { nameOf } from '../support/memory-platform';

interface Crowd extends People {
  readonly sesid: number;
}

/** Three people; the names do not have the order of the ids. */
async function crowd(): Promise<Crowd> {
  const one = await jetDatabase();
  const table = peopleTable(one);
  insertPerson(one.sesid, table, 1, 'Cleo');
  insertPerson(one.sesid, table, 2, 'Ada');
  insertPerson(one.sesid, table, 3, 'Bob');
  return { ...table, sesid: one.sesid };
}

const seek = ({ sesid, tableid }: Crowd, id: number, grbit: number): Promise<string> => {
  JetMakeKey(sesid, tableid, longBytes(id), 4, JET_bit.NewKey);
  return nameOf(() => JetSeek(sesid, tableid, grbit));
};

describe('reading', () => {
  it('fills what it is given, and says how much there is', async () => {
    const { sesid, tableid, name, note } = await crowd();
    const bytes = new Uint8Array(10);
    const cbActual = { value: -1 };
    const get = (columnid: number, cb: number, ib = 0): Promise<string> =>
      nameOf(() => JetRetrieveColumn(sesid, tableid, columnid, bytes, cb, cbActual, 0, { ibLongValue: ib }));
    expect(await get(name, 2)).toBe('JET_wrnBufferTruncated');
    expect([cbActual.value, bytes[0], bytes[2]]).toEqual([4, 0x43, 0]);
    expect(await get(name, 10)).toBe('JET_errSuccess');
    expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe('Cleo');
    expect(await get(note, 10)).toBe('JET_wrnColumnNull');
    expect(cbActual.value).toBe(0);
    expect(await get(9999, 10)).toBe('JET_errColumnNotFound');
    expect(await nameOf(() => JetRetrieveColumn(sesid, tableid, name, null, 0, cbActual, 0))).toBe(
      'JET_wrnBufferTruncated',
    );
    expect(cbActual.value).toBe(4);
  });

  it('reads several values in one call', async () => {
    const { sesid, tableid, id, name } = await crowd();
    const elements = [
      { columnid: id, pvData: new Uint8Array(4), cbData: 4, itagSequence: 1 },
      { columnid: name, pvData: new Uint8Array(2), cbData: 2, itagSequence: 1 },
      { columnid: name, pvData: null, cbData: 0, itagSequence: 0 },
    ];
    expect(await nameOf(() => JetRetrieveColumns(sesid, tableid, elements, 3))).toBe(
      'JET_wrnBufferTruncated',
    );
    expect(elements.map((one) => [(one as { err?: number }).err, one.itagSequence])).toEqual([
      [0, 1],
      [1006, 1],
      [0, 1],
    ]);
    expect(elements[0]!.pvData).toEqual(longBytes(1));
  });

  it('enumerates columns and sizes', async () => {
    const { sesid, tableid, id, name, note } = await crowd();
    const count = { value: 0 };
    const columns: { value: readonly JET_ENUMCOLUMN[] | null } = { value: null };
    const compress = JET_bit.EnumerateCompressOutput;
    JetEnumerateColumns(sesid, tableid, 0, null, count, columns, null, null, 0, compress);
    expect(count.value).toBe(2);
    expect(columns.value).toEqual([
      { columnid: id, err: 1536, cbData: 4, pvData: longBytes(1) },
      { columnid: name, err: 1536, cbData: 4, pvData: textBytes('Cleo') },
    ]);
    JetEnumerateColumns(sesid, tableid, 1, [{ columnid: note }], count, columns, null, null, 0, 0);
    expect(columns.value).toEqual([{ columnid: note, err: 1004 }]);
    const size: { value: JET_RECSIZE | null } = { value: null };
    JetGetRecordSize2(sesid, tableid, size, 0);
    const { cbData, cNonTaggedColumns } = size.value!;
    expect([cbData, cNonTaggedColumns]).toEqual([8, 2]);
    JetGetRecordSize2(sesid, tableid, size, JET_bit.RecordSizeRunningTotal);
    expect(size.value!.cbData).toBe(16);
  });
});

describe('finding', () => {
  it('uses its key up', async () => {
    const one = await crowd();
    const { sesid, tableid } = one;
    expect(await seek(one, 2, JET_bit.SeekEQ)).toBe('JET_errSuccess');
    expect(nameOfCurrent(sesid, one)).toBe('Ada');
    expect(await nameOf(() => JetSeek(sesid, tableid, JET_bit.SeekEQ))).toBe('JET_errKeyNotMade');
    expect(await seek(one, 9, JET_bit.SeekGE)).toBe('JET_errRecordNotFound');
    expect(await seek(one, 0, JET_bit.SeekGE)).toBe('JET_wrnSeekNotEqual');
    expect(await seek(one, 1, 0)).toBe('JET_errInvalidParameter');
    expect(await nameOf(() => JetMakeKey(sesid, tableid, longBytes(1), 3, JET_bit.NewKey))).toBe(
      'JET_errInvalidBufferSize',
    );
    JetMakeKey(sesid, tableid, longBytes(1), 4, JET_bit.NewKey);
    const key = new Uint8Array(5);
    const cbActual = { value: 0 };
    expect(await nameOf(() => JetRetrieveKey(sesid, tableid, key, 3, cbActual, JET_bit.RetrieveCopy))).toBe(
      'JET_errBufferTooSmall',
    );
    expect([...key]).toEqual([0x7f, 0x80, 0, 0, 0]);
    expect(cbActual.value).toBe(5);
  });

  it('bounds moves by a range, and counts it', async () => {
    const one = await crowd();
    const { sesid, tableid } = one;
    await seek(one, 1, JET_bit.SeekEQ);
    JetMakeKey(sesid, tableid, longBytes(2), 4, JET_bit.NewKey);
    const grbit = JET_bit.RangeUpperLimit | JET_bit.RangeInclusive;
    JetSetIndexRange(sesid, tableid, grbit);
    JetMove(sesid, tableid, JET_Move.Next);
    expect(await nameOf(() => JetMove(sesid, tableid, JET_Move.Next))).toBe('JET_errNoCurrentRecord');
    await seek(one, 1, JET_bit.SeekEQ);
    JetMakeKey(sesid, tableid, longBytes(2), 4, JET_bit.NewKey);
    JetSetIndexRange(sesid, tableid, grbit);
    const count = { value: 0 };
    JetIndexRecordCount(sesid, tableid, count, 0);
    expect(count.value).toBe(2);
    expect(await nameOf(() => JetSetIndexRange(sesid, tableid, JET_bit.RangeRemove))).toBe(
      'JET_errInvalidOperation',
    );
  });

  it('goes by an index, by bookmarks and by positions', async () => {
    const one = await crowd();
    const { sesid, tableid } = one;
    const index = { value: '' };
    JetGetCurrentIndex(sesid, tableid, index);
    expect(index.value).toBe('byId');
    JetSetCurrentIndex(sesid, tableid, 'byName');
    JetMove(sesid, tableid, JET_Move.First);
    expect(nameOfCurrent(sesid, one)).toBe('Ada');
    const key = new Uint8Array(50);
    const bookmark = new Uint8Array(5);
    const [cbKey, cbBookmark] = [{ value: 0 }, { value: 0 }];
    JetGetSecondaryIndexBookmark(sesid, tableid, key, 50, cbKey, bookmark, 5, cbBookmark);
    const position: { value: JET_RECPOS | null } = { value: null };
    JetMove(sesid, tableid, JET_Move.Last);
    JetGetRecordPosition(sesid, tableid, position);
    expect(position.value).toEqual({ centriesLT: 2, centriesInRange: 1, centriesTotal: 3 });
    JetGotoSecondaryIndexBookmark(sesid, tableid, key, cbKey.value, bookmark, 5, 0);
    expect(nameOfCurrent(sesid, one)).toBe('Ada');
    JetGotoPosition(sesid, tableid, position.value!);
    expect(nameOfCurrent(sesid, one)).toBe('Cleo');
    expect(await nameOf(() => JetSetCurrentIndex2(sesid, tableid, 'byId', 4))).toBe('JET_errInvalidGrbit');
    JetSetCurrentIndex2(sesid, tableid, null, JET_bit.NoMove);
    expect(nameOfCurrent(sesid, one)).toBe('Cleo');
    expect(await nameOf(() => JetGetBookmark(sesid, tableid, bookmark, 2, cbBookmark))).toBe(
      'JET_errBufferTooSmall',
    );
    JetGetBookmark(sesid, tableid, bookmark, 5, cbBookmark);
    JetMove(sesid, tableid, JET_Move.Last);
    // A record that is not there leaves the cursor where it was, as the trace ddl-dml shows.
    const none = Uint8Array.of(0x7f, 0x80, 0, 0, 99);
    expect(await nameOf(() => JetGotoBookmark(sesid, tableid, none, 5))).toBe('JET_errRecordDeleted');
    expect(nameOfCurrent(sesid, one)).toBe('Bob');
    JetGotoBookmark(sesid, tableid, bookmark, 5);
    expect(nameOfCurrent(sesid, one)).toBe('Cleo');
    expect(await nameOf(() => JetGotoBookmark(sesid, tableid, null, 0))).toBe('JET_errInvalidBookmark');
  });

  it('moves on from before the first record of what was an empty table', async () => {
    const one = await jetDatabase();
    const table = peopleTable(one);
    const first = await nameOf(() => JetMove(one.sesid, table.tableid, JET_Move.First));
    expect(first).toBe('JET_errNoCurrentRecord');
    insertPerson(one.sesid, table, 5, 'Eve');
    expect(await nameOf(() => JetMove(one.sesid, table.tableid, JET_Move.Next))).toBe('JET_errSuccess');
  });

  it('intersects indexes', async () => {
    const one = await crowd();
    const { sesid, tableid } = one;
    JetSetCurrentIndex(sesid, tableid, 'byName');
    JetMove(sesid, tableid, JET_Move.First);
    const list: { value: JET_RECORDLIST | null } = { value: null };
    JetIntersectIndexes(sesid, [{ tableid, grbit: JET_bit.RecordInIndex }], 1, list);
    expect(list.value?.cRecord).toBe(3);
    expect(await nameOf(() => JetIntersectIndexes(sesid, [], 0, list))).toBe('JET_errInvalidParameter');
    expect(await nameOf(() => JetIntersectIndexes(sesid, [], 1, list))).toBe('JET_errInvalidParameter');
  });
});

describe('changing', () => {
  it('goes through prepare, set and update', async () => {
    const one = await crowd();
    const { sesid, tableid, id, name } = one;
    const setId = (cb: number): Promise<string> =>
      nameOf(() => JetSetColumn(sesid, tableid, id, longBytes(4), cb, 0));
    expect(await setId(4)).toBe('JET_errUpdateNotPrepared');
    expect(await nameOf(() => JetUpdate(sesid, tableid))).toBe('JET_errUpdateNotPrepared');
    JetPrepareUpdate(sesid, tableid, JET_prep.Insert);
    expect(await nameOf(() => JetPrepareUpdate(sesid, tableid, JET_prep.Insert))).toBe(
      'JET_errAlreadyPrepared',
    );
    expect(await setId(2)).toBe('JET_errInvalidBufferSize');
    expect(await setId(4)).toBe('JET_errSuccess');
    const bookmark = new Uint8Array(5);
    const cbActual = { value: 0 };
    expect(await nameOf(() => JetUpdate(sesid, tableid, bookmark, 2, cbActual))).toBe(
      'JET_errBufferTooSmall',
    );
    expect(await nameOf(() => JetUpdate(sesid, tableid, bookmark, 5, cbActual))).toBe('JET_errSuccess');
    expect([...bookmark]).toEqual([0x7f, 0x80, 0, 0, 4]);
    JetPrepareUpdate(sesid, tableid, JET_prep.Replace);
    const elements = [
      { columnid: name, pvData: textBytes('Cleopatra'), cbData: 9 },
      { columnid: 9999, pvData: null, cbData: 0 },
    ];
    expect(await nameOf(() => JetSetColumns(sesid, tableid, elements, 2))).toBe('JET_errColumnNotFound');
    expect(elements.map((element) => (element as { err?: number }).err)).toEqual([0, -1507]);
    JetUpdate(sesid, tableid);
    expect(nameOfCurrent(sesid, one)).toBe('Cleopatra');
  });

  it('tells no bytes from NULL', async () => {
    const one = await crowd();
    const { sesid, tableid, name } = one;
    const set = (grbit: number): Promise<string> => {
      JetPrepareUpdate(sesid, tableid, JET_prep.Replace);
      JetSetColumn(sesid, tableid, name, new Uint8Array(0), 0, grbit);
      JetUpdate(sesid, tableid);
      return nameOf(() => JetRetrieveColumn(sesid, tableid, name, null, 0, null, 0));
    };
    expect(await set(0)).toBe('JET_wrnColumnNull');
    expect(await set(JET_bit.SetZeroLength)).toBe('JET_errSuccess');
  });

  it('of long values needs a transaction', async () => {
    const one = await crowd();
    const { sesid, tableid, note } = one;
    const size = JET_bit.SetSizeLV;
    JetPrepareUpdate(sesid, tableid, JET_prep.Replace);
    expect(await nameOf(() => JetSetColumn(sesid, tableid, note, null, 5000, size))).toBe(
      'JET_errNotInTransaction',
    );
    JetPrepareUpdate(sesid, tableid, JET_prep.Cancel);
    JetBeginTransaction(sesid);
    JetPrepareUpdate(sesid, tableid, JET_prep.Replace);
    JetSetColumn(sesid, tableid, note, null, 5000, size);
    JetUpdate(sesid, tableid);
    await JetCommitTransaction(sesid, JET_bit.CommitLazyFlush);
    const cbActual = { value: 0 };
    JetRetrieveColumn(sesid, tableid, note, null, 0, cbActual, 0);
    expect(cbActual.value).toBe(5000);
  });

  it('deletes and locks', async () => {
    const { sesid, tableid } = await crowd();
    expect(await nameOf(() => JetGetLock(sesid, tableid, JET_bit.WriteLock))).toBe('JET_errNotInTransaction');
    JetBeginTransaction(sesid);
    JetMove(sesid, tableid, JET_Move.First);
    expect(await nameOf(() => JetGetLock(sesid, tableid, 3))).toBe('JET_errInvalidGrbit');
    expect(await nameOf(() => JetGetLock(sesid, tableid, JET_bit.WriteLock))).toBe('JET_errSuccess');
    expect(await nameOf(() => JetDelete(sesid, tableid))).toBe('JET_errSuccess');
    expect(await nameOf(() => JetDelete(sesid, tableid))).toBe('JET_errRecordDeleted');
  });

  it('adds to counters', async () => {
    const one = await jetDatabase();
    const { sesid } = one;
    const table = peopleTable(one);
    const { tableid } = table;
    const counter = { value: 0 };
    const definition = { coltyp: JET_coltyp.Long, grbit: JET_bit.ColumnFixed | JET_bit.ColumnEscrowUpdate };
    JetAddColumn(sesid, tableid, 'counter', definition, longBytes(0), 4, counter);
    insertPerson(sesid, table, 1, 'Ada');
    const old = new Uint8Array(4);
    const escrow = (cbOld = 4): Promise<string> =>
      nameOf(() => JetEscrowUpdate(sesid, tableid, counter.value, longBytes(5), 4, old, cbOld, null, 0));
    expect(await escrow()).toBe('JET_errNotInTransaction');
    JetBeginTransaction(sesid);
    JetMove(sesid, tableid, JET_Move.First);
    expect(await escrow(2)).toBe('JET_errInvalidBufferSize');
    expect(await escrow()).toBe('JET_errSuccess');
    expect(await escrow()).toBe('JET_errSuccess');
    expect(old).toEqual(longBytes(5));
  });

  it('in a transaction that only reads is refused', async () => {
    const { sesid, tableid } = await crowd();
    JetBeginTransaction2(sesid, JET_bit.TransactionReadOnly);
    expect(await nameOf(() => JetDelete(sesid, tableid))).toBe('JET_errTransReadOnly');
  });
});

describe('transactions (14 §1)', () => {
  it('nest seven times', async () => {
    const { sesid } = await crowd();
    for (let level = 1; level <= 7; level++) JetBeginTransaction(sesid);
    expect(await nameOf(() => JetBeginTransaction(sesid))).toBe('JET_errTransTooDeep');
    expect(await nameOf(() => JetCommitTransaction(sesid, JET_bit.WaitLastLevel0Commit))).toBe(
      'JET_errInTransaction',
    );
    expect(await nameOf(() => JetCommitTransaction(sesid, 0x100))).toBe('JET_errInvalidGrbit');
    JetRollback(sesid, JET_bit.RollbackAll);
    expect(await nameOf(() => JetRollback(sesid))).toBe('JET_errNotInTransaction');
    expect(await nameOf(() => JetCommitTransaction(sesid))).toBe('JET_errNotInTransaction');
    expect(await nameOf(() => JetCommitTransaction(sesid, JET_bit.WaitAllLevel0Commit))).toBe(
      'JET_errSuccess',
    );
  });
});
