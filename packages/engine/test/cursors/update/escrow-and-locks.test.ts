import { describe, expect, it } from 'vitest';
import { lockFlag, prepareKind } from '../../../src/cursors/update';
import { failure, openPeople } from './support/people';
import { longKey, TestCursor, TestTable } from './support/test-table';

const i32 = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);
const i64 = (value: bigint): Uint8Array => new Uint8Array(BigInt64Array.of(value).buffer);

function openCounters(): { readonly table: TestTable; readonly cursor: TestCursor } {
  const table = new TestTable({
    columns: [
      { name: 'id', type: 'long' },
      { name: 'n', type: 'long', flags: ['escrowUpdate'], defaultValue: i32(100) },
      { name: 'q', type: 'longLong', flags: ['escrowUpdate'], defaultValue: i64(5n) },
      { name: 't', type: 'text' },
    ],
    indexes: [{ name: 'PK', key: '+id', flags: ['primary'] }],
  });
  const cursor = new TestCursor(table, table.openSession());
  cursor.insert({ id: 1, t: 'a' });
  cursor.insert({ id: 2, n: null });
  return { table, cursor };
}

describe('an escrow update (14 §3.5)', () => {
  it('of several sessions adds up, and each sees its own part alone (F-03)', () => {
    const { table, cursor: one } = openCounters();
    const two = new TestCursor(table, table.openSession());
    const n = table.shape.columnNamed('n');
    const add = (cursor: TestCursor, delta: number): Uint8Array => cursor.updates.escrow(n, i32(delta));
    one.session.session.begin();
    two.session.session.begin();
    expect(add(two.goTo(longKey(1)), 5)).toEqual(i32(100));
    expect(add(one.goTo(longKey(1)), 7)).toEqual(i32(105));
    expect(one.read(longKey(1), 'n')).toEqual(i32(107));
    expect(two.read(longKey(1), 'n')).toEqual(i32(105));
    expect(() => two.replace(longKey(1), { t: 'x' })).toThrow(failure('JET_errWriteConflict'));
    two.session.session.commit();
    expect(add(one.goTo(longKey(1)), -1)).toEqual(i32(112));
    one.session.session.rollback();
    expect(one.read(longKey(1), 'n')).toEqual(i32(105));
    one.session.session.begin();
    expect(add(one, 2_147_483_647)).toEqual(i32(105));
    expect(one.read(longKey(1), 'n')).toEqual(i32(-2_147_483_544));
    expect(one.updates.escrow(table.shape.columnNamed('q'), i64(-6n))).toEqual(i64(5n));
    expect(one.read(longKey(1), 'q')).toEqual(i64(-1n));
  });

  it('is refused where there is nothing to add to, or no one to undo it', () => {
    const { table, cursor } = openCounters();
    const escrow = (name: string, delta: Uint8Array) => (): unknown =>
      cursor.updates.escrow(table.shape.columnNamed(name), delta);
    cursor.goTo(longKey(1));
    expect(escrow('n', i32(1))).toThrow(failure('JET_errNotInTransaction'));
    cursor.session.session.begin();
    expect(escrow('t', i32(1))).toThrow(failure('JET_errInvalidBufferSize'));
    expect(escrow('n', i64(1n))).toThrow(failure('JET_errInvalidBufferSize'));
    expect(escrow('id', i32(1))).toThrow(failure('JET_errInvalidOperation'));
    cursor.updates.prepare(prepareKind.replace);
    expect(escrow('n', i32(1))).toThrow(failure('JET_errAlreadyPrepared'));
    cursor.goTo(longKey(2));
    expect(escrow('n', i32(1))).toThrow(failure('JET_errInvalidOperation'));
    cursor.goTo(longKey(9));
    expect(escrow('n', i32(1))).toThrow(failure('JET_errRecordDeleted'));
  });

  it('stays after a rollback when that is asked for', () => {
    const { table, cursor } = openCounters();
    const { session } = cursor.session;
    session.begin();
    cursor.goTo(longKey(1)).updates.escrow(table.shape.columnNamed('n'), i32(1), { isPermanent: true });
    session.rollback();
    expect(cursor.read(longKey(1), 'n')).toEqual(i32(101));
  });
});

describe('a lock (14 §3.6, F-49)', () => {
  it('is for a transaction; read locks go together, write locks with nothing', () => {
    const { table, cursor: one } = openPeople(1);
    const two = new TestCursor(table, table.openSession());
    const lock = (cursor: TestCursor, kind: keyof typeof lockFlag) => (): void =>
      cursor.goTo(longKey(1)).updates.lock(lockFlag[kind]);
    expect(lock(one, 'write')).toThrow(failure('JET_errNotInTransaction'));
    one.session.session.begin();
    two.session.session.begin();
    expect(() => one.updates.lock(3)).toThrow(failure('JET_errInvalidGrbit'));
    lock(one, 'read')();
    lock(two, 'read')();
    expect(lock(two, 'write')).toThrow(failure('JET_errWriteConflict'));
    expect(() => one.replace(longKey(1), { v: 2 })).toThrow(failure('JET_errWriteConflict'));
    two.session.session.rollback();
    one.replace(longKey(1), { v: 2 });
    two.session.session.begin();
    expect(lock(two, 'read')).toThrow(failure('JET_errWriteConflict'));
  });
});
