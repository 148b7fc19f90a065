import { expect, test } from 'vitest';
import { tableGrbit } from '../../src/schema';
import { column, entries, errorOf, index, insert, SchemaScene } from './engine-fixture';

test('tables that are derived from a template (10 §8.1, F-20)', async () => {
  const scene = new SchemaScene();
  let session = await scene.start();
  const { catalog } = scene;
  const base = catalog.createTable(session, {
    name: 'B',
    grbit: tableGrbit.templateTable,
    columns: [
      column('id', 4),
      column('nm', 10, { cbMax: 40 }),
      column('tg', 4, { grbit: 2, defaultValue: new Uint8Array([3, 0, 0, 0]) }),
    ],
    indexes: [index('PK', '+id', 2), index('INM', '+nm')],
  });
  expect(errorOf(() => catalog.addColumn(session, base, column('late', 4)))).toBe('JET_errFixedDDL');
  const table = catalog.createTable(session, { name: 'D', templateName: 'B' });
  const { schema } = table.view(session);
  expect(schema.columns.map(({ columnid }) => columnid)).toEqual([0x8000_0001, 0x8000_0080, 0x8000_0100]);
  expect(schema.indexes.map(({ name, keyMost }) => [name, keyMost])).toEqual([
    ['INM', 255],
    ['PK', 5],
  ]);
  expect(catalog.addColumn(session, table, column('own', 4)).columnid).toBe(2);
  expect(errorOf(() => catalog.addColumn(session, table, column('nm', 10)))).toBe('JET_errColumnDuplicate');
  catalog.createIndexes(session, table, [index('IOWN', '+own+nm')]);
  const again = (): void => catalog.createIndexes(session, table, [index('INM', '+own')]);
  expect(errorOf(again)).toBe('JET_errIndexDuplicate');
  insert(session, table, { id: 1, nm: 'x', own: 5 });
  insert(session, table, { id: 2, nm: 'y', tg: 8 });
  expect(errorOf(() => catalog.deleteColumn(session, table, 'nm'))).toBe('JET_errFixedInheritedDDL');
  expect(errorOf(() => catalog.deleteIndex(session, table, 'INM'))).toBe('JET_errFixedInheritedDDL');
  expect(errorOf(() => catalog.deleteColumn(session, table, 'own'))).toBe('JET_errColumnInUse');
  expect(errorOf(() => catalog.renameColumn(session, table, 'nm', 'n2'))).toBe('JET_errColumnNotFound');
  const derive = (): unknown => catalog.createTable(session, { name: 'E', templateName: 'D' });
  expect(errorOf(derive)).toBe('JET_errDDLNotInheritable');
  expect(errorOf(() => catalog.deleteTable(session, 'B'))).toBe('JET_errCannotDeleteTemplateTable');
  expect(entries(session, table, 'INM')).toHaveLength(2);
  await scene.end();
  session = await scene.start();
  const reread = scene.catalog.open(session, 'D').view(session);
  expect(reread.schema.columns.map(({ name }) => name)).toEqual(['id', 'nm', 'tg', 'own']);
  expect(reread.indexes.map(({ name }) => name)).toEqual(['INM', 'IOWN', 'PK']);
  scene.catalog.deleteTable(session, 'D');
  await scene.end();
});

test('a derived table that is rolled back leaves nothing', async () => {
  const scene = new SchemaScene();
  const session = await scene.start();
  const { catalog } = scene;
  catalog.createTable(session, {
    name: 'B',
    grbit: tableGrbit.templateTable,
    columns: [column('id', 4), column('v', 4)],
    indexes: [index('PK', '+id', 2), index('IX', '+v')],
  });
  session.begin();
  const table = catalog.createTable(session, { name: 'D', templateName: 'B' });
  insert(session, table, { id: 1, v: 1 });
  session.rollback();
  expect(catalog.tables(session).map(({ name }) => name)).not.toContain('D');
  await scene.end();
});
