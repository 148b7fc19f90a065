import { describe, expect, it } from 'vitest';
import { retrieveFlag, RetrievedValue, type RetrieveOptions } from '../../src/cursors';
import { setFlag } from '../../src/records/write';
import { attempt, hexOf, type TestedCursor } from './support/cursor-table';
import { longText, pattern, wideTable } from './support/wide-table';

/** The answer to a retrieve: warning or error, actual size, bytes. */
function got(cursor: TestedCursor, name: string, options: RetrieveOptions = {}): string {
  return attempt(() => {
    const { warning, cbActual, place } = cursor.cursor.retrieveColumn(cursor.column(name), options);
    return [warning ?? '', cbActual, Buffer.from(place.copy()).toString('latin1')].join('|');
  });
}

describe('retrieving a column (11 §7, F-29)', () => {
  it('gives values of every class, and NULL', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    expect(got(cursor, 'f')).toBe('|4|\x01\0\0\0');
    expect(got(cursor, 'v')).toBe('|3|abc');
    expect(got(cursor, 'm', { itag: 3 })).toBe('|1|c');
    expect(got(cursor, 'l')).toBe(`|3000|${longText(3000)}`);
    expect(cursor.hex('lm', { itag: 2 })).toBe(hexOf(pattern(2000)));
    cursor.seek('-', [2]);
    expect(got(cursor, 'd')).toBe('|4|\x05\0\0\0');
    for (const name of ['f', 'v', 't', 'm', 'l', 'lm'])
      expect(got(cursor, name)).toBe('JET_wrnColumnNull|0|');
    cursor.seek('-', [3]);
    for (const name of ['v', 'm', 'l']) expect(got(cursor, name)).toBe('|0|');
  });

  it('counts instances from 1', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    expect(got(cursor, 'm', { itag: 4 })).toBe('JET_wrnColumnNull|0|');
    expect(got(cursor, 'm', { itag: 0 })).toBe('JET_errBadItagSequence');
    expect(got(cursor, 'lm', { itag: 0 })).toBe('JET_errBadItagSequence');
    expect(cursor.cursor.retrieveColumn(cursor.column('m'), { itag: 2 }).itagSequence).toBe(2);
  });

  it('fills the buffer and says what there is', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    expect(got(cursor, 'l', { cbMost: 10 })).toBe(
      `JET_wrnBufferTruncated|3000|${longText(3000).slice(0, 10)}`,
    );
    expect(got(cursor, 'f', { cbMost: 2 })).toBe('JET_wrnBufferTruncated|4|\x01\0');
    expect(got(cursor, 'v', { cbMost: 2 })).toBe('JET_wrnBufferTruncated|3|ab');
    expect(got(cursor, 'l', { cbMost: 0 })).toBe('JET_wrnBufferTruncated|3000|');
    expect(got(cursor, 'v', { cbMost: 3 })).toBe('|3|abc');
  });

  it('begins anywhere in a long value, and nowhere else', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    expect(got(cursor, 'l', { ibLongValue: 2990 })).toBe(`|10|${longText(3000).slice(2990)}`);
    const part = longText(3000).slice(90, 160);
    expect(got(cursor, 'l', { ibLongValue: 90, cbMost: 70 })).toBe(`JET_wrnBufferTruncated|2910|${part}`);
    for (const ibLongValue of [3000, 100_000]) expect(got(cursor, 'l', { ibLongValue })).toBe('|0|');
    expect(cursor.hex('lm', { ibLongValue: 8 })).toBe(hexOf(pattern(10).slice(8)));
    expect(got(cursor, 'v', { ibLongValue: 1 })).toBe('|3|abc');
    expect(got(cursor, 'f', { ibLongValue: 1 })).toBe('|4|\x01\0\0\0');
  });

  it('leaves defaults of tagged columns out when they are not wanted, and no others (F-21)', () => {
    const { cursor } = wideTable({
      name: 'g',
      type: 'long',
      isTagged: true,
      defaultValue: Uint8Array.of(7, 0, 0, 0),
    });
    const short = Uint8Array.of(1, 0x7f, 9, 0, 9, 0, 0, 0, 0xfe);
    cursor.table.tree.insert(cursor.cursor.session.session, Uint8Array.of(0x7f, 0x80, 0, 0, 9), short);
    cursor.seek('-', [9]);
    const ignored = { grbit: retrieveFlag.ignoreDefault };
    expect([got(cursor, 'd'), got(cursor, 'g')]).toEqual(['|4|\x05\0\0\0', '|4|\x07\0\0\0']);
    expect([got(cursor, 'd', ignored), got(cursor, 'g', ignored)]).toEqual([
      '|4|\x05\0\0\0',
      'JET_wrnColumnNull|0|',
    ]);
  });

  it('tells references and identity of a separated value', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    const count = { grbit: retrieveFlag.longValueRefCount };
    expect(got(cursor, 'l', count)).toBe('JET_wrnSeparateLongValue|4|\x01\0\0\0');
    cursor.cursor.updates.prepare(5);
    cursor.cursor.updates.setValue(cursor.table.shape.columnNamed('id'), 11);
    cursor.cursor.updates.update();
    expect(got(cursor, 'l', count)).toBe('JET_wrnSeparateLongValue|4|\x02\0\0\0');
    expect(cursor.hex('l', { grbit: retrieveFlag.longId })).toHaveLength(16);
  });

  it('refuses an escrow column that is NULL, but not in the copy buffer (F-50)', () => {
    const one = Uint8Array.of(1, 0, 0, 0);
    const { cursor } = wideTable({ name: 'n', type: 'long', flags: ['escrowUpdate'], defaultValue: one });
    cursor.insert({ id: 8, n: null });
    cursor.seek('-', [8]);
    expect(got(cursor, 'n')).toBe('JET_errInvalidBufferSize');
    cursor.cursor.updates.prepare(0);
    expect(got(cursor, 'n', { grbit: retrieveFlag.copy })).toBe('|4|\x01\0\0\0');
    cursor.cursor.updates.setValue(cursor.table.shape.columnNamed('n'), null);
    expect(got(cursor, 'n', { grbit: retrieveFlag.copy })).toBe('JET_wrnColumnNull|0|');
  });

  it('reads the copy buffer when that is wanted and there is one', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    const copy = { grbit: retrieveFlag.copy };
    expect(got(cursor, 'v', copy)).toBe('|3|abc');
    cursor.cursor.updates.prepare(2);
    cursor.cursor.updates.setValue(cursor.table.shape.columnNamed('v'), 'new');
    cursor.cursor.updates.setValue(cursor.table.shape.columnNamed('l'), longText(2000), {
      grbit: setFlag.separateLV,
    });
    expect([got(cursor, 'v'), got(cursor, 'v', copy)]).toEqual(['|3|abc', '|3|new']);
    expect(got(cursor, 'l', copy)).toBe(`|2000|${longText(2000)}`);
    expect(got(cursor, 'l')).toBe(`|3000|${longText(3000)}`);
    cursor.cursor.updates.prepare(3);
    expect(got(cursor, 'v', copy)).toBe('|3|abc');
  });

  it('refuses what cannot be', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    const { fromIndex, fromPrimaryBookmark, physicalSize } = retrieveFlag;
    expect(got(cursor, 'id', { grbit: fromIndex | fromPrimaryBookmark })).toBe('JET_errInvalidGrbit');
    expect(got(cursor, 'l', { grbit: physicalSize })).toBe('JET_errInvalidParameter');
    expect(attempt(() => String(cursor.cursor.retrieveColumn(99)))).toBe('JET_errColumnNotFound');
    expect(attempt(() => String(cursor.cursor.retrieveColumn(0xfff0)))).toBe('JET_errBadColumnId');
    cursor.cursor.last();
    cursor.cursor.next();
    expect(got(cursor, 'm', { itag: 0 })).toBe('JET_errNoCurrentRecord');
  });

  it('walks all tagged values with column 0', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    const found: string[] = [];
    for (let itag = 1; itag < 20; itag++) {
      const { columnid, itagSequence, cbActual, warning } = cursor.cursor.retrieveColumn(0, { itag });
      if (warning !== undefined) break;
      found.push(`${columnid}#${itagSequence}: ${cbActual}`);
    }
    expect(found).toEqual([
      '256#1: 4',
      '257#1: 1',
      '257#2: 1',
      '257#3: 1',
      '258#1: 3000',
      '259#1: 10',
      '259#2: 2000',
    ]);
    expect(cursor.cursor.countInstances(0)).toBe(7);
    expect(cursor.cursor.countInstances(cursor.column('m'))).toBe(3);
    expect(attempt(() => String(cursor.cursor.retrieveColumn(0, { itag: 0 })))).toBe(
      'JET_errBadItagSequence',
    );
  });

  it('answers for several columns in a row', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    const found: string[] = [];
    const wanted = [
      { columnid: cursor.column('v') },
      { columnid: cursor.column('m'), itag: 0 },
      { columnid: cursor.column('m'), itag: 9 },
    ];
    cursor.cursor.retrieveColumns(wanted, ({ warning, cbActual, itagSequence }, n) => {
      found.push(`${n}: ${warning} ${cbActual} ${itagSequence}`);
    });
    expect(found).toEqual(['0: undefined 3 1', '1: undefined 0 3', '2: JET_wrnColumnNull 0 9']);
  });

  it('puts the answer where the caller wants it', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    const mine = new RetrievedValue();
    const own = cursor.cursor.retrieveColumn(cursor.column('v'));
    cursor.cursor.retrieveColumn(cursor.column('f'), {}, mine);
    expect([own.cbActual, mine.cbActual, own === mine]).toEqual([3, 4, false]);
  });
});
