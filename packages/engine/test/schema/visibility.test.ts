import { describe, expect, test } from 'vitest';
import type { EngineSession } from '../../src/instance';
import type { TableObject } from '../../src/schema';
import { column, entries, errorOf, hex, index, insert, longKey, SchemaScene } from './engine-fixture';

const columnsOf = (session: EngineSession, table: TableObject): string =>
  table
    .view(session)
    .schema.columns.map(({ name }) => name)
    .join();
const indexesOf = (session: EngineSession, table: TableObject): string =>
  table
    .view(session)
    .indexes.map(({ name }) => name)
    .join();

describe('who sees which schema (14 §5)', () => {
  test('additions show after the commit, to those who began later (F-27)', async () => {
    const scene = new SchemaScene();
    const first = await scene.start();
    const second = scene.session();
    const { catalog } = scene;
    const table = scene.plainTable(first);
    insert(first, table, { id: 1, v: 10 });
    first.begin();
    catalog.createTable(first, { name: 'N' });
    const x = column('x', 4, { defaultValue: new Uint8Array([4, 0, 0, 0]) });
    catalog.addColumn(first, table, x);
    catalog.createIndexes(first, table, [index('ixx', '+x')]);
    expect(columnsOf(first, table)).toBe('id,v,x,t');
    expect(errorOf(() => catalog.open(second, 'N'))).toBe('JET_errObjectNotFound');
    second.begin();
    expect(columnsOf(second, table)).toBe('id,v,t');
    expect(indexesOf(second, table)).toBe('PK');
    insert(second, table, { id: 50, v: 1 });
    await first.commit();
    expect(columnsOf(second, table)).toBe('id,v,t');
    expect(indexesOf(second, table)).toBe('PK');
    expect(errorOf(() => catalog.open(second, 'N'))).toBe('JET_errObjectNotFound');
    await second.commit();
    expect(columnsOf(second, table)).toBe('id,v,x,t');
    expect(entries(second, table, 'ixx')).toEqual([
      `${longKey(4)} ${longKey(1)}`,
      `${longKey(4)} ${longKey(50)}`,
    ]);
    expect(catalog.open(second, 'N')).toBe(catalog.open(first, 'N'));
    await scene.end();
  });

  test('a deleted index is hidden from all at once, and comes back with what was inserted meanwhile (F-27)', async () => {
    const scene = new SchemaScene();
    const first = await scene.start();
    const second = scene.session();
    const { catalog } = scene;
    const table = scene.plainTable(first);
    catalog.createIndexes(first, table, [index('ixv', '+v'), index('ixt', '+t')]);
    first.begin();
    catalog.deleteIndex(first, table, 'ixv');
    expect(errorOf(() => catalog.deleteColumn(first, table, 't'))).toBe('JET_errColumnInUse');
    catalog.deleteIndex(first, table, 'ixt');
    expect(errorOf(() => catalog.deleteColumn(second, table, 't'))).toBe('JET_errColumnInUse');
    catalog.deleteColumn(first, table, 't');
    expect(columnsOf(first, table)).toBe('id,v');
    expect(columnsOf(second, table)).toBe('id,v,t');
    expect(indexesOf(second, table)).toBe('PK');
    expect(table.indexesKeptBy(first.session)).toEqual([]);
    const key = hex(insert(second, table, { id: 70, v: 70 }));
    first.rollback();
    expect(indexesOf(second, table)).toBe('ixt,ixv,PK');
    expect(entries(first, table, 'ixv')).toEqual([`${longKey(70)} ${key}`]);
    expect(entries(first, table, 'ixt')).toEqual([`00 ${key}`]);
    await scene.end();
  });

  test('a session does not keep an index that it has deleted itself', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    scene.catalog.createIndexes(session, table, [index('u', '+v', 1)]);
    insert(session, table, { id: 1, v: 5 });
    session.begin();
    scene.catalog.deleteIndex(session, table, 'u');
    insert(session, table, { id: 2, v: 5 });
    await session.commit();
    await scene.end();
  });

  test('a level takes back what was done in it, and nothing else', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    session.begin();
    scene.catalog.addColumn(session, table, column('a', 4));
    session.begin();
    scene.catalog.addColumn(session, table, column('b', 4));
    scene.catalog.createIndexes(session, table, [index('ixb', '+b')]);
    session.rollback();
    expect(columnsOf(session, table)).toBe('id,v,a,t');
    expect(indexesOf(session, table)).toBe('PK');
    session.begin();
    scene.catalog.addColumn(session, table, column('b', 4));
    await session.commit();
    await session.commit();
    expect(columnsOf(session, table)).toBe('id,v,a,b,t');
    await scene.end();
  });

  test('two sessions cannot take one name', async () => {
    const scene = new SchemaScene();
    const first = await scene.start();
    const second = scene.session();
    const { catalog } = scene;
    const table = scene.plainTable(first);
    first.begin();
    second.begin();
    catalog.createTable(first, { name: 'N' });
    catalog.addColumn(first, table, column('x', 4));
    catalog.createIndexes(first, table, [index('i', '+v')]);
    expect(errorOf(() => catalog.createTable(second, { name: 'n' }))).toBe('JET_errTableDuplicate');
    expect(errorOf(() => catalog.addColumn(second, table, column('x', 4)))).toBe('JET_errColumnDuplicate');
    const create = (): void => catalog.createIndexes(second, table, [index('i', '+v')]);
    expect(errorOf(create)).toBe('JET_errIndexDuplicate');
    expect(errorOf(() => catalog.deleteTable(second, 'T'))).toBe('JET_errTableInUse');
    first.rollback();
    second.rollback();
    await scene.end();
  });

  test('views that show the same are the same', async () => {
    const scene = new SchemaScene();
    const first = await scene.start();
    const second = scene.session();
    const table = scene.plainTable(first);
    const reader = scene.session();
    reader.begin();
    const before = table.view(reader);
    expect(table.view(second)).toBe(before);
    first.begin();
    scene.catalog.addColumn(first, table, column('x', 4));
    expect(table.view(second)).toBe(before);
    expect(table.view(first)).not.toBe(before);
    const after = table.view(first);
    await first.commit();
    expect(table.view(second)).toBe(after);
    expect(table.view(reader)).toBe(before);
    reader.rollback();
    await scene.end();
  });
});
