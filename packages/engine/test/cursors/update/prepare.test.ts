import { describe, expect, it } from 'vitest';
import { prepareKind, updateFlag } from '../../../src/cursors/update';
import { failure, openPeople } from './support/people';
import { hexOf, longKey, TestCursor } from './support/test-table';

describe('a prepared update (14 §3, F-25)', () => {
  it('is one at most, and calls that need one say so', () => {
    const { cursor } = openPeople(1);
    const { updates } = cursor;
    expect(() => updates.update()).toThrow(failure('JET_errUpdateNotPrepared'));
    expect(() => updates.setColumn(1, Uint8Array.of(1, 0, 0, 0))).toThrow(
      failure('JET_errUpdateNotPrepared'),
    );
    expect(() => updates.prepare(prepareKind.cancel)).toThrow(failure('JET_errUpdateNotPrepared'));
    expect(() => updates.prepare(99)).toThrow(failure('JET_errInvalidParameter'));
    updates.prepare(prepareKind.insert);
    expect(() => updates.prepare(prepareKind.insert)).toThrow(failure('JET_errAlreadyPrepared'));
    expect(() => cursor.updates.update({ grbit: 0x80 })).toThrow(failure('JET_errInvalidGrbit'));
    updates.prepare(prepareKind.cancel);
    expect(cursor.prepared).toBeUndefined();
  });

  it('asks whether it may update first of all, for a column too', () => {
    const { cursor } = openPeople(1);
    cursor.isUpdatable = false;
    const refused = failure('JET_errPermissionDenied');
    expect(() => cursor.updates.setColumn(2, Uint8Array.of(1, 0, 0, 0))).toThrow(refused);
    for (const kind of [prepareKind.insert, prepareKind.replace]) {
      expect(() => cursor.goTo(longKey(1)).updates.prepare(kind)).toThrow(refused);
    }
    expect(() => cursor.updates.delete()).toThrow(refused);
    expect(() => cursor.updates.update()).toThrow(failure('JET_errUpdateNotPrepared'));
  });

  it('that only reads a copy cannot be changed, and needs a transaction as an insert of a copy does', () => {
    const { cursor } = openPeople(1);
    const { updates } = cursor.goTo(longKey(1));
    for (const kind of [prepareKind.readOnlyCopy, prepareKind.insertCopy]) {
      expect(() => updates.prepare(kind)).toThrow(failure('JET_errNotInTransaction'));
    }
    cursor.session.session.begin();
    updates.prepare(prepareKind.readOnlyCopy);
    expect(() => updates.setColumn(2, Uint8Array.of(1, 0, 0, 0))).toThrow(
      failure('JET_errUpdateNotPrepared'),
    );
    expect(() => updates.update()).toThrow(failure('JET_errUpdateNotPrepared'));
    updates.prepare(prepareKind.cancel);
  });

  it('of a deleted record is refused, though it can be locked', () => {
    const { cursor } = openPeople(1);
    cursor.session.session.begin();
    cursor.delete(longKey(1));
    expect(() => cursor.updates.prepare(prepareKind.replace)).toThrow(failure('JET_errRecordDeleted'));
    expect(() => cursor.updates.prepare(prepareKind.replaceNoLock)).toThrow(failure('JET_errRecordDeleted'));
    expect(() => cursor.updates.delete()).toThrow(failure('JET_errRecordDeleted'));
    cursor.updates.lock(2);
    expect(cursor.prepared).toBeUndefined();
  });

  it('is cancelled by a delete, unless it deletes the record itself', () => {
    const { cursor } = openPeople(2);
    cursor.session.session.begin();
    cursor.goTo(longKey(1)).updates.prepare(prepareKind.insertCopyDeleteOriginal);
    expect(() => cursor.updates.delete()).toThrow(failure('JET_errAlreadyPrepared'));
    cursor.updates.prepare(prepareKind.cancel);
    cursor.updates.prepare(prepareKind.replace);
    cursor.updates.delete();
    expect(cursor.prepared).toBeUndefined();
    expect(cursor.rows()).toEqual(['7f80000002']);
  });

  it('survives commits, and rollbacks of levels above it (F-44)', () => {
    const { cursor } = openPeople(1);
    const { session } = cursor.session;
    session.begin();
    cursor.goTo(longKey(1)).updates.prepare(prepareKind.replace);
    cursor.set({ v: 2 });
    session.commit();
    cursor.updates.update();
    expect(cursor.entries('ixv')).toEqual(['7f80000002 7f80000001']);

    session.begin();
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 4 });
    session.begin();
    session.rollback();
    cursor.updates.update();
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 5 });
    session.begin();
    cursor.updates.update();
    session.rollback();
    expect(() => cursor.updates.update()).toThrow(failure('JET_errUpdateNotPrepared'));
    cursor.updates.prepare(prepareKind.insert);
    session.rollback();
    expect(() => cursor.updates.update()).toThrow(failure('JET_errUpdateNotPrepared'));
    expect(cursor.rows()).toEqual(['7f80000001']);
  });

  it('outlives its transaction, but not the changes of others to its record', () => {
    const { table, cursor: one } = openPeople(1);
    const two = new TestCursor(table, table.openSession());
    one.session.session.begin();
    one.goTo(longKey(1)).updates.prepare(prepareKind.replace);
    one.set({ v: 2 });
    one.session.session.commit();
    two.replace(longKey(1), { t: 'other' });
    expect(() => one.updates.update()).toThrow(failure('JET_errWriteConflict'));
  });

  it('of a moved record that fails once is an insert of a copy from then on (F-26)', () => {
    const { cursor } = openPeople(2);
    cursor.session.session.begin();
    cursor.goTo(longKey(1)).updates.prepare(prepareKind.insertCopyDeleteOriginal);
    expect(() => cursor.set({ id: 2 }).updates.update()).toThrow(failure('JET_errKeyDuplicate'));
    expect(hexOf(cursor.set({ id: 3 }).updates.update())).toBe('7f80000003');
    expect(cursor.rows()).toEqual(['7f80000001', '7f80000002', '7f80000003']);
    cursor.goTo(longKey(3)).updates.prepare(prepareKind.insertCopyReplaceOriginal);
    cursor.set({ id: 9 }).updates.update();
    expect(cursor.rows()).toEqual(['7f80000001', '7f80000002', '7f80000009']);
    expect(cursor.entries('ixv')).toEqual([
      '7f8000000a 7f80000001',
      '7f8000000a 7f80000009',
      '7f80000014 7f80000002',
    ]);
  });

  it('moves a record at level 0 too, unless somebody has changed it since', () => {
    const { table, cursor: one } = openPeople(2);
    const two = new TestCursor(table, table.openSession());
    one.goTo(longKey(1)).updates.prepare(prepareKind.insertCopyDeleteOriginal);
    expect(hexOf(one.set({ id: 7 }).updates.update())).toBe('7f80000007');
    expect(one.rows()).toEqual(['7f80000002', '7f80000007']);
    one.goTo(longKey(7)).updates.prepare(prepareKind.insertCopyDeleteOriginal);
    two.replace(longKey(7), { v: 1 });
    expect(() => one.set({ id: 8 }).updates.update()).toThrow(failure('JET_errWriteConflict'));
    two.delete(longKey(7));
    expect(() => one.updates.update()).toThrow(failure('JET_errRecordDeleted'));
    expect(one.rows()).toEqual(['7f80000002']);
    expect(one.entries('ixv')).toEqual(['7f80000014 7f80000002']);
  });

  it('without versions is for tables of the transaction itself (14 §3.3)', () => {
    const { cursor } = openPeople();
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 1 });
    const grbit = updateFlag.noVersion;
    expect(() => cursor.updates.update({ grbit })).toThrow(failure('JET_errUpdateMustVersion'));
    cursor.isTableUncommitted = true;
    expect(hexOf(cursor.updates.update({ grbit }))).toBe('7f80000001');
  });
});
