import { describe, expect, test } from 'vitest';
import { coltyp, columnGrbit } from '../../src/index';
import { RecordBuilder } from '../../src/records/write';
import type { EngineSession } from '../../src/instance';
import type { TableObject } from '../../src/schema';
import { column, errorOf, index, insert, SchemaScene } from './engine-fixture';

const long = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);

const columnsOf = (session: EngineSession, table: TableObject): string[] =>
  table.view(session).schema.columns.map(({ name, columnid }) => `${columnid} ${name}`);

describe('columns (11 §2, 14 §5)', () => {
  test.each([
    [column('V', 4), 'JET_errColumnDuplicate'],
    [column('a!b', 4), 'JET_errInvalidName'],
    [column('c', 4, { grbit: columnGrbit.fixed | columnGrbit.tagged }), 'JET_errInvalidGrbit'],
    [column('c', 10, { codePage: 437 }), 'JET_errInvalidCodePage'],
    [column('c', 4, { grbit: columnGrbit.compressed }), 'JET_errColumnCannotBeCompressed'],
    [column('c', 4, { grbit: columnGrbit.autoincrement }), 'JET_errExclusiveTableLockRequired'],
    [column('c', 4, { grbit: columnGrbit.escrowUpdate }), 'JET_errInvalidGrbit'],
    [column('c', 10, { cbMax: 4, defaultValue: new Uint8Array(8) }), 'JET_errDefaultValueTooBig'],
    [
      column('c', 10, { grbit: columnGrbit.tagged | columnGrbit.userDefinedDefault }),
      'JET_errCallbackNotResolved',
    ],
  ])('add %j is %s', async (request, error) => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    expect(errorOf(() => scene.catalog.addColumn(session, table, request))).toBe(error);
    expect(columnsOf(session, table)).toEqual(['1 id', '2 v', '128 t']);
    await scene.end();
  });

  test('an escrow column cannot come to records that are there', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    insert(session, table, { id: 1 });
    const opening = table.locks.open(session.session, { deniesRead: true });
    const escrow = column('e', 4, { grbit: columnGrbit.escrowUpdate, defaultValue: long(1) });
    expect(errorOf(() => scene.catalog.addColumn(session, table, escrow))).toBe('JET_errTableNotEmpty');
    table.locks.close(opening);
    await scene.end();
  });

  test('numbers are given out once, also after a rollback', async () => {
    const scene = new SchemaScene();
    let session = await scene.start();
    let table = scene.plainTable(session);
    session.begin();
    expect(scene.catalog.addColumn(session, table, column('a', 4)).columnid).toBe(3);
    session.rollback();
    expect(scene.catalog.addColumn(session, table, column('b', 8)).columnid).toBe(4);
    scene.catalog.deleteColumn(session, table, 'b');
    expect(scene.catalog.addColumn(session, table, column('c', 4)).columnid).toBe(5);
    insert(session, table, { id: 1, c: 7 });
    await scene.end();
    session = await scene.start();
    table = scene.catalog.open(session, 'T');
    const added = table.view(session).schema.columns.find(({ name }) => name === 'c')!;
    // Column 3 was never there, and its place stays empty; column 4 is deleted.
    expect(added).toMatchObject({ fid: 5, recordOffset: 4 + 4 + 4 + 4 + 8 });
    expect(scene.catalog.addColumn(session, table, column('d', 4)).columnid).toBe(6);
    await scene.end();
  });

  test('a class of columns can be full', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const columns = Array.from({ length: 127 }, (_, i) => column(`c${i}`, coltyp.unsignedByte));
    const table = scene.catalog.createTable(session, { name: 'T', columns });
    const add = (name: string, type: number): string | undefined =>
      errorOf(() => scene.catalog.addColumn(session, table, column(name, type)));
    expect(add('more', coltyp.bit)).toBe('JET_errTooManyColumns');
    expect(add('other', coltyp.text)).toBeUndefined();
    await scene.end();
  });

  test('deleting and renaming (F-28)', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    const { catalog } = scene;
    catalog.createIndexes(session, table, [index('ix', '+v')]);
    expect(errorOf(() => catalog.deleteColumn(session, table, 'nope'))).toBe('JET_errColumnNotFound');
    expect(errorOf(() => catalog.deleteColumn(session, table, 'v'))).toBe('JET_errColumnInUse');
    expect(errorOf(() => catalog.deleteColumn(session, table, 'id'))).toBe('JET_errColumnInUse');
    expect(errorOf(() => catalog.renameColumn(session, table, 'v', 't'))).toBe('JET_errKeyDuplicate');
    expect(errorOf(() => catalog.renameColumn(session, table, 'nope', 'x'))).toBe('JET_errColumnNotFound');
    session.begin();
    expect(errorOf(() => catalog.renameColumn(session, table, 'v', 'w'))).toBe('JET_errInTransaction');
    session.rollback();
    catalog.renameColumn(session, table, 'v', 'w');
    expect(table.view(session).index('ix').schema.segments[0]!.column.name).toBe('w');
    catalog.deleteColumn(session, table, 't');
    expect(columnsOf(session, table)).toEqual(['1 id', '2 w']);
    await scene.end();
  });

  test('a name is free again once its column has another one, or is gone', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const other = scene.session();
    const table = scene.plainTable(session);
    const { catalog } = scene;
    catalog.renameColumn(session, table, 'v', 'w');
    catalog.addColumn(session, table, column('v', 4));
    catalog.renameColumn(session, table, 't', 'T');
    other.begin();
    expect(columnsOf(other, table)).toEqual(['1 id', '2 w', '3 v', '128 T']);
    session.begin();
    catalog.deleteColumn(session, table, 'v');
    catalog.addColumn(session, table, column('v', 4));
    expect(columnsOf(session, table)).toEqual(['1 id', '2 w', '4 v', '128 T']);
    expect(errorOf(() => catalog.addColumn(other, table, column('v', 4)))).toBe('JET_errColumnDuplicate');
    await session.commit();
    expect(columnsOf(other, table)).toEqual(['1 id', '2 w', '3 v', '128 T']);
    await scene.end();
  });

  test('records without a value of their own follow a changed default (F-21)', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    const { catalog } = scene;
    catalog.addColumn(session, table, column('f', 4, { defaultValue: long(7) }));
    const set = (name: string, value: Uint8Array, grbit = 0): string | undefined =>
      errorOf(() => catalog.setColumnDefault(session, table, name, value, grbit));
    expect(set('f', long(77))).toBeUndefined();
    const builder = new RecordBuilder(table.view(session).shape);
    builder.beginInsert();
    expect([...builder.record.subarray(12, 16)]).toEqual([77, 0, 0, 0]);
    expect(set('f', long(1), 1)).toBe('JET_errInvalidParameter');
    expect(set('nope', long(1))).toBe('JET_errColumnNotFound');
    expect(set('f', new Uint8Array(5))).toBe('JET_errDefaultValueTooBig');
    catalog.createIndexes(session, table, [index('ix', '+f')]);
    expect(set('f', long(5))).toBe('JET_errColumnInUse');
    expect(set('f', new Uint8Array(0))).toBe('JET_errNullInvalid');
    await scene.end();
  });
});
