import type { ModelColumn } from '../model/changes';
import type { ModelDatabase, ModelTable } from '../model/state';
import { sameValue, valueText, type ModelRow } from '../model/values';
import type { ReadDatabase, ReadTable } from './read-database';

/** Differences that are described; one is enough to fail. */
const describedMost = 6;

/** In what a database differs from the model; nothing when it does not. */
export function compareDatabase(read: ReadDatabase, model: ModelDatabase): string[] {
  const differences: string[] = [];
  const named = new Map(Array.from(model.values(), (table) => [table.name, table]));
  for (const name of read.keys()) if (!named.has(name)) differences.push(`table ${name} should not be there`);
  for (const [name, table] of named) {
    const found = read.get(name);
    if (found === undefined) differences.push(`table ${name} is missing`);
    else for (const text of compareTable(found, table)) differences.push(`table ${name}: ${text}`);
    if (differences.length >= describedMost) break;
  }
  return differences.slice(0, describedMost);
}

function* compareTable(read: ReadTable, model: ModelTable): Generator<string, void, void> {
  const columns = [...model.columns.values()];
  yield* compareNames(
    'column',
    read.columns,
    columns.map(({ name }) => name),
  );
  yield* compareNames('index', [...read.indexes.keys()], [...model.indexes.keys()]);
  for (const id of read.rows.keys()) if (!model.rows.has(id)) yield `row ${id} should not be there`;
  for (const [id, row] of model.rows) {
    const found = read.rows.get(id);
    if (found === undefined) yield `row ${id} is missing`;
    else yield* compareRow(id, found, row, columns);
  }
  for (const [name, entries] of read.indexes) yield* compareEntries(name, entries, model);
}

function* compareNames(what: string, read: readonly string[], model: readonly string[]): Generator<string> {
  for (const name of read) if (!model.includes(name)) yield `${what} ${name} should not be there`;
  for (const name of model) if (!read.includes(name)) yield `${what} ${name} is missing`;
}

function* compareRow(
  id: number,
  read: Readonly<Record<string, unknown>>,
  model: ModelRow,
  columns: readonly ModelColumn[],
): Generator<string> {
  for (const column of columns) {
    const expected = model.has(column.number) ? model.get(column.number)! : column.default;
    const found = read[column.name] ?? null;
    const value = column.kind === 'tags' && typeof found === 'string' ? [found] : found;
    if (sameValue(expected, value)) continue;
    yield `row ${id}, ${column.name}: ${valueText(found)} in place of ${valueText(expected)}`;
  }
}

function* compareEntries(
  name: string,
  entries: ReadonlyMap<number, number>,
  { rows, indexes, columns }: ModelTable,
): Generator<string> {
  const index = indexes.get(name);
  if (index === undefined) return;
  const tags = [...columns.values()].find(
    ({ kind, name: column }) => kind === 'tags' && index.key[0]!.slice(1) === column,
  );
  for (const [id, row] of rows) {
    const values = tags === undefined ? null : (row.get(tags.number) as readonly string[] | null | undefined);
    const expected = Math.max(1, new Set(values ?? []).size);
    const found = entries.get(id) ?? 0;
    if (found !== expected) yield `index ${name}: ${found} entries of row ${id}, there should be ${expected}`;
  }
  for (const id of entries.keys())
    if (!rows.has(id)) yield `index ${name}: an entry of row ${id}, which is not there`;
}
