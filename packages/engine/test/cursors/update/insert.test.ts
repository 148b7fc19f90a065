import { describe, expect, it } from 'vitest';
import { prepareKind } from '../../../src/cursors/update';
import { failure, openPeople } from './support/people';
import { hexOf, longKey, TestCursor, TestTable } from './support/test-table';

describe('an insert (14 §3.1)', () => {
  it('writes the record and its entries', () => {
    const { cursor } = openPeople();
    expect(hexOf(cursor.insert({ id: 1, v: 10, t: 'row1' }))).toBe('7f80000001');
    cursor.insert({ id: 2, v: 5 });
    expect(cursor.entries('ixv')).toEqual(['7f80000005 7f80000002', '7f8000000a 7f80000001']);
    expect(cursor.entries('ixt')).toEqual(['00 7f80000002', '7f524f573100 7f80000001']);
    expect(Buffer.from(cursor.read(longKey(1), 't')!).toString()).toBe('row1');
  });

  it('of a key that is there is refused and stays prepared (F-25)', () => {
    const { cursor } = openPeople(1);
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 1, v: 2 });
    expect(() => cursor.updates.update()).toThrow(failure('JET_errKeyDuplicate'));
    cursor.set({ id: 2 });
    expect(hexOf(cursor.updates.update())).toBe('7f80000002');
    expect(cursor.entries('ixv')).toEqual(['7f80000002 7f80000002', '7f8000000a 7f80000001']);
    expect(() => cursor.updates.update()).toThrow(failure('JET_errUpdateNotPrepared'));
  });

  it('gives keys of four bytes to a table without primary index (13 §1)', () => {
    const table = new TestTable({
      columns: [{ name: 'a', type: 'long' }],
      indexes: [{ name: 'ia', key: '+a' }],
    });
    const cursor = new TestCursor(table, table.openSession());
    expect(['00000001', '00000002']).toEqual([hexOf(cursor.insert({ a: 7 })), hexOf(cursor.insert({}))]);
    expect(cursor.entries('ia')).toEqual(['00 00000002', '7f80000007 00000001']);
  });

  it('refuses a bookmark that the caller has no room for, before anything is written', () => {
    const { cursor } = openPeople();
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 1 });
    expect(() => cursor.updates.update({ bookmarkBytesMost: 4 })).toThrow(failure('JET_errBufferTooSmall'));
    expect(cursor.rows()).toEqual([]);
    expect(hexOf(cursor.updates.update({ bookmarkBytesMost: 5 }))).toBe('7f80000001');
  });

  it('asks for columns that must have a value, and then for an autoincrement value (11 §2, §4.1; F-22)', () => {
    const table = new TestTable({
      columns: [
        { name: 'ai', type: 'long', flags: ['autoincrement'] },
        { name: 'n', type: 'long', flags: ['notNull'] },
      ],
      indexes: [{ name: 'PK', key: '+ai', flags: ['primary'] }],
    });
    const cursor = new TestCursor(table, table.openSession());
    cursor.updates.prepare(prepareKind.insertMustSetAutoIncrement);
    expect(() => cursor.updates.update()).toThrow(failure('JET_errNullInvalid'));
    cursor.set({ n: 1 });
    expect(() => cursor.updates.update()).toThrow(failure('JET_errAutoIncrementNotSet'));
    expect(() => cursor.set({ ai: 1 })).toThrow(failure('JET_errSetAutoIncrementTooHigh'));
    cursor.cancelUpdate();
    expect(hexOf(cursor.insert({ n: 1 }))).toBe('7f80000001');
    expect(() => cursor.insert({ n: 1, ai: 9 })).toThrow(failure('JET_errInvalidColumnType'));
    cursor.updates.prepare(prepareKind.insertMustSetAutoIncrement);
    expect(() => cursor.set({ n: 1, ai: 1 }).updates.update()).toThrow(failure('JET_errKeyDuplicate'));
    cursor.set({ ai: 2 });
    expect(hexOf(cursor.updates.update())).toBe('7f80000002');
    // The refused insert has used value 2 up.
    expect(hexOf(cursor.insert({ n: 1 }))).toBe('7f80000003');
  });

  it('finds duplicates in unique indexes, whoever made them and in whatever state (F-04, F-43)', () => {
    const table = new TestTable({
      columns: [
        { name: 'id', type: 'long' },
        { name: 'u', type: 'long' },
      ],
      indexes: [
        { name: 'PK', key: '+id', flags: ['primary'] },
        { name: 'ixu', key: '+u', flags: ['unique'] },
      ],
    });
    const [one, two] = [
      new TestCursor(table, table.openSession()),
      new TestCursor(table, table.openSession()),
    ];
    one.insert({ id: 1, u: 1 });
    expect(() => one.insert({ id: 2, u: 1 })).toThrow(failure('JET_errKeyDuplicate'));
    one.session.session.begin();
    two.session.session.begin();
    one.replace(longKey(1), { u: 10 });
    for (const u of [1, 10]) expect(() => two.insert({ id: 5, u })).toThrow(failure('JET_errKeyDuplicate'));
    one.session.session.commit();
    for (const u of [1, 10]) expect(() => two.insert({ id: 5, u })).toThrow(failure('JET_errKeyDuplicate'));
    two.session.session.rollback();
    two.insert({ id: 5, u: 1 });
    expect(two.entries('ixu')).toEqual(['7f80000001 7f80000005', '7f8000000a 7f80000001']);
    expect(two.rows()).toEqual(['7f80000001', '7f80000005']);
  });

  it('over a record deleted by somebody is a duplicate until that is over for all (F-48)', () => {
    const { table, cursor: one } = openPeople(1);
    const two = new TestCursor(table, table.openSession());
    two.session.session.begin();
    one.delete(longKey(1));
    expect(() => two.insert({ id: 1 })).toThrow(failure('JET_errKeyDuplicate'));
    two.session.session.commit();
    expect(hexOf(two.insert({ id: 1, v: 3 }))).toBe('7f80000001');
    expect(two.entries('ixv')).toEqual(['7f80000003 7f80000001']);
  });
});

describe('the entries of a record (13 §2, §4)', () => {
  it('follow null rules and conditions, and a NULL that is not allowed is refused (F-05, F-12)', () => {
    const table = new TestTable({
      columns: [
        { name: 'id', type: 'long' },
        { name: 'a', type: 'long' },
        { name: 'b', type: 'text' },
      ],
      indexes: [
        { name: 'PK', key: '+id', flags: ['primary'] },
        { name: 'some', key: '+a+b', flags: ['allowFirstNull', 'allowSomeNulls'] },
        { name: 'none', key: '+a', flags: ['noNullSegment'] },
        { name: 'when', key: '-a', conditional: [{ column: 'b', mustBeNull: false }] },
      ],
    });
    const cursor = new TestCursor(table, table.openSession());
    cursor.insert({ id: 1, a: 1 });
    cursor.insert({ id: 2, a: 2, b: '' });
    expect(() => cursor.insert({ id: 3, b: 'x' })).toThrow(failure('JET_errNullKeyDisallowed'));
    expect(() => cursor.replace(longKey(1), { a: null })).toThrow(failure('JET_errNullKeyDisallowed'));
    expect(cursor.rows()).toEqual(['7f80000001', '7f80000002']);
    expect(cursor.entries('some')).toEqual(['7f8000000100 7f80000001', '7f8000000240 7f80000002']);
    expect(cursor.entries('when')).toEqual(['807ffffffd 7f80000002']);
    cursor.replace(longKey(2), { b: null });
    expect(cursor.entries('when')).toEqual([]);
  });

  it('that are not allowed are told of before anything is changed, a duplicate first (14 §3.1)', () => {
    const table = new TestTable({
      columns: [
        { name: 'id', type: 'long' },
        { name: 'a', type: 'long' },
        { name: 't', type: 'text' },
      ],
      indexes: [
        { name: 'PK', key: '+id', flags: ['primary'] },
        { name: 'whole', key: '+t', flags: ['disallowTruncation'] },
        { name: 'none', key: '+a', flags: ['noNullSegment'] },
      ],
    });
    const cursor = new TestCursor(table, table.openSession());
    cursor.insert({ id: 1, a: 1 });
    const page = (): bigint => table.host.database.buffer.get(table.tree.pgnoFDP).view.dbtime;
    const before = page();
    expect(() => cursor.insert({ id: 2 })).toThrow(failure('JET_errNullKeyDisallowed'));
    expect(() => cursor.insert({ id: 2, a: 1, t: 'x'.repeat(255) })).toThrow(failure('JET_errKeyTruncated'));
    expect(() => cursor.replace(longKey(1), { a: null })).toThrow(failure('JET_errNullKeyDisallowed'));
    expect(() => cursor.insert({ id: 1 })).toThrow(failure('JET_errKeyDuplicate'));
    expect(page()).toBe(before);
  });

  it('are one for each instance of a multi-valued column, equal ones once (13 §4.1)', () => {
    const table = new TestTable({
      columns: [
        { name: 'id', type: 'long' },
        { name: 'm', type: 'long', isTagged: true, flags: ['multiValued'] },
      ],
      indexes: [
        { name: 'PK', key: '+id', flags: ['primary'] },
        { name: 'ixm', key: '+m', flags: ['multiValued', 'unique'] },
      ],
    });
    const cursor = new TestCursor(table, table.openSession());
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 1, m: 1 }).set({ m: 1 }, { itag: 0 }).set({ m: 2 }, { itag: 0 }).updates.update();
    expect(cursor.entries('ixm')).toEqual(['7f80000001 7f80000001', '7f80000002 7f80000001']);
    expect(() => cursor.insert({ id: 2, m: 2 })).toThrow(failure('JET_errKeyDuplicate'));
    cursor.goTo(longKey(1)).updates.prepare(prepareKind.replace);
    cursor.set({ m: 7 }, { itag: 3 }).updates.update();
    expect(cursor.entries('ixm')).toEqual(['7f80000001 7f80000001', '7f80000007 7f80000001']);
    cursor.delete(longKey(1));
    expect(cursor.entries('ixm')).toEqual([]);
  });

  it('over many instances are replaced too, and only where they differ', () => {
    const table = new TestTable({
      columns: [
        { name: 'id', type: 'long' },
        { name: 'm', type: 'long', isTagged: true, flags: ['multiValued'] },
      ],
      indexes: [
        { name: 'PK', key: '+id', flags: ['primary'] },
        { name: 'ixm', key: '+m', flags: ['multiValued'] },
      ],
    });
    const cursor = new TestCursor(table, table.openSession());
    cursor.updates.prepare(prepareKind.insert);
    cursor.set({ id: 1 });
    for (let m = 0; m < 40; m++) cursor.set({ m }, { itag: 0 });
    cursor.updates.update();
    cursor.goTo(longKey(1)).updates.prepare(prepareKind.replace);
    for (let itag = 1; itag <= 20; itag++) cursor.set({ m: 100 + itag }, { itag });
    cursor.updates.update();
    const expected = [...Array(20).keys()].flatMap((n) => [20 + n, 101 + n]).sort((a, b) => a - b);
    expect(cursor.entries('ixm')).toEqual(expected.map((m) => `${hexOf(longKey(m))} 7f80000001`));
  });

  it('of a text without a certain sort key are refused while the database is as it was (13 §7)', () => {
    const table = new TestTable({
      columns: [
        { name: 'id', type: 'long' },
        { name: 'w', type: 'text', isUnicode: true },
      ],
      indexes: [
        { name: 'PK', key: '+id', flags: ['primary'] },
        { name: 'ixw', key: '+w', flags: ['localizedText'], locale: 'en-US' },
        { name: 'ixd', key: '+w', flags: ['localizedText'], locale: 'de-DE' },
      ],
    });
    const cursor = new TestCursor(table, table.openSession());
    cursor.insert({ id: 1 });
    const pages = (): bigint => table.host.database.buffer.get(table.tree.pgnoFDP).view.dbtime;
    const before = pages();
    expect(() => cursor.insert({ id: 2, w: 'abc' })).toThrow(
      failure('JET_errUnicodeNormalizationNotSupported'),
    );
    expect(() => cursor.replace(longKey(1), { w: 'abc' })).toThrow(
      failure('JET_errUnicodeNormalizationNotSupported'),
    );
    expect(pages()).toBe(before);
    // NULL has a key in every locale.
    cursor.insert({ id: 3 });
    expect(cursor.entries('ixd')).toEqual(['00 7f80000001', '00 7f80000003']);
  });
});
