import { prepareKind, setFlag } from '@esekit/engine';
import type { LongValueEdit, ModelColumn } from '../model/changes';
import { someBytes, someLength } from './random-values';
import { columnsOf, someRow } from './row-operations';
import type { OpenTable, Worker } from './worker';
import { NothingToDo, type World } from './world';

/** Adds bytes to a long value. */
export function appendLongValue(world: World, worker: Worker): void {
  edit(world, worker, () => ({ kind: 'append', bytes: someBytes(world.random, someLength(world.random)) }));
}

/** Writes over a part of a long value, perhaps beyond its end. */
export function overwriteLongValue(world: World, worker: Worker): void {
  edit(world, worker, (size) => ({
    kind: 'overwrite',
    at: world.random.below(size + 1),
    bytes: someBytes(world.random, someLength(world.random)),
  }));
}

/** Cuts a long value, or adds zeros to it. */
export function resizeLongValue(world: World, worker: Worker): void {
  edit(world, worker, (size) => ({ kind: 'resize', size: 1 + world.random.below(size + 2000) }));
}

function edit(world: World, worker: Worker, choose: (size: number) => LongValueEdit): void {
  const open = world.someTable(worker);
  const columns = columnsOf(world, open).filter(({ kind }) => kind === 'LongBinary');
  if (columns.length === 0) throw new NothingToDo();
  const column = world.random.pick(columns);
  const row = someRow(world, open);
  const value = (open.table.get([row]) as Record<string, unknown> | undefined)?.[column.name];
  if (!(value instanceof Uint8Array)) throw new NothingToDo();
  const chosen = choose(value.length);
  const { path, number: table } = open;
  world.change(worker, { do: 'edit', path, table, row, column: column.number, edit: chosen }, () => {
    worker.engine.atomically(() => {
      apply(open, column, chosen);
    });
  });
}

function apply({ table }: OpenTable, { name }: ModelColumn, chosen: LongValueEdit): void {
  const { updates, view } = table.cursor;
  const { columnid } = view.shape.columnNamed(name).schema;
  updates.prepare(prepareKind.replace);
  try {
    if (chosen.kind === 'append') updates.setColumn(columnid, chosen.bytes, { grbit: setFlag.appendLV });
    else if (chosen.kind === 'resize') {
      updates.setColumn(columnid, undefined, { grbit: setFlag.sizeLV, size: chosen.size });
    } else {
      updates.setColumn(columnid, chosen.bytes, { grbit: setFlag.overwriteLV, ibLongValue: chosen.at });
    }
    updates.update();
  } catch (error) {
    updates.prepare(prepareKind.cancel);
    throw error;
  }
}
