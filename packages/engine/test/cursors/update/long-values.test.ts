import { describe, expect, it } from 'vitest';
import { prepareKind } from '../../../src/cursors/update';
import { setFlag } from '../../../src/records/write';
import { failure, openPeople } from './support/people';
import { hexOf, longKey, TestCursor, TestTable } from './support/test-table';

const append = { grbit: setFlag.appendLV };

/** Bytes that no two places have in the same way. */
function bytesOf(length: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + seed * 31 + (i >> 8)) & 0xff);
}

describe('long values of prepared updates (12 §2.3, 14 §3)', () => {
  it('are set in a transaction only, NULL too (F-07, F-45)', () => {
    const { cursor } = openPeople(1);
    expect(() => cursor.insert({ id: 2, lv: null })).toThrow(failure('JET_errNotInTransaction'));
    expect(() => cursor.replace(longKey(1), { lv: bytesOf(1) })).toThrow(failure('JET_errNotInTransaction'));
  });

  it('go with their record: shared by copies, released by deletes (F-06)', () => {
    const { table, cursor } = openPeople();
    const { session } = cursor.session;
    session.begin();
    cursor.insert({ id: 1, lv: bytesOf(3000) });
    cursor.goTo(longKey(1)).updates.prepare(prepareKind.insertCopy);
    cursor.set({ id: 3 }).updates.update();
    expect(cursor.references()).toEqual(['1: 2']);
    cursor.goTo(longKey(3)).updates.prepare(prepareKind.replace);
    cursor.set({ lv: bytesOf(50, 9) }, { grbit: setFlag.overwriteLV, ibLongValue: 100 }).updates.update();
    expect(cursor.references()).toEqual(['1: 1', '2: 1']);
    expect(cursor.read(longKey(1), 'lv')).toEqual(bytesOf(3000));
    cursor.delete(longKey(3));
    cursor.replace(longKey(1), { lv: bytesOf(10) });
    expect(cursor.references()).toEqual(['1: 0', '2: 0']);
    session.commit();
    expect(table.host.transactions.activeSessions.size).toBe(0);
  });

  it('are as they were after a cancel, in the middle of other changes of the session', () => {
    const { table, cursor: one } = openPeople();
    const { session } = one.session;
    const two = new TestCursor(table, session);
    session.begin();
    one.insert({ id: 1, lv: bytesOf(5000) });
    one.goTo(longKey(1)).updates.prepare(prepareKind.replace);
    one.set({ lv: bytesOf(10, 2) }, append);
    two.insert({ id: 2, lv: bytesOf(4000, 3) });
    one.set({ lv: bytesOf(6000, 4) }, append);
    session.begin();
    two.insert({ id: 3, v: 3 });
    one.updates.prepare(prepareKind.cancel);
    expect(one.read(longKey(1), 'lv')).toEqual(bytesOf(5000));
    expect(one.read(longKey(2), 'lv')).toEqual(bytesOf(4000, 3));
    session.rollback();
    expect(one.rows()).toEqual(['7f80000001', '7f80000002']);
    session.commit();
    expect(one.read(longKey(1), 'lv')).toEqual(bytesOf(5000));
    expect(one.references()).toEqual(['1: 1', '2: 1']);
  });

  it('do not take their tree with them when they are cancelled', () => {
    // The tree of a table that is not committed is made by the transaction itself, and undone with what made it.
    const { table, cursor } = openPeople();
    cursor.session.session.begin();
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 1, lv: bytesOf(3000) });
    expect(table.madeInUpdate).toBe(0);
    expect(cursor.session.session.update).toBe(0);
    cursor.session.session.rollback();
  });

  it('cancelled in an inner level leave nothing behind in any', () => {
    // The newest version of the outer level was one of the update, and the inner level began behind it: with the
    // version gone, the rollback of the inner level must not go on into the outer one.
    const { cursor } = openPeople();
    const { session } = cursor.session;
    session.begin();
    cursor.insert({ id: 1, v: 1 });
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 2, lv: bytesOf(3000) });
    session.begin();
    cursor.updates.prepare(prepareKind.cancel);
    expect(cursor.references()).toEqual([]);
    cursor.insert({ id: 5 });
    session.rollback();
    expect(cursor.rows()).toEqual(['7f80000001']);
    session.commit();
    expect(cursor.rows()).toEqual(['7f80000001']);
  });

  it('belong to the level in which the update is posted', () => {
    const { cursor } = openPeople();
    const { session } = cursor.session;
    session.begin();
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 2, lv: bytesOf(3000) });
    session.begin();
    cursor.updates.update();
    expect(cursor.references()).toEqual(['1: 1']);
    session.rollback();
    expect(cursor.references()).toEqual([]);
    session.commit();
  });

  it('of several levels belong to that level too', () => {
    // Made in one level and given back in the next one, the value came back with the rollback of the second alone.
    const { cursor } = openPeople();
    const { session } = cursor.session;
    session.begin();
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 2, lv: bytesOf(3000) });
    session.begin();
    cursor.set({ lv: null }).updates.update();
    session.rollback();
    expect(cursor.references()).toEqual([]);
    session.commit();
  });

  it('set in a level that is rolled back take the update with them', () => {
    const { cursor } = openPeople();
    const { session } = cursor.session;
    session.begin();
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 2, lv: bytesOf(2000) });
    session.begin();
    cursor.set({ lv: bytesOf(3000) }, append);
    session.rollback();
    expect(() => cursor.updates.update()).toThrow(failure('JET_errUpdateNotPrepared'));
    expect(cursor.references()).toEqual([]);
    session.commit();
  });

  it('keep a transaction from its commit, but not from that of an inner level (F-44)', () => {
    const { cursor } = openPeople();
    const { session } = cursor.session;
    session.begin();
    session.begin();
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 3, lv: bytesOf(5000) });
    session.commit();
    expect(() => session.commit()).toThrow(failure('JET_errAlreadyPrepared'));
    expect(session.level).toBe(1);
    cursor.updates.update();
    session.commit();
    expect(cursor.read(longKey(3), 'lv')).toEqual(bytesOf(5000));
  });

  it('of a set that is refused are not made', () => {
    const table = new TestTable({
      columns: [
        { name: 'id', type: 'long' },
        { name: 'm', type: 'longBinary', flags: ['multiValued'] },
      ],
      indexes: [{ name: 'PK', key: '+id', flags: ['primary'] }],
    });
    const cursor = new TestCursor(table, table.openSession());
    const { session } = cursor.session;
    session.begin();
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 1, m: bytesOf(2000) });
    const again = { itag: 0, grbit: setFlag.uniqueMultiValues };
    expect(() => cursor.set({ m: bytesOf(2000) }, again)).toThrow(failure('JET_errMultiValuedDuplicate'));
    cursor.set({ m: bytesOf(2001) }, again).updates.update();
    expect(cursor.references()).toEqual(['1: 1', '3: 1']);
    session.commit();
    expect(cursor.read(longKey(1), 'm', 2)).toEqual(bytesOf(2001));
  });

  it('leave a record that gets too small for them, and come back when that is refused too', () => {
    const names = [...Array(18).keys()].map((n) => `b${n}`);
    const table = new TestTable({
      columns: [
        { name: 'id', type: 'long' },
        { name: 'lv', type: 'longBinary' },
        ...names.map((name) => ({ name, type: 'binary' }) as const),
      ],
      indexes: [{ name: 'PK', key: '+id', flags: ['primary'] }],
    });
    const cursor = new TestCursor(table, table.openSession());
    const { session } = cursor.session;
    session.begin();
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 1, lv: bytesOf(300) });
    for (const name of names.slice(0, 13)) cursor.set({ [name]: bytesOf(255) });
    expect(cursor.references()).toEqual([]);
    cursor.set({ b13: bytesOf(255) });
    expect(cursor.references()).toEqual(['1: 1']);
    expect(() => cursor.set({ b14: bytesOf(255) })).toThrow(failure('JET_errRecordTooBig'));
    cursor.updates.update();
    session.commit();
    expect(cursor.read(longKey(1), 'lv')).toEqual(bytesOf(300));
    // Outside of a transaction there is nothing that could take the long value back again.
    cursor.goTo(longKey(1)).updates.prepare(prepareKind.replace);
    expect(() => cursor.set({ b14: bytesOf(255) })).toThrow(failure('JET_errRecordTooBig'));
  });

  it('are handed over with a moved record, and shared when the original stays after all (F-26)', () => {
    const { cursor } = openPeople(1);
    const { session } = cursor.session;
    session.begin();
    cursor.insert({ id: 2, lv: bytesOf(5000) });
    cursor.goTo(longKey(2)).updates.prepare(prepareKind.insertCopyDeleteOriginal);
    cursor.set({ id: 3 }).updates.update();
    expect(cursor.references()).toEqual(['1: 1']);
    cursor.goTo(longKey(3)).updates.prepare(prepareKind.insertCopyDeleteOriginal);
    expect(() => cursor.set({ id: 1 }).updates.update()).toThrow(failure('JET_errKeyDuplicate'));
    cursor.set({ id: 4 }).updates.update();
    expect(cursor.rows()).toEqual(['7f80000001', '7f80000003', '7f80000004']);
    expect(cursor.references()).toEqual(['1: 2']);
    cursor.goTo(longKey(4)).updates.prepare(prepareKind.insertCopyDeleteOriginal);
    cursor.set({ lv: bytesOf(7) });
    expect(() => cursor.set({ id: 1 }).updates.update()).toThrow(failure('JET_errKeyDuplicate'));
    cursor.set({ id: 6 }).updates.update();
    expect(cursor.references()).toEqual(['1: 2']);
    expect(hexOf(cursor.read(longKey(6), 'lv')!)).toBe(hexOf(bytesOf(7)));
    session.commit();
  });

  it('begin with the default of their column where the record has none', () => {
    const table = new TestTable({
      columns: [
        { name: 'id', type: 'long' },
        { name: 'lt', type: 'longText', defaultValue: Uint8Array.of(0x61, 0x42) },
      ],
      indexes: [{ name: 'PK', key: '+id', flags: ['primary'] }],
    });
    const cursor = new TestCursor(table, table.openSession());
    cursor.session.session.begin();
    const textOf = (id: number): string => Buffer.from(cursor.read(longKey(id), 'lt')!).toString();
    const setAs = (id: number, value: string, flags: number, ibLongValue: number): void => {
      cursor.updates.prepare(prepareKind.insert);
      cursor.set({ id }).set({ lt: value }, { grbit: flags, ibLongValue });
      cursor.updates.update();
    };
    setAs(1, 'xyz', setFlag.overwriteLV, 1);
    setAs(2, 'xyz', setFlag.appendLV, 0);
    setAs(3, 'xyz', 0, 0);
    expect([1, 2, 3].map(textOf)).toEqual(['axyz', 'aBxyz', 'xyz']);
    expect(() => setAs(4, 'xyz', setFlag.overwriteLV, 3)).toThrow(failure('JET_errColumnNoChunk'));
  });

  it('give keys from their beginning, wherever they are (13 §2)', () => {
    const table = new TestTable({
      columns: [
        { name: 'id', type: 'long' },
        { name: 'lt', type: 'longText' },
      ],
      indexes: [
        { name: 'PK', key: '+id', flags: ['primary'] },
        { name: 'ixlt', key: '+lt' },
      ],
    });
    const cursor = new TestCursor(table, table.openSession());
    const { session } = cursor.session;
    session.begin();
    cursor.insert({ id: 1, lt: 'a'.repeat(9000) });
    const key = `7f${'41'.repeat(253)}41`;
    expect(cursor.entries('ixlt')).toEqual([`${key} 7f80000001`]);
    cursor.replace(longKey(1), { lt: 'b' });
    expect(cursor.entries('ixlt')).toEqual(['7f4200 7f80000001']);
    cursor.delete(longKey(1));
    expect(cursor.entries('ixlt')).toEqual([]);
    session.commit();
  });
});
