import { describe, expect, it } from 'vitest';
import { retrieveFlag } from '../../src/cursors';
import { attempt, CursorTable, type TestedCursor } from './support/cursor-table';

const { fromIndex, fromPrimaryBookmark, tag, copy, tuple } = retrieveFlag;

function indexedTable(): TestedCursor {
  const table = new CursorTable({
    columns: [
      { name: 'id', type: 'long' },
      { name: 'm', type: 'long', isTagged: true, flags: ['multiValued'] },
      { name: 'n', type: 'text', isTagged: true, flags: ['multiValued'] },
      { name: 'k', type: 'long' },
      { name: 's', type: 'text' },
      { name: 'b', type: 'binary' },
    ],
    indexes: [
      { name: 'PK', key: '+id', flags: ['primary'] },
      { name: 'im', key: '+m' },
      { name: 'ixc', key: '+m+n', flags: ['crossProduct'] },
      { name: 'ikb', key: '-k+b' },
      { name: 'its', key: '+s', tuple: [2, 4] },
    ],
  });
  const cursor = table.open(table.newSession());
  cursor.insert({ id: 1, m: [5, 3, 8], n: ['b', 'a'], k: -7, s: 'Hello', b: Uint8Array.of(1, 2, 3) });
  cursor.insert({ id: 2, m: [3] });
  return cursor;
}

/** Instance and value of a column, as the key of the entry says. */
function read(cursor: TestedCursor, name: string, grbit: number): string {
  return attempt(() => {
    const { itagSequence, warning, place } = cursor.cursor.retrieveColumn(cursor.column(name), { grbit });
    return warning ?? `#${itagSequence} ${Buffer.from(place.copy()).toString('hex')}`;
  });
}

describe('retrieving from the index (13 §5.4, F-10)', () => {
  it('takes values out of the key', () => {
    const cursor = indexedTable();
    cursor.seek('ikb', [-7, Uint8Array.of(1, 2, 3)]);
    expect(read(cursor, 'k', fromIndex)).toBe('#1 f9ffffff');
    expect(read(cursor, 'b', fromIndex)).toBe('#1 010203');
    expect(read(cursor, 'id', fromPrimaryBookmark)).toBe('#1 01000000');
    cursor.cursor.last();
    expect(read(cursor, 'k', fromIndex)).toBe('JET_wrnColumnNull');
  });

  it('finds the instance that the entry stands for', () => {
    const cursor = indexedTable();
    cursor.seek('im', [3]);
    expect(read(cursor, 'm', fromIndex | tag)).toBe('#2 03000000');
    cursor.cursor.next();
    expect(read(cursor, 'm', fromIndex | tag)).toBe('#1 03000000');
    cursor.cursor.next();
    expect(read(cursor, 'm', fromIndex)).toBe('#1 05000000');
  });

  it('finds the instances of a cross product', () => {
    const cursor = indexedTable();
    cursor.seek('ixc', [8, 'a']);
    expect(read(cursor, 'm', fromIndex | tag)).toBe('#3 08000000');
    // Text is read from the record, because the key has lost its case.
    expect(read(cursor, 'n', fromIndex)).toBe('#2 61');
  });

  it('refuses columns that are not in the key, record or not', () => {
    const cursor = indexedTable();
    cursor.seek('im', [3]);
    expect(read(cursor, 'n', fromIndex)).toBe('JET_errColumnNotFound');
    expect(read(cursor, 'k', fromPrimaryBookmark)).toBe('JET_errColumnNotFound');
    cursor.cursor.last();
    cursor.cursor.next();
    expect(read(cursor, 'n', fromIndex)).toBe('JET_errColumnNotFound');
    expect(read(cursor, 'm', fromIndex)).toBe('JET_errNoCurrentRecord');
    expect(read(cursor, 'id', fromPrimaryBookmark)).toBe('JET_errNoCurrentRecord');
    // In the order of the records that there is no record comes first.
    cursor.cursor.setCurrentIndex(undefined);
    cursor.cursor.previous();
    expect(read(cursor, 'n', fromIndex)).toBe('JET_errNoCurrentRecord');
    expect(read(cursor, 'n', fromPrimaryBookmark)).toBe('JET_errNoCurrentRecord');
  });

  it('means the primary index where no other is selected', () => {
    const cursor = indexedTable();
    cursor.seek('-', [2]);
    expect(read(cursor, 'id', fromIndex)).toBe('#1 02000000');
    cursor.cursor.updates.prepare(2);
    expect(read(cursor, 'id', fromIndex | copy)).toBe('JET_errInvalidGrbit');
  });

  it('gives of a tuple index only the part that the entry was made of (F-11)', () => {
    const cursor = indexedTable();
    cursor.seek('its', ['ello']);
    expect(read(cursor, 's', fromIndex)).toBe('JET_errIndexTuplesCannotRetrieveFromIndex');
    expect(read(cursor, 's', fromIndex | tuple)).toBe(`#1 ${Buffer.from('ello').toString('hex')}`);
  });
});
