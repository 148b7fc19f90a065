import type { TestColumn } from '../update/support/test-schema';
import { CursorTable, type TestedCursor, type TestSession } from './cursor-table';

/** A table with columns of every class (F-29): fixed, with a default, variable, tagged, multi-valued, long. */
export function wideTable(...more: TestColumn[]): {
  table: CursorTable;
  session: TestSession;
  cursor: TestedCursor;
} {
  const table = new CursorTable({
    columns: [
      { name: 'id', type: 'long' },
      { name: 'f', type: 'long' },
      { name: 'd', type: 'long', defaultValue: Uint8Array.of(5, 0, 0, 0) },
      { name: 'v', type: 'text', cbMax: 40 },
      { name: 't', type: 'long', isTagged: true },
      { name: 'm', type: 'text', cbMax: 30, isTagged: true, flags: ['multiValued'] },
      { name: 'l', type: 'longText' },
      { name: 'lm', type: 'longBinary', flags: ['multiValued'] },
      ...more,
    ],
    indexes: [{ name: 'PK', key: '+id', flags: ['primary'] }],
  });
  const session = table.newSession();
  const cursor = table.open(session);
  session.begin();
  cursor.insert({
    id: 1,
    f: 1,
    v: 'abc',
    t: 5,
    m: ['a', 'b', 'c'],
    l: longText(3000),
    lm: [pattern(10), pattern(2000)],
  });
  cursor.insert({ id: 2 });
  cursor.insert({ id: 3, v: '', m: ['', 'x'], l: '' });
  return { table, session, cursor };
}

export function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
}

export function longText(length: number): string {
  return Buffer.from(pattern(length)).toString('hex').slice(0, length);
}
