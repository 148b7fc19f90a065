import { describe, expect, it } from 'vitest';
import { seekGrbit } from '../../src/cursors';
import { attempt, bm, filledTable } from './support/cursor-table';

const noRecord = 'JET_errNoCurrentRecord';

describe('a rollback (14 §1, F-14, F-37)', () => {
  it('of a level in which the cursor did nothing leaves it where it is', () => {
    const { cursor, session } = filledTable();
    cursor.seek('ixv', [20]);
    session.begin();
    expect(cursor.long('id')).toBe(3);
    session.rollback();
    expect(cursor.at).toBe(`${bm(3)} 7f80000014`);
    cursor.cursor.move(0);
    cursor.cursor.next();
    expect(cursor.at).toBe(`${bm(4)} 7f80000014`);
  });

  it('takes the place away that was taken in it', () => {
    const { cursor, session } = filledTable();
    cursor.seek('-', [2]);
    session.begin();
    cursor.seek('-', [3]);
    cursor.cursor.updates.delete();
    cursor.cursor.previous();
    session.rollback();
    expect(cursor.at).toBe(noRecord);
    expect(attempt(() => String(cursor.long('id')))).toBe(noRecord);
    expect(attempt(() => String(cursor.cursor.move(0)))).toBe(noRecord);
    cursor.seek('-', [3]);
    expect(cursor.long('id')).toBe(3);
  });

  it('brings back the record that the cursor had been on before', () => {
    const { cursor, session } = filledTable();
    cursor.seek('-', [3]);
    session.begin();
    cursor.cursor.updates.delete();
    expect(attempt(() => String(cursor.long('id')))).toBe('JET_errRecordDeleted');
    session.rollback();
    expect(cursor.long('id')).toBe(3);
  });

  it('of an inner level leaves the record, and takes the entry away', () => {
    const { cursor, session } = filledTable();
    cursor.seek('ixv', [20]);
    session.begin();
    session.begin();
    cursor.cursor.next();
    session.rollback();
    expect(cursor.at).toBe(bm(4));
    expect(cursor.long('id')).toBe(4);
    expect(attempt(() => String(cursor.cursor.retrieveKey()))).toBe(noRecord);
    cursor.cursor.first();
    session.commit();
    expect(cursor.at).toBe(`${bm(1)} 7f8000000a`);
  });

  it('unselects the index that was selected in it', () => {
    const { cursor, session, table } = filledTable();
    session.begin();
    cursor.cursor.setCurrentIndex('ixt');
    cursor.cursor.first();
    session.rollback();
    expect([cursor.cursor.currentIndex, cursor.at]).toEqual(['PK', noRecord]);
    expect(table.byName.get('IXT')!.cursors).toBe(0);
    session.begin();
    cursor.cursor.setCurrentIndex('ixt');
    cursor.cursor.first();
    session.commit();
    session.begin();
    session.rollback();
    expect(cursor.at).toBe(`${bm(3)} 7f573000`);
  });

  it('leaves a search key', () => {
    const { cursor, session } = filledTable();
    session.begin();
    cursor.seek('-', [3]);
    cursor.key(5);
    session.rollback();
    expect(cursor.cursor.seek(seekGrbit.eq)).toBeUndefined();
    expect(cursor.at).toBe(bm(5));
  });

  it('closes what was opened in it, and only that', () => {
    const { session, table } = filledTable();
    session.begin();
    const outer = table.open(session);
    outer.seek('-', [3]);
    session.begin();
    const inner = table.open(session);
    inner.seek('-', [3]);
    session.rollback();
    expect(inner.cursor.isClosed).toBe(true);
    expect(outer.long('id')).toBe(3);
    session.commit();
    expect(outer.at).toBe(bm(3));
    session.begin();
    session.rollback();
    expect(outer.cursor.isClosed).toBe(false);
  });

  it('cancels what was prepared in it; what was prepared before stays', () => {
    const { cursor, session } = filledTable();
    session.begin();
    cursor.cursor.updates.prepare(0);
    session.begin();
    session.rollback();
    expect(cursor.cursor.prepared).toBeDefined();
    cursor.cursor.updates.prepare(3);
    session.begin();
    cursor.cursor.updates.prepare(0);
    session.rollback();
    expect(cursor.cursor.prepared).toBeUndefined();
  });
});
