import { prepareKind, type InstanceTable } from '@esekit/engine';
import type { ModelColumn } from '../model/changes';
import type { ModelValue } from '../model/values';
import { rowsMost, someValue } from './random-values';
import type { OpenTable, Worker } from './worker';
import { NothingToDo, type World } from './world';

type Values = Record<string, ModelValue>;

/** The columns of a table that the session sees. */
export function columnsOf(world: World, { table, number, path }: OpenTable): ModelColumn[] {
  const { columns } = table.cursor.view.schema;
  return world.names.columnsOf(number, columns, world.ledger.latest.table(path, number));
}

/** What an update may set: not the key, and not what is only added to. */
export function settable(columns: readonly ModelColumn[]): ModelColumn[] {
  return columns.filter(({ name }) => name !== 'id' && name !== 'count');
}

/** Values for some columns of a row. */
function someValues(
  world: World,
  columns: readonly ModelColumn[],
  chance: number,
): [Values, Map<number, ModelValue>] {
  const named: Values = {};
  const numbered = new Map<number, ModelValue>();
  for (const column of settable(columns)) {
    if (world.random.below(100) >= chance) continue;
    const value = someValue(world.random, column);
    named[column.name] = value;
    numbered.set(column.number, value);
  }
  return [named, numbered];
}

export function insertRow(world: World, worker: Worker): void {
  insertInto(world, worker, world.someTable(worker), world.random.below(rowsMost));
}

/** Enough rows in order to split pages. */
export function insertRows(world: World, worker: Worker): void {
  const open = world.someTable(worker);
  const first = world.random.below(rowsMost);
  for (let row = first; row < first + 20; row++) {
    if (world.isStopped) return;
    insertInto(world, worker, open, row);
  }
}

function insertInto(world: World, worker: Worker, open: OpenTable, row: number): void {
  const columns = columnsOf(world, open);
  const id = columns.find(({ name }) => name === 'id')!;
  const [named, numbered] = someValues(world, columns, 60);
  numbered.set(id.number, row);
  const { path, number: table } = open;
  world.change(worker, { do: 'insert', path, table, row, values: numbered }, () => {
    (open.table as InstanceTable<Values>).insert({ id: row, ...named });
  });
}

export function replaceRow(world: World, worker: Worker): void {
  const open = world.someTable(worker);
  const row = someRow(world, open);
  const [named, values] = someValues(world, columnsOf(world, open), 40);
  const { path, number: table } = open;
  world.change(worker, { do: 'replace', path, table, row, values }, () => {
    if (!(open.table as InstanceTable<Values>).update([row], named)) throw new NothingToDo();
  });
}

export function deleteRow(world: World, worker: Worker): void {
  const open = world.someTable(worker);
  deleteFrom(world, worker, open, someRow(world, open));
}

/** Enough rows in order to empty pages. */
export function deleteRows(world: World, worker: Worker): void {
  const open = world.someTable(worker);
  const rows = Array.from({ length: 20 }, (_, i) => i + world.random.below(rowsMost));
  for (const row of new Set(rows)) {
    if (world.isStopped) return;
    if (open.table.get([row]) !== undefined) deleteFrom(world, worker, open, row);
  }
}

function deleteFrom(world: World, worker: Worker, open: OpenTable, row: number): void {
  const { path, number: table } = open;
  world.change(worker, { do: 'delete', path, table, row }, () => {
    if (!open.table.delete([row])) throw new NothingToDo();
  });
}

/** Sessions add to one number side by side. */
export function addToRow(world: World, worker: Worker): void {
  if (worker.levels.length === 0) throw new NothingToDo();
  const open = world.someTable(worker);
  const count = columnsOf(world, open).find(({ name }) => name === 'count');
  const row = world.random.below(rowsMost);
  const { cursor } = open.table;
  if (count === undefined || open.table.get([row]) === undefined) throw new NothingToDo();
  const delta = world.random.below(2000) - 1000;
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, delta, true);
  const { path, number: table } = open;
  world.change(worker, { do: 'add', path, table, row, column: count.number, delta }, () => {
    cursor.updates.escrow(cursor.view.shape.columnNamed('count'), bytes);
  });
}

/** A second row with the values of the first: they share its long values. */
export function copyRow(world: World, worker: Worker): void {
  if (worker.levels.length === 0) throw new NothingToDo();
  const open = world.someTable(worker);
  const source = open.table.get([someRow(world, open)]) as Values | undefined;
  if (source === undefined) throw new NothingToDo();
  const row = world.random.below(rowsMost);
  const values = new Map<number, ModelValue>();
  for (const { number, name, kind } of columnsOf(world, open)) {
    const value = source[name] ?? null;
    if (name === 'id') values.set(number, row);
    else values.set(number, kind === 'tags' && typeof value === 'string' ? [value] : value);
  }
  const { updates, view } = open.table.cursor;
  const { path, number: table } = open;
  world.change(worker, { do: 'insert', path, table, row, values }, () => {
    worker.engine.atomically(() => {
      updates.prepare(prepareKind.insertCopy);
      try {
        updates.setValue(view.shape.columnNamed('id'), row);
        updates.update();
      } catch (error) {
        updates.prepare(prepareKind.cancel);
        throw error;
      }
    });
  });
}

/** The key of a row that is there for everybody, if there is any. */
export function someRow(world: World, { path, number }: OpenTable): number {
  const rows = world.ledger.latest.table(path, number)?.rows;
  if (rows === undefined || rows.size === 0) return world.random.below(rowsMost);
  return world.random.pick([...rows.keys()]);
}
