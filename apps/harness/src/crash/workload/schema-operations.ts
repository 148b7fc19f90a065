import {
  columnGrbit,
  coltyp,
  createIndexGrbit,
  type ColumnDefinition,
  type ColumnRequest,
  type IndexDefinitionRequest,
} from '@esekit/engine';
import type { ColumnKind, ModelColumn, ModelIndex } from '../model/changes';
import { columnsOf } from './row-operations';
import type { OpenTable, Worker } from './worker';
import { NothingToDo, type World } from './world';

const tablesMost = 5;

const definitions: Readonly<Record<ColumnKind, ColumnDefinition>> = {
  Long: { type: 'Long' },
  Text: { type: 'Text', size: 160 },
  Binary: { type: 'Binary' },
  LongBinary: { type: 'LongBinary' },
  LongText: { type: 'LongText', compressed: true },
  tags: { type: 'LongText', multiValued: true },
};

/** Keys of indexes that a table may have beside its primary one. */
const keys: readonly (readonly string[])[] = [
  ['+n'],
  ['-n', '+id'],
  ['+text'],
  ['+text', '-n'],
  ['+bytes', '+n'],
  ['+tags'],
  ['-id'],
];

const unicode = { localeName: 'en-US', mapFlags: 0x3_0401 } as const;

export function createTable(world: World, worker: Worker): void {
  const path = world.somePath();
  if (world.ledger.latest.database(path).size >= tablesMost) throw new NothingToDo();
  const { names, random } = world;
  const table = names.next();
  const name = `t${random.below(3) === 0 ? random.below(8) : table}`;
  const columns = [
    names.column('id', 'Long'),
    names.column('count', 'Long', 0),
    names.column('n', 'Long'),
    names.column('text', 'Text'),
    names.column('bytes', 'Binary'),
    names.column('tags', 'tags'),
    names.column('blob', 'LongBinary'),
    names.column('note', 'LongText'),
  ];
  const secondary = keys.filter(() => random.below(3) === 0).map((key) => ({ name: indexName(key), key }));
  const indexes: ModelIndex[] = [{ name: 'id', key: ['+id'] }, ...secondary];
  world.change(worker, { do: 'createTable', path, table, name, columns, indexes }, () => {
    const created = worker.api.createTable(
      { engine: world.attached(path) } as Parameters<typeof worker.api.createTable>[0],
      {
        name,
        pages: random.pick([1, 1, 1, 4]),
        columns: Object.fromEntries(columns.map((column) => [column.name, columnDefinition(column)])),
        indexes: Object.fromEntries(indexes.map((index) => [index.name, indexDefinition(index)])),
      },
    );
    const { cursor } = created;
    names.noteTable(path, cursor.table.objid, table);
    for (const { name: column, columnid } of cursor.view.schema.columns) {
      names.noteColumn(
        table,
        columnid,
        columns.find((one) => one.name === column)!,
      );
    }
    created.close();
  });
}

function columnDefinition({ name, kind }: ModelColumn): ColumnDefinition {
  if (name === 'id') return { type: 'Long', notNull: true };
  return name === 'count' ? { type: 'Long', escrow: true, default: 0 } : definitions[kind];
}

function indexDefinition({ name, key }: ModelIndex): IndexDefinitionRequest {
  return { columns: key, locale: unicode.localeName, ...(name === 'id' ? { primary: true } : {}) };
}

function indexName(key: readonly string[]): string {
  return `by${key.join('')}`;
}

/** Nobody has a table open that is to be deleted, or has changed it. */
function released(world: World, worker: Worker): OpenTable {
  const open = world.someTable(worker);
  for (const other of world.workers) {
    if (other !== worker && other.changes.some(({ table }) => table === open.number)) throw new NothingToDo();
  }
  for (const other of world.workers) other.closeTables();
  return open;
}

export function deleteTable(world: World, worker: Worker): void {
  const { path, number: table, table: handle } = released(world, worker);
  const name = handle.cursor.table.view(worker.engine).schema.name;
  world.change(worker, { do: 'deleteTable', path, table }, () => {
    worker.engine.instance.databases.get(path)!.catalog.deleteTable(worker.engine, name);
  });
}

export function renameTable(world: World, worker: Worker): void {
  const { path, number: table, table: handle } = released(world, worker);
  const before = handle.cursor.table.view(worker.engine).schema.name;
  const name = `r${world.random.below(6)}`;
  world.change(worker, { do: 'renameTable', path, table, name }, () => {
    world.attached(path).catalog.renameTable(worker.engine, before, name);
  });
}

export function addColumn(world: World, worker: Worker): void {
  const { path, number: table, table: handle } = world.someTable(worker);
  if (handle.cursor.view.schema.columns.length >= 14) throw new NothingToDo();
  const kind = world.random.pick(['Long', 'Text', 'LongBinary', 'tags'] as const);
  const value = kind === 'Long' && world.random.below(2) === 0 ? 1 + world.random.below(100) : null;
  const column = world.names.column(`c${world.names.next()}`, kind, value);
  world.change(worker, { do: 'addColumn', path, table, column }, () => {
    const request = columnRequest(column);
    const { columnid } = world.attached(path).catalog.addColumn(worker.engine, handle.cursor.table, request);
    world.names.noteColumn(table, columnid, column);
  });
}

function columnRequest({ name, kind, default: value }: ModelColumn): ColumnRequest {
  const unicodeText = { codePage: 1200, cbMax: 0 };
  switch (kind) {
    case 'Long': {
      const bytes = new Uint8Array(4);
      if (typeof value === 'number') new DataView(bytes.buffer).setInt32(0, value, true);
      const defaultValue = value === null ? undefined : bytes;
      return { name, coltyp: coltyp.long, grbit: columnGrbit.fixed, cbMax: 4, codePage: 0, defaultValue };
    }
    case 'Text':
      return { name, coltyp: coltyp.text, grbit: 0, ...unicodeText };
    case 'tags': {
      const grbit = columnGrbit.tagged | columnGrbit.multiValued;
      return { name, coltyp: coltyp.longText, grbit, ...unicodeText };
    }
    default:
      return { name, coltyp: coltyp.longBinary, grbit: columnGrbit.tagged, cbMax: 0, codePage: 0 };
  }
}

export function deleteColumn(world: World, worker: Worker): void {
  const open = world.someTable(worker);
  const columns = columnsOf(world, open).filter(({ name }) => name !== 'id' && name !== 'count');
  if (columns.length === 0) throw new NothingToDo();
  const { number, name } = world.random.pick(columns);
  const { path, number: table, table: handle } = open;
  world.change(worker, { do: 'deleteColumn', path, table, column: number }, () => {
    world.attached(path).catalog.deleteColumn(worker.engine, handle.cursor.table, name);
  });
}

export function createIndex(world: World, worker: Worker): void {
  const { path, number: table, table: handle } = world.someTable(worker);
  const key = world.random.pick(keys);
  const index: ModelIndex = { name: indexName(key), key };
  const isText = key.some((part) => ['text', 'tags'].includes(part.slice(1)));
  world.change(worker, { do: 'createIndex', path, table, index }, () => {
    world.attached(path).catalog.createIndexes(worker.engine, handle.cursor.table, [
      {
        name: index.name,
        key: `${key.join('\0')}\0\0`,
        grbit: isText ? createIndexGrbit.unicode : 0,
        ...(isText ? { unicode } : {}),
      },
    ]);
  });
}

export function deleteIndex(world: World, worker: Worker): void {
  const { path, number: table, table: handle } = world.someTable(worker);
  const names = handle.cursor.view.indexes.filter(({ isPrimary }) => !isPrimary).map(({ name }) => name);
  if (names.length === 0) throw new NothingToDo();
  const name = world.random.pick(names);
  for (const other of world.workers) if (other !== worker) other.closeTables();
  world.change(worker, { do: 'deleteIndex', path, table, name }, () => {
    world.attached(path).catalog.deleteIndex(worker.engine, handle.cursor.table, name);
  });
}
