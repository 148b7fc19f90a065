import type { Change, LongValueEdit, ModelColumn, ModelIndex } from './changes';
import type { ModelRow, ModelValue } from './values';

export interface ModelTable {
  readonly number: number;
  name: string;
  readonly columns: Map<number, ModelColumn>;
  readonly indexes: Map<string, ModelIndex>;
  readonly rows: Map<number, ModelRow>;
}

/** Tables by number. */
export type ModelDatabase = Map<number, ModelTable>;

/** What the databases hold after the transactions that were applied. */
export class ModelState {
  readonly databases = new Map<string, ModelDatabase>();

  database(path: string): ModelDatabase {
    let database = this.databases.get(path);
    if (database === undefined) this.databases.set(path, (database = new Map()));
    return database;
  }

  table(path: string, number: number): ModelTable | undefined {
    return this.databases.get(path)?.get(number);
  }

  clone(): ModelState {
    const copy = new ModelState();
    for (const [path, tables] of this.databases) {
      const database = copy.database(path);
      for (const table of tables.values()) {
        const { columns, indexes, rows } = table;
        database.set(table.number, {
          ...table,
          columns: new Map(columns),
          indexes: new Map(indexes),
          rows: new Map(Array.from(rows, ([id, row]) => [id, new Map(row)])),
        });
      }
    }
    return copy;
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) this.#apply(change);
  }

  #apply(change: Change): void {
    if (change.do === 'createTable') {
      const { table: number, name, columns, indexes } = change;
      this.database(change.path).set(number, {
        number,
        name,
        columns: new Map(columns.map((column) => [column.number, column])),
        indexes: new Map(indexes.map((index) => [index.name, index])),
        rows: new Map(),
      });
      return;
    }
    const table = this.table(change.path, change.table);
    if (table === undefined) return;
    if (change.do === 'deleteTable') this.database(change.path).delete(change.table);
    else applyToTable(table, change);
  }
}

function applyToTable(table: ModelTable, change: Change): void {
  switch (change.do) {
    case 'renameTable':
      table.name = change.name;
      return;
    case 'addColumn':
      table.columns.set(change.column.number, change.column);
      return;
    case 'deleteColumn':
      table.columns.delete(change.column);
      return;
    case 'createIndex':
      table.indexes.set(change.index.name, change.index);
      return;
    case 'deleteIndex':
      table.indexes.delete(change.name);
      return;
    case 'insert':
      table.rows.set(change.row, new Map(change.values));
      return;
    case 'delete':
      table.rows.delete(change.row);
      return;
    default:
      applyToRow(table, change);
  }
}

function applyToRow(table: ModelTable, change: Change): void {
  if (change.do !== 'replace' && change.do !== 'edit' && change.do !== 'add') return;
  const row = table.rows.get(change.row);
  if (row === undefined)
    throw new Error(`the model has no row ${change.row} in ${table.name} for ${change.do}`);
  if (change.do === 'replace')
    for (const [column, value] of change.values) row.set(column, replaced(row.get(column), value));
  else if (change.do === 'edit') row.set(change.column, edited(row.get(change.column), change.edit));
  else row.set(change.column, (((row.get(change.column) ?? 0) as number) + change.delta) | 0);
}

/** Instances of a column with several values are set one by one; NULL removes the first (11 §7). */
function replaced(before: ModelValue | undefined, value: ModelValue): ModelValue {
  if (!Array.isArray(before) || (value !== null && !Array.isArray(value))) return value;
  const instances = [...((value ?? []) as string[]), ...before.slice(value?.length ?? 1)];
  return instances.length === 0 ? null : instances;
}

/** The value after an edit, for a long value that is there (12 §3.1). */
function edited(value: ModelValue | undefined, edit: LongValueEdit): ModelValue {
  const before = value instanceof Uint8Array ? value : new Uint8Array(0);
  const size = sizeAfter(before.length, edit);
  const after = new Uint8Array(size);
  after.set(before.subarray(0, size));
  if (edit.kind === 'append') after.set(edit.bytes, before.length);
  if (edit.kind === 'overwrite') after.set(edit.bytes, edit.at);
  return after;
}

function sizeAfter(size: number, edit: LongValueEdit): number {
  if (edit.kind === 'append') return size + edit.bytes.length;
  if (edit.kind === 'resize') return edit.size;
  return Math.max(size, edit.at + edit.bytes.length);
}
