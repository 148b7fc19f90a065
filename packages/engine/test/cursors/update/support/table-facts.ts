import { KeySource } from '../../../../src/cursors/update/key-source';
import { KeyPlan, RecordKeys } from '../../../../src/cursors/update/record-keys';
import { LiveCursor } from '../../../../src/live';
import { hexOf, type TestCursor } from './test-table';

/** Every row as a session sees it: its record and what its long values hold, by bookmark. */
export function contentsOf(cursor: TestCursor): Map<string, string> {
  const { table, session } = cursor;
  const source = new KeySource(false, () => cursor.longValueReader());
  const walker = new LiveCursor(table.tree, session.session);
  const rows = new Map<string, string>();
  while (walker.next()) {
    const record = walker.data().slice();
    source.reset(record);
    const values: string[] = [];
    for (const column of table.schema.columns) {
      for (let itag = 1; ; itag++) {
        const value = source.valueOf(column, itag, 1 << 20);
        if (value === undefined || value === null) break;
        values.push(`${column.name}${itag}=${hexOf(value)}`);
        if (column.kind !== 'tagged') break;
      }
    }
    rows.set(hexOf(walker.key()), values.join(' '));
  }
  return rows;
}

/** What each index should have for the records that a session sees, and what it has. */
export function compareEntries(cursor: TestCursor): { readonly wanted: string[]; readonly found: string[] } {
  const { table, session } = cursor;
  const wanted: string[] = [];
  const found: string[] = [];
  const source = new KeySource(false, () => cursor.longValueReader());
  for (const { schema, definition } of table.secondary) {
    const keys = new RecordKeys(new KeyPlan(definition, schema));
    const walker = new LiveCursor(table.tree, session.session);
    while (walker.next()) {
      const bookmark = hexOf(walker.key());
      source.reset(walker.data().slice());
      keys.build(source);
      for (let n = 0; n < keys.count; n++) wanted.push(`${schema.name} ${hexOf(keys.at(n))} ${bookmark}`);
    }
    found.push(...cursor.entries(schema.name).map((entry) => `${schema.name} ${entry}`));
  }
  return { wanted: wanted.sort(), found: found.sort() };
}

/** How often the records that a session sees refer to each long value, and how often its root says so. */
export function compareReferences(cursor: TestCursor): {
  readonly wanted: string[];
  readonly found: string[];
} {
  const { table, session } = cursor;
  const counts = new Map<number, number>();
  const source = new KeySource(false, () => undefined);
  const walker = new LiveCursor(table.tree, session.session);
  while (walker.next()) {
    source.reset(walker.data().slice());
    source.visitLids((lid) => counts.set(lid[0]!, (counts.get(lid[0]!) ?? 0) + 1));
  }
  const wanted = [...counts].map(([lid, count]) => `${lid}: ${count}`).sort();
  // A value that nobody refers to stays until clean-up.
  const found = cursor.references().filter((line) => !line.endsWith(': 0'));
  return { wanted, found: found.sort() };
}
