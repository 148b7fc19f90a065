import { expect } from 'vitest';
import { TestCursor, TestTable } from './test-table';

/** The table of most scenarios. */
export const people = {
  columns: [
    { name: 'id', type: 'long' },
    { name: 'v', type: 'long' },
    { name: 't', type: 'text' },
    { name: 'lv', type: 'longBinary' },
  ],
  indexes: [
    { name: 'PK', key: '+id', flags: ['primary'] },
    { name: 'ixv', key: '+v' },
    { name: 'ixt', key: '+t' },
  ],
} as const;

/** A table of people with a cursor on it, and as many rows as asked for: row n has v 10n and t `row<n>`. */
export function openPeople(rows = 0): { readonly table: TestTable; readonly cursor: TestCursor } {
  const table = new TestTable(people);
  const cursor = new TestCursor(table, table.openSession());
  for (let n = 1; n <= rows; n++) cursor.insert({ id: n, v: 10 * n, t: `row${n}` });
  return { table, cursor };
}

export function failure(name: string): unknown {
  return expect.objectContaining({ name });
}
