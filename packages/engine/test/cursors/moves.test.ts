import { describe, expect, it } from 'vitest';
import { move } from '../../src/cursors';
import { attempt, bm, filledTable } from './support/cursor-table';

const noRecord = 'JET_errNoCurrentRecord';

describe('moves', () => {
  it('stop behind the ends and come back from there (F-15)', () => {
    const { cursor } = filledTable();
    cursor.cursor.setCurrentIndex('ixv');
    cursor.cursor.first();
    expect(cursor.cursor.previous()).toBe(false);
    expect(cursor.at).toBe(noRecord);
    expect(cursor.cursor.previous()).toBe(false);
    expect(cursor.cursor.next()).toBe(true);
    expect(cursor.at).toBe(`${bm(1)} 7f8000000a`);
    cursor.cursor.last();
    expect([cursor.cursor.next(), cursor.cursor.next()]).toEqual([false, false]);
    expect(cursor.cursor.previous()).toBe(true);
    expect(cursor.at).toBe(`${bm(8)} 7f80000028`);
  });

  it('take any number of steps', () => {
    const { cursor } = filledTable();
    cursor.cursor.move(move.first);
    cursor.cursor.move(3);
    expect(cursor.at).toBe(bm(4));
    cursor.cursor.move(-2);
    expect(cursor.at).toBe(bm(2));
    expect(attempt(() => String(cursor.cursor.move(-20)))).toBe(noRecord);
    cursor.cursor.move(move.next);
    expect(cursor.at).toBe(bm(1));
    cursor.cursor.move(move.last);
    expect(cursor.at).toBe(bm(8));
    expect(attempt(() => String(cursor.cursor.move(20)))).toBe(noRecord);
  });

  it('pass the entries of a key with JET_bitMoveKeyNE (F-41)', () => {
    const { cursor } = filledTable();
    cursor.cursor.setCurrentIndex('ixv');
    cursor.cursor.first();
    const at: string[] = [];
    for (const rows of [1, 1, -1, 2]) {
      cursor.cursor.move(rows, move.keyNE);
      at.push(cursor.at);
    }
    // Backwards it is the last entry of the key before.
    expect(at).toEqual([
      `${bm(3)} 7f80000014`,
      `${bm(5)} 7f8000001e`,
      `${bm(4)} 7f80000014`,
      `${bm(7)} 7f80000028`,
    ]);
  });

  it('go on from a record that was deleted (F-14)', () => {
    const { cursor, session } = filledTable();
    session.begin();
    cursor.seek('-', [3]);
    cursor.cursor.updates.delete();
    expect(attempt(() => String(cursor.long('id')))).toBe('JET_errRecordDeleted');
    expect(attempt(() => String(cursor.cursor.move(0)))).toBe('JET_errRecordDeleted');
    expect(attempt(() => String(cursor.cursor.updates.delete()))).toBe('JET_errRecordDeleted');
    expect(cursor.at).toBe(bm(3));
    cursor.cursor.move(1);
    expect(cursor.at).toBe(bm(4));
    cursor.cursor.move(-1);
    expect(cursor.at).toBe(bm(2));
  });

  it('see what the session sees, whatever others delete (F-15, F-17)', () => {
    const { cursor, session, table } = filledTable();
    const reader = table.newSession();
    const other = table.open(reader);
    reader.begin();
    other.seek('-', [4]);
    session.begin();
    for (const id of [1, 4, 5, 8]) {
      cursor.seek('-', [id]);
      cursor.cursor.updates.delete();
    }
    expect(cursor.scan('ixv').map((at) => at.slice(0, 10))).toEqual([2, 3, 6, 7].map(bm));
    session.commit();
    expect(other.scan('-')).toHaveLength(8);
    other.seek('-', [4]);
    expect(other.long('v')).toBe(20);
    reader.commit();
    expect(other.scan('ixv', true).map((at) => at.slice(0, 10))).toEqual([7, 6, 3, 2].map(bm));
  });

  it('keep the record in view: what changes it shows, if the session sees it', () => {
    const { cursor, session, table } = filledTable();
    const writer = table.newSession();
    const other = table.open(writer);
    const change = (v: number): void => {
      writer.begin();
      other.seek('-', [2]);
      other.replace({ v });
      writer.commit();
    };
    cursor.seek('-', [2]);
    expect(cursor.long('v')).toBe(10);
    change(11);
    expect(cursor.long('v')).toBe(11);
    session.begin();
    expect([cursor.long('v'), cursor.long('id')]).toEqual([11, 2]);
    change(12);
    expect(cursor.long('v')).toBe(11);
    session.commit();
    expect(cursor.long('v')).toBe(12);
    table.host.cleanUp();
    expect([cursor.long('v'), cursor.long('v')]).toEqual([12, 12]);
    session.begin();
    cursor.replace({ v: 13 });
    expect(cursor.long('v')).toBe(13);
    session.rollback();
    expect(cursor.long('v')).toBe(12);
    table.host.cleanUp();
    expect(cursor.long('v')).toBe(12);
    other.seek('-', [2]);
    other.cursor.updates.delete();
    expect(attempt(() => String(cursor.long('v')))).toBe('JET_errRecordDeleted');
    table.host.cleanUp();
    expect(attempt(() => String(cursor.long('v')))).toBe('JET_errRecordDeleted');
    expect(cursor.cursor.next()).toBe(true);
    expect(cursor.at).toBe(bm(3));
  });

  it('cancel a prepared update (F-25)', () => {
    const { cursor } = filledTable();
    for (const navigate of [
      () => cursor.cursor.move(0),
      () => cursor.cursor.next(),
      () => cursor.seek('-', [1]),
      () => cursor.cursor.setCurrentIndex(undefined),
      () => cursor.cursor.gotoBookmark(Buffer.from(bm(2), 'hex')),
    ]) {
      cursor.cursor.updates.prepare(0);
      navigate();
      expect(attempt(() => String(cursor.cursor.updates.update()))).toBe('JET_errUpdateNotPrepared');
    }
  });
});
