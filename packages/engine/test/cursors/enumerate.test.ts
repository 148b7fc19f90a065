import { describe, expect, it } from 'vitest';
import { enumerateFlag, type EnumerateOptions } from '../../src/cursors';
import type { TestedCursor } from './support/cursor-table';
import { wideTable } from './support/wide-table';

const { compressOutput, presenceOnly, taggedOnly, ignoreDefault, copy } = enumerateFlag;

/** One word for each column: id, warning, instances with their sizes. */
function listed(cursor: TestedCursor, options: EnumerateOptions = {}): string[] {
  return cursor.cursor.enumerateColumns(options).map(({ columnid, warning, values }) => {
    const list = values.map(({ itagSequence, bytes, warning: cut }) =>
      [itagSequence, bytes.length, ...(cut === undefined ? [] : ['cut'])].join(':'),
    );
    return [columnid, ...(warning === undefined ? [] : [warning.replace('JET_wrnColumn', '')]), ...list].join(
      ' ',
    );
  });
}

const whole = [
  '1 1:4',
  '2 1:4',
  '3 1:4',
  '128 1:3',
  '256 1:4',
  '257 1:1 2:1 3:1',
  '258 1:3000',
  '259 1:10 2:2000',
];

describe('enumerating columns (F-29)', () => {
  it('lists what the record has, in the order of the columns', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    expect(listed(cursor)).toEqual(whole);
    cursor.seek('-', [2]);
    expect(listed(cursor)).toEqual(['1 1:4', '2 Null', '3 1:4']);
    cursor.seek('-', [3]);
    expect(listed(cursor)).toEqual(['1 1:4', '2 Null', '3 1:4', '128 1:0', '257 1:0 2:1', '258 1:0']);
  });

  it('writes single values short, but not those that are out of the record', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    expect(listed(cursor, { grbit: compressOutput })).toEqual([
      ...['1 SingleValue 1:4', '2 SingleValue 1:4', '3 SingleValue 1:4', '128 SingleValue 1:3'],
      ...['256 SingleValue 1:4', '257 1:1 2:1 3:1', '258 1:3000', '259 1:10 2:2000'],
    ]);
  });

  it('only says what is there, or only looks at tagged columns', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    const ids = [1, 2, 3, 128, 256, 257, 258, 259];
    expect(listed(cursor, { grbit: presenceOnly })).toEqual(ids.map((id) => `${id} Present`));
    expect(listed(cursor, { grbit: taggedOnly })).toEqual(whole.slice(4));
  });

  it('gives the columns asked for, in that order, and the instances', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    const columns = ['m', 'f', 'v'].map((name) => ({ columnid: cursor.column(name) }));
    expect(listed(cursor, { columns })).toEqual(['257 1:1 2:1 3:1', '2 1:4', '128 1:3']);
    const some = [{ columnid: cursor.column('m'), itags: [3, 1, 7] }];
    expect(listed(cursor, { columns: some })).toEqual(['257 3:1 1:1']);
    cursor.seek('-', [2]);
    expect(listed(cursor, { columns })).toEqual(['257 Null', '2 Null', '128 Null']);
  });

  it('cuts values that are longer than wanted', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [1]);
    const cut = [...whole.slice(0, 6), '258 1:20:cut', '259 1:10 2:20:cut'];
    expect(listed(cursor, { cbMost: 20 })).toEqual(cut);
  });

  it('lists defaults that the record does not have, unless they are not wanted (F-21)', () => {
    const { table, cursor } = wideTable();
    const short = Uint8Array.of(1, 0x7f, 9, 0, 9, 0, 0, 0, 0xfe);
    table.tree.insert(cursor.cursor.session.session, Uint8Array.of(0x7f, 0x80, 0, 0, 9), short);
    cursor.seek('-', [9]);
    expect(listed(cursor)).toEqual(['1 1:4', '3 1:4']);
    expect(listed(cursor, { grbit: ignoreDefault })).toEqual(['1 1:4']);
  });

  it('reads the copy buffer when that is wanted', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [2]);
    cursor.cursor.updates.prepare(2);
    cursor.cursor.updates.setValue(cursor.table.shape.columnNamed('v'), 'new');
    expect(listed(cursor, { grbit: copy })).toEqual(['1 1:4', '2 Null', '3 1:4', '128 1:3']);
    expect(listed(cursor)).toEqual(['1 1:4', '2 Null', '3 1:4']);
  });
});
