import { readRootHeader } from '@esekit/btree';
import { describe, expect, test } from 'vitest';
import { column, errorOf, index, insert, SchemaScene } from './engine-fixture';

const names = (scene: SchemaScene, session: Parameters<SchemaScene['catalog']['tables']>[0]): string[] =>
  scene.catalog.tables(session).flatMap(({ name }) => (name.startsWith('MSys') ? [] : [name]));

describe('tables (14 §5)', () => {
  test('a new database has the system tables, and nothing wrong with it', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    expect(scene.catalog.tables(session).map(({ name, objid }) => [name, objid])).toEqual([
      ['MSysLocales', 7],
      ['MSysObjects', 2],
      ['MSysObjectsShadow', 3],
      ['MSysObjids', 6],
    ]);
    await scene.end();
  });

  test.each([
    [{ name: 'bad.name' }, 'JET_errInvalidName'],
    [{ name: 'x', density: 5 }, 'JET_errDensityInvalid'],
    [{ name: 'x', density: 101 }, 'JET_errDensityInvalid'],
    [{ name: 'x', pages: -1 }, 'JET_errInvalidParameter'],
    [{ name: 'x', grbit: 0x10 }, 'JET_errInvalidGrbit'],
    [{ name: 'x', grbit: 4 }, 'JET_errInvalidGrbit'],
    [{ name: 'x', lvChunkMax: 5000 }, 'JET_errInvalidLVChunkSize'],
    [{ name: 'x', templateName: 'nope' }, 'JET_errObjectNotFound'],
    [{ name: 'x', templateName: 'T' }, 'JET_errDDLNotInheritable'],
    [{ name: 't' }, 'JET_errTableDuplicate'],
    [{ name: 'MSysObjects' }, 'JET_errTableDuplicate'],
    [{ name: 'x', columns: [column('a', 99)] }, 'JET_errInvalidColumnType'],
    [{ name: 'x', columns: [column('a', 4), column('A', 4)] }, 'JET_errColumnDuplicate'],
    [{ name: 'x', columns: [column('a', 4)], indexes: [index('i', '+b')] }, 'JET_errColumnNotFound'],
  ])('create %j is %s, and leaves nothing', async (request, error) => {
    const scene = new SchemaScene();
    const session = await scene.start();
    scene.plainTable(session);
    expect(errorOf(() => scene.catalog.createTable(session, request))).toBe(error);
    expect(names(scene, session)).toEqual(['T']);
    await scene.end();
  });

  test('a refused column or index is told of by its position', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const told: unknown[] = [];
    const request = {
      name: 'x',
      columns: [column('a', 4), column('b', 10, { cbMax: 300 })],
      indexes: [index('i', '+a'), index('j', '+nope')],
      report: {
        column: (position: number, added: unknown) => told.push([position, added]),
        refused: (part: string, position: number, { name }: Error) => told.push([part, position, name]),
      },
    };
    expect(errorOf(() => scene.catalog.createTable(session, request))).toBe('JET_errColumnNotFound');
    expect(told).toEqual([
      [0, { columnid: 1, warning: undefined }],
      [1, { columnid: 128, warning: 'JET_wrnColumnMaxTruncated' }],
      ['index', 1, 'JET_errColumnNotFound'],
    ]);
    await scene.end();
  });

  test('a created table is there after a restart, one that was rolled back is not', async () => {
    const scene = new SchemaScene();
    let session = await scene.start();
    scene.plainTable(session);
    session.begin();
    const gone = scene.plainTable(session, 'Gone');
    insert(session, gone, { id: 1 });
    expect(names(scene, session)).toEqual(['Gone', 'T']);
    session.rollback();
    expect(names(scene, session)).toEqual(['T']);
    expect(errorOf(() => scene.catalog.open(session, 'Gone'))).toBe('JET_errObjectNotFound');
    await scene.end();
    session = await scene.start();
    const { schema } = scene.catalog.open(session, 't').view(session);
    expect(schema.columns.map(({ name, columnid }) => [name, columnid])).toEqual([
      ['id', 1],
      ['v', 2],
      ['t', 128],
    ]);
    await scene.end();
  });

  test('pages of a deleted table are used again', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const first = scene.plainTable(session);
    insert(session, first, { id: 1, v: 2, t: 'x' });
    scene.catalog.createIndexes(session, first, [index('ix', '+v')]);
    scene.catalog.deleteTable(session, 'T');
    expect(names(scene, session)).toEqual([]);
    scene.instance.transactions.cleanUp(1000);
    const second = scene.plainTable(session);
    expect(second.tree.pgnoFDP).toBe(first.tree.pgnoFDP);
    expect(second.objid).toBeGreaterThan(first.objid);
    await scene.end();
  });

  test('a deletion that is rolled back brings everything back', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    insert(session, table, { id: 1 });
    session.begin();
    scene.catalog.deleteTable(session, 'T');
    expect(errorOf(() => scene.catalog.open(session, 'T'))).toBe('JET_errObjectNotFound');
    expect(errorOf(() => scene.catalog.open(scene.session(), 'T'))).toBe('JET_errTableLocked');
    session.rollback();
    expect(scene.catalog.open(session, 'T')).toBe(table);
    await scene.end();
  });

  test('what cannot be deleted or renamed (F-28, F-51)', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    const { catalog } = scene;
    scene.plainTable(session, 'U');
    expect(errorOf(() => catalog.deleteTable(session, 'MSysObjects'))).toBe('JET_errCannotDeleteSystemTable');
    expect(errorOf(() => catalog.deleteTable(session, 'nope'))).toBe('JET_errObjectNotFound');
    expect(errorOf(() => catalog.renameTable(session, 'MSysObjects', 'X'))).toBe('JET_errFixedDDL');
    expect(errorOf(() => catalog.renameTable(session, 'T', 'u'))).toBe('JET_errTableDuplicate');
    expect(errorOf(() => catalog.renameTable(session, 'nope', 'X'))).toBe('JET_errObjectNotFound');
    const opening = table.locks.open(session.session);
    expect(errorOf(() => catalog.deleteTable(session, 'T'))).toBe('JET_errTableInUse');
    catalog.renameTable(session, 'T', 'Other');
    expect(table.view(session).schema.name).toBe('Other');
    catalog.renameTable(session, 'Other', 'OTHER');
    table.locks.close(opening);
    expect(names(scene, session)).toEqual(['OTHER', 'U']);
    await scene.end();
  });

  test('locks are between sessions, not within one (F-41, F-52)', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const other = scene.session().session;
    const { locks } = scene.plainTable(session);
    const own = session.session;
    const exclusive = locks.open(own, { deniesRead: true });
    expect(errorOf(() => locks.open(other))).toBe('JET_errTableLocked');
    locks.close(locks.open(own));
    locks.close(exclusive);
    const reader = locks.open(other, { isReadOnly: true });
    expect(errorOf(() => locks.open(own, { deniesRead: true }))).toBe('JET_errTableInUse');
    const noWriters = locks.open(own, { deniesWrite: true });
    expect(errorOf(() => locks.open(other))).toBe('JET_errTableLocked');
    locks.close(noWriters);
    locks.close(reader);
    const writer = locks.open(other);
    expect(errorOf(() => locks.open(own, { deniesWrite: true }))).toBe('JET_errTableInUse');
    locks.close(writer);
    expect(locks.count).toBe(0);
    await scene.end();
  });
});

describe('changes that may not be made', () => {
  test('in a transaction that only reads nothing is taken from the file', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    const { catalog } = scene;
    session.begin({ isReadOnly: true });
    const dbtime = scene.database.nextDbtime();
    const refused = [
      errorOf(() => catalog.createTable(session, { name: 'N' })),
      errorOf(() => catalog.addColumn(session, table, column('x', 4))),
      errorOf(() => catalog.createIndexes(session, table, [index('ix', '+v')])),
      errorOf(() => catalog.deleteTable(session, 'T')),
    ];
    expect(refused).toEqual(refused.map(() => 'JET_errTransReadOnly'));
    expect(scene.database.nextDbtime()).toBe(dbtime + 1);
    session.rollback();
    await scene.end();
  });

  test('in a database that is only read', async () => {
    const scene = new SchemaScene();
    let session = await scene.start();
    scene.plainTable(session);
    await scene.end();
    session = await scene.start({ isReadOnly: true });
    expect(scene.catalog.open(session, 'T').view(session).schema.columns).toHaveLength(3);
    expect(errorOf(() => scene.catalog.createTable(session, { name: 'N' }))).toBe('JET_errPermissionDenied');
    await scene.end();
  });
});

test('space hints are kept, and followed (10 §6)', async () => {
  const scene = new SchemaScene();
  let session = await scene.start();
  const none = { ulInitialDensity: 0, cbInitial: 0, grbit: 0, ulMaintDensity: 0 };
  const growth = { ...none, ulGrowth: 200, cbMinExtent: 0x8000, cbMaxExtent: 0x8_0000 };
  const request = {
    name: 'T',
    columns: [column('lv', 11)],
    spaceHints: growth,
    longValueHints: { ...growth, cbInitial: 0x3000 },
  };
  scene.catalog.createTable(session, request);
  await scene.end();
  session = await scene.start();
  const table = scene.catalog.open(session, 'T');
  const tree = table.createLongValues(session.session);
  expect(scene.catalog.hintsOf(table.tree.tree)).toEqual({
    growthPercent: 200,
    cpgExtentLeast: 8,
    cpgExtentMost: 128,
  });
  expect(readRootHeader(tree.tree).space?.cpg).toBe(3);
  await scene.end();
});

test('long values get a tree of their own with the first of them (10 §3.4)', async () => {
  const scene = new SchemaScene();
  const session = await scene.start();
  const { catalog } = scene;
  const table = catalog.createTable(session, { name: 'T', columns: [column('lv', 11)] });
  session.begin();
  const tree = table.createLongValues(session.session);
  expect(table.createLongValues(session.session)).toBe(tree);
  session.rollback();
  // Others may use it already, so it stays.
  expect(table.longValues()).toBe(tree);
  session.begin();
  const gone = catalog.createTable(session, { name: 'N', columns: [column('lv', 11)] });
  gone.createLongValues(session.session);
  session.rollback();
  expect(gone.longValues()).toBeUndefined();
  catalog.deleteTable(session, 'T');
  await scene.end();
});
