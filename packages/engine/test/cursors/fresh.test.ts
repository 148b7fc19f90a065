import { describe, expect, it } from 'vitest';
import { attempt, bm, CursorTable, eightRows, filledTable } from './support/cursor-table';

describe('a fresh cursor (14 §4, F-41)', () => {
  it('stands on the first record, which is looked for when somebody asks', () => {
    const { cursor } = filledTable();
    expect(attempt(() => String(cursor.cursor.getBookmark()))).toBe('JET_errNoCurrentRecord');
    expect(cursor.long('id')).toBe(1);
    expect(cursor.at).toBe(bm(1));
    cursor.cursor.move(0);
    expect(cursor.at).toBe(bm(1));
  });

  it('moves on from there', () => {
    const { table, session } = filledTable();
    const next = table.open(session);
    expect(next.cursor.next()).toBe(true);
    expect(next.at).toBe(bm(2));
    expect(table.open(session).cursor.previous()).toBe(false);
  });

  it('deletes the first record', () => {
    const { table, session } = filledTable();
    table.open(session).cursor.updates.delete();
    expect(table.open(session).long('id')).toBe(2);
  });

  it('is what a duplicate is, whatever the original stands on', () => {
    const { cursor, table } = filledTable();
    cursor.seek('ixv', [30]);
    const copy = cursor.cursor.duplicate();
    expect(copy.currentIndex).toBe('PK');
    expect(copy.next()).toBe(true);
    expect(copy.retrieveColumn(1).place.copy()[0]).toBe(2);
    expect(table.locks.count).toBe(2);
  });

  it('has no record in an empty table', () => {
    const table = new CursorTable(eightRows);
    const cursor = table.open(table.newSession());
    expect(attempt(() => String(cursor.long('id')))).toBe('JET_errNoCurrentRecord');
    expect([cursor.cursor.next(), cursor.cursor.previous(), cursor.cursor.first()]).toEqual([
      false,
      false,
      false,
    ]);
    expect(attempt(() => String(cursor.cursor.indexRecordCount()))).toBe('JET_errNoCurrentRecord');
  });
});

describe('a closed cursor', () => {
  it('is not used again, and lets go of table and index', () => {
    const { cursor, table, session } = filledTable();
    cursor.cursor.setCurrentIndex('ixv');
    expect(table.byName.get('IXV')!.cursors).toBe(1);
    cursor.cursor.close();
    expect(attempt(() => String(cursor.cursor.next()))).toBe('JET_errInvalidTableId');
    expect([table.locks.count, table.byName.get('IXV')!.cursors, session.cursors.size]).toEqual([0, 0, 0]);
  });

  it('cancels what was prepared', () => {
    const { cursor, table, session } = filledTable();
    cursor.cursor.updates.prepare(0);
    cursor.cursor.close();
    expect(table.open(session).scan('-')).toHaveLength(8);
  });
});
