import { createMemoryFileSystem, type FileSystem } from '@esekit/core';
import { expect, test } from 'vitest';
import { column, entries, index, insert, SchemaScene } from './engine-fixture';

/** The files as a process leaves them that ends without a word. */
function copyOf(fs: FileSystem): FileSystem {
  const copy = createMemoryFileSystem();
  for (const name of fs.readDirectorySync('.')) {
    const file = fs.openSync(name, 'read');
    const bytes = new Uint8Array(file.sizeSync());
    file.readSync(bytes, 0);
    file.closeSync();
    const target = copy.openSync(name, 'createNew');
    target.writeSync(bytes, 0);
    target.syncSync();
    target.closeSync();
  }
  return copy;
}

test('after a crash the schema is that of the committed transactions', async () => {
  const scene = new SchemaScene();
  const first = await scene.start();
  const second = scene.session();
  const { catalog } = scene;
  const table = scene.plainTable(first);
  for (let id = 1; id <= 20; id++) insert(first, table, { id, v: id % 3, t: `row${id}` });
  catalog.createIndexes(first, table, [index('ixv', '+v')]);
  catalog.addColumn(first, table, column('extra', 4, { defaultValue: new Uint8Array([5, 0, 0, 0]) }));
  scene.plainTable(first, 'Gone');
  catalog.deleteTable(first, 'Gone');
  catalog.createIndexes(first, table, [index('dropped', '+t')]);
  catalog.deleteIndex(first, table, 'dropped');
  catalog.renameColumn(first, table, 'v', 'w');
  second.begin();
  const open = scene.plainTable(second, 'Uncommitted');
  insert(second, open, { id: 1 });
  open.createLongValues(second.session);
  catalog.addColumn(second, table, column('uncommitted', 10));
  catalog.createIndexes(second, table, [index('open', '+uncommitted+id')]);
  insert(first, table, { id: 99, w: 1 });
  const crashed = new SchemaScene({ fs: copyOf(scene.fs) });
  const session = await crashed.start();
  const names = crashed.catalog.tables(session).map(({ name }) => name);
  expect(names.filter((name) => !name.startsWith('MSys'))).toEqual(['T']);
  const recovered = crashed.catalog.open(session, 'T');
  const { schema } = recovered.view(session);
  expect(schema.columns.map(({ name }) => name)).toEqual(['id', 'w', 'extra', 't']);
  expect(schema.indexes.map(({ name }) => name)).toEqual(['ixv', 'PK']);
  expect(entries(session, recovered, 'ixv')).toHaveLength(21);
  // The number of the column that was not committed is free again: nobody has a record with it.
  expect(crashed.catalog.addColumn(session, recovered, column('next', 10)).columnid).toBe(129);
  await crashed.end();
});
