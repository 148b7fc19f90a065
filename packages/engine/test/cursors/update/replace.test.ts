import { describe, expect, it } from 'vitest';
import { prepareKind } from '../../../src/cursors/update';
import { failure, openPeople } from './support/people';
import { hexOf, longKey, TestCursor, TestTable } from './support/test-table';

describe('a replace (14 §3.2)', () => {
  it('changes the record and the entries of the columns that were set', () => {
    const { cursor } = openPeople(2);
    cursor.replace(longKey(1), { v: 99 });
    expect(cursor.entries('ixv')).toEqual(['7f80000014 7f80000002', '7f80000063 7f80000001']);
    expect(hexOf(cursor.read(longKey(1), 'v')!)).toBe('63000000');
  });

  it('does not change the primary key, though it may be set to what it is (F-26)', () => {
    const { cursor } = openPeople(1);
    expect(() => cursor.replace(longKey(1), { id: 5 })).toThrow(failure('JET_errRecordPrimaryChanged'));
    expect(hexOf(cursor.replace(longKey(1), { id: 1 }))).toBe('7f80000001');
  });

  it('gives as much of the bookmark as there is room for', () => {
    const { cursor } = openPeople(1);
    cursor.goTo(longKey(1)).updates.prepare(prepareKind.replace);
    expect(hexOf(cursor.updates.update({ bookmarkBytesMost: 2 }))).toBe('7f80');
  });

  it('that is refused stays prepared, and counts the version once', () => {
    const table = new TestTable({
      columns: [
        { name: 'id', type: 'long' },
        { name: 'ver', type: 'long', flags: ['version'] },
        { name: 'u', type: 'long' },
      ],
      indexes: [
        { name: 'PK', key: '+id', flags: ['primary'] },
        { name: 'ixu', key: '+u', flags: ['unique'] },
        { name: 'ixver', key: '+ver' },
      ],
    });
    const cursor = new TestCursor(table, table.openSession());
    cursor.insert({ id: 1, u: 1 });
    cursor.insert({ id: 2, u: 2, ver: 5 });
    cursor.goTo(longKey(2)).updates.prepare(prepareKind.replace);
    cursor.set({ u: 1 });
    for (let n = 0; n < 3; n++) expect(() => cursor.updates.update()).toThrow(failure('JET_errKeyDuplicate'));
    cursor.set({ u: 3 }).updates.update();
    expect(hexOf(cursor.read(longKey(2), 'ver')!)).toBe('06000000');
    // The index of the version column follows, whatever else was set: the engine's own leaves it stale (F-36).
    expect(cursor.entries('ixver')).toEqual(['7f80000000 7f80000001', '7f80000006 7f80000002']);
    cursor.goTo(longKey(2)).updates.prepare(prepareKind.replace);
    cursor.updates.update();
    expect(hexOf(cursor.read(longKey(2), 'ver')!)).toBe('06000000');
  });

  it('of a record that another session has changed is a conflict (F-01)', () => {
    const { table, cursor: one } = openPeople(2);
    const two = new TestCursor(table, table.openSession());
    one.session.session.begin();
    two.session.session.begin();
    one.replace(longKey(1), { v: 11 });
    expect(() => two.replace(longKey(1), { v: 12 })).toThrow(failure('JET_errWriteConflict'));
    expect(() => two.delete(longKey(1))).toThrow(failure('JET_errWriteConflict'));
    expect(() => two.goTo(longKey(1)).updates.lock(2)).toThrow(failure('JET_errWriteConflict'));
    two.goTo(longKey(1)).updates.prepare(prepareKind.replaceNoLock);
    two.set({ v: 13 });
    expect(() => two.updates.update()).toThrow(failure('JET_errWriteConflict'));
    expect(two.prepared).toBeDefined();
    one.session.session.commit();
    expect(() => two.updates.update()).toThrow(failure('JET_errWriteConflict'));
    two.cancelUpdate();
    two.session.session.commit();
    two.replace(longKey(1), { v: 12 });
    expect(hexOf(two.read(longKey(1), 'v')!)).toBe('0c000000');
  });

  it('without lock at level 0 sees a change by the record itself (F-25)', () => {
    const { table, cursor: one } = openPeople(2);
    const two = new TestCursor(table, one.session.session);
    for (const kind of [prepareKind.replace, prepareKind.replaceNoLock]) {
      one.goTo(longKey(2)).updates.prepare(kind);
      one.set({ v: 1 });
      two.replace(longKey(2), { t: `t${kind}` });
      expect(() => one.updates.update()).toThrow(failure('JET_errWriteConflict'));
      one.cancelUpdate();
    }
    one.goTo(longKey(2)).updates.prepare(prepareKind.replace);
    two.delete(longKey(2));
    expect(() => one.set({ v: 1 }).updates.update()).toThrow(failure('JET_errRecordDeleted'));
  });

  it('through two cursors of one session keeps what was posted last, whole (F-40)', () => {
    const { table, cursor: one } = openPeople(4);
    const { session } = one.session;
    const two = new TestCursor(table, session);
    session.begin();
    one.goTo(longKey(1)).updates.prepare(prepareKind.replace);
    two.goTo(longKey(1)).updates.prepare(prepareKind.replace);
    one.set({ v: 7 });
    two.set({ t: 'tt' }).updates.update();
    one.updates.update();
    expect(Buffer.from(one.read(longKey(1), 't')!).toString()).toBe('row1');
    expect(hexOf(one.read(longKey(1), 'v')!)).toBe('07000000');

    one.goTo(longKey(3)).updates.prepare(prepareKind.replace);
    two.delete(longKey(3));
    one.set({ v: 1 });
    expect(() => one.updates.update()).toThrow(failure('JET_errRecordDeleted'));
    expect(one.prepared).toBeDefined();
    one.cancelUpdate();

    // Nothing was set, so nothing is looked at.
    one.goTo(longKey(4)).updates.prepare(prepareKind.replace);
    two.goTo(longKey(4)).updates.prepare(prepareKind.insertCopyDeleteOriginal);
    expect(hexOf(two.set({ id: 44 }).updates.update())).toBe('7f8000002c');
    expect(hexOf(one.updates.update())).toBe('7f80000004');
    expect(one.rows()).toEqual(['7f80000001', '7f80000002', '7f8000002c']);
  });

  it('with an index that has lost an entry says so (F-36)', () => {
    const { table, cursor } = openPeople(2);
    const { session } = cursor.session;
    session.begin();
    table.index('ixv').tree.flagDelete(session, longKey(10), longKey(1));
    session.commit();
    expect(() => cursor.replace(longKey(1), { v: 4 })).toThrow(failure('JET_errSecondaryIndexCorrupted'));
    expect(() => cursor.delete(longKey(1))).toThrow(failure('JET_errSecondaryIndexCorrupted'));
    cursor.replace(longKey(1), { t: 'x' });
    expect(cursor.entries('ixt')).toEqual(['7f524f573200 7f80000002', '7f5800 7f80000001']);
  });
});
