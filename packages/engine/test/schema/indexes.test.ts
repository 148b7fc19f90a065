import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/index';
import { createIndexGrbit as bit } from '../../src/schema';
import {
  column,
  entries,
  errorOf,
  index,
  insert,
  longKey,
  path,
  remove,
  SchemaScene,
} from './engine-fixture';

describe('indexes that are refused (13 §4, F-28)', () => {
  test.each([
    [index('PK2', '+v', bit.primary), 'JET_errIndexHasPrimary'],
    [index('IXV', '+v'), 'JET_errIndexDuplicate'],
    [index('i', '+nope'), 'JET_errColumnNotFound'],
    [index('i', 'v'), 'JET_errIndexInvalidDef'],
    [{ name: 'i', key: '', grbit: 0 }, 'JET_errInvalidParameter'],
    [{ name: 'i', key: '+v\0', grbit: 0 }, 'JET_errIndexInvalidDef'],
    [{ name: 'i', key: '+v\0\0+t\0\0', grbit: 0 }, 'JET_errIndexInvalidDef'],
    [index('i', '+v'.repeat(17)), 'JET_errIndexInvalidDef'],
    [index('ixv', '+v', 0, { density: 10 }), 'JET_errIndexDuplicate'],
    [index('i', '+v', 0, { density: 10 }), 'JET_errDensityInvalid'],
    [index('i', '+v', bit.keyMost, { keyMost: 100 }), 'JET_errIndexInvalidDef'],
    [index('i', '+v', bit.keyMost, { keyMost: 1001 }), 'JET_errIndexInvalidDef'],
    [index('i', '+v', 0, { varSegMac: 300 }), 'JET_errIndexInvalidDef'],
    [index('i', '+v', bit.crossProduct | bit.nestedTable), 'JET_errInvalidGrbit'],
    [index('i', '+v', bit.empty), 'JET_errInvalidGrbit'],
    [index('i', '+v', 0x10), 'JET_errInvalidGrbit'],
    [index('i', '+v', bit.primary | bit.ignoreNull), 'JET_errInvalidGrbit'],
    [index('ixv', '+t', 0, { conditional: [{ column: 'nope', grbit: 1 }] }), 'JET_errColumnNotFound'],
    [index('i', '+t', 0, { conditional: [{ column: 'v', grbit: 3 }] }), 'JET_errIndexInvalidDef'],
    [index('i', '+t', bit.unicode), 'JET_errIndexInvalidDef'],
    [
      index('i', '+t', bit.unicode, { unicode: { localeName: 'xx-nowhere', mapFlags: 0x30401 } }),
      'JET_errInvalidLanguageId',
    ],
    [
      index('i', '+t', bit.unicode, { unicode: { localeName: 'en-US', mapFlags: 0x40 } }),
      'JET_errInvalidLCMapStringFlags',
    ],
    [
      index('i', '+u', bit.unicode, { unicode: { localeName: 'de-DE', mapFlags: 0x30401 } }),
      'JET_errUnicodeNormalizationNotSupported',
    ],
    [index('i', '+m', bit.primary), 'JET_errIndexInvalidDef'],
    [index('i', '+v', bit.tuples), 'JET_errIndexTuplesTextBinaryColumnsOnly'],
    [index('i', '+t', bit.tuples | bit.unique), 'JET_errIndexTuplesNonUniqueOnly'],
    [index('i', '+t', bit.tuples | bit.primary), 'JET_errIndexTuplesSecondaryIndexOnly'],
    [index('a.b', '+v'), 'JET_errInvalidName'],
  ])('%j is %s', async (request, error) => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    scene.catalog.addColumn(session, table, column('u', 10, { codePage: 1200 }));
    scene.catalog.addColumn(session, table, column('m', 4, { grbit: 0x402 }));
    scene.catalog.createIndexes(session, table, [index('ixv', '+v')]);
    expect(errorOf(() => scene.catalog.createIndexes(session, table, [request]))).toBe(error);
    expect(table.view(session).indexes.map(({ name }) => name)).toEqual(['ixv', 'PK']);
    await scene.end();
  });

  test('a primary index over records', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.catalog.createTable(session, { name: 'T', columns: [column('id', 4)] });
    const request = index('PK', '+id', bit.primary);
    insert(session, table, { id: 1 });
    expect(errorOf(() => scene.catalog.createIndexes(session, table, [request]))).toBe(
      'JET_errTableNotEmpty',
    );
    await scene.end();
  });

  test('deleting one', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    const { catalog } = scene;
    catalog.createIndexes(session, table, [index('ix', '+v')]);
    expect(errorOf(() => catalog.deleteIndex(session, table, 'PK'))).toBe('JET_errIndexMustStay');
    expect(errorOf(() => catalog.deleteIndex(session, table, 'nope'))).toBe('JET_errIndexNotFound');
    const selected = table.view(session).index('IX');
    selected.cursors++;
    expect(errorOf(() => catalog.deleteIndex(session, table, 'ix'))).toBe('JET_errIndexInUse');
    selected.cursors--;
    catalog.deleteIndex(session, table, 'ix');
    expect(table.maintainedIndexes).toEqual([]);
    const system = catalog.open(session, 'MSysObjects');
    expect(errorOf(() => catalog.deleteIndex(session, system, 'RootObjects'))).toBe('JET_errFixedDDL');
    expect(errorOf(() => catalog.addColumn(session, system, column('zz', 4)))).toBe('JET_errFixedDDL');
    await scene.end();
  });
});

describe('indexes of filled tables', () => {
  test('several are filled at once, in order', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    session.begin();
    for (let id = 1; id <= 500; id++) insert(session, table, { id, v: (id * 7919) % 1000, t: `row${id}` });
    await session.commit();
    scene.catalog.createIndexes(session, table, [index('up', '+v'), index('down', '-v+t'), index('t', '+t')]);
    const up = entries(session, table, 'up');
    expect(up).toHaveLength(500);
    expect(up).toEqual([...up].sort());
    expect(up).toContain(`${longKey((3 * 7919) % 1000)} ${longKey(3)}`);
    expect(entries(session, table, 'down')).toHaveLength(500);
    await scene.end();
  });

  test('a record that cannot be in it undoes all of the call', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    insert(session, table, { id: 1, v: 5, t: 'a' });
    insert(session, table, { id: 2, v: 5 });
    const create = (...requests: ReturnType<typeof index>[]): string | undefined =>
      errorOf(() => scene.catalog.createIndexes(session, table, requests));
    expect(create(index('ok', '+id'), index('u', '+v', bit.unique))).toBe('JET_errKeyDuplicate');
    expect(create(index('n', '+t', bit.disallowNull))).toBe('JET_errNullKeyDisallowed');
    expect(table.view(session).indexes.map(({ name }) => name)).toEqual(['PK']);
    expect(create(index('u', '+v+id', bit.unique))).toBeUndefined();
    await scene.end();
  });

  test('NULLs, conditions and several values decide which records are in', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    scene.catalog.addColumn(session, table, column('m', 4, { grbit: 0x402 }));
    insert(session, table, { id: 1, v: 10, t: 'a' });
    insert(session, table, { id: 2, t: 'b' });
    insert(session, table, { id: 3, v: 30, m: 8 });
    const condition = { conditional: [{ column: 't', grbit: 1 }] };
    scene.catalog.createIndexes(session, table, [
      index('any', '+v', bit.ignoreAnyNull),
      index('cond', '+v', 0, condition),
      index('multi', '+m', bit.ignoreNull),
      index('none', '+v', bit.ignoreAnyNull | bit.empty),
    ]);
    expect(entries(session, table, 'any').map((entry) => entry.slice(-2))).toEqual(['01', '03']);
    expect(entries(session, table, 'cond')).toEqual([`${longKey(30)} ${longKey(3)}`]);
    expect(entries(session, table, 'multi')).toEqual([`${longKey(8)} ${longKey(3)}`]);
    expect(entries(session, table, 'none')).toEqual([]);
    scene.catalog.deleteIndex(session, table, 'none');
    await scene.end();
  });

  test('localized ones are counted for good (10 §4.2)', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    scene.catalog.addColumn(session, table, column('u', 10, { codePage: 1200 }));
    insert(session, table, { id: 1, u: 'b' });
    insert(session, table, { id: 2, u: 'a' });
    scene.catalog.createIndexes(session, table, [index('u', '+u')]);
    expect(entries(session, table, 'u').map((entry) => entry.slice(-2))).toEqual(['02', '01']);
    session.begin();
    const unicode = { localeName: 'en-US', mapFlags: 0x30401 };
    scene.catalog.createIndexes(session, table, [index('v', '-u', bit.unicode, { unicode })]);
    session.rollback();
    await scene.end();
    const read = openDatabase(scene.fs, path);
    const counts = [...read.table('MSysLocales').rows()].map(({ Key, iValue }) => [
      Buffer.from(Key as Uint8Array).toString('utf16le'),
      iValue,
    ]);
    const key = 'LocaleName=en-US,SortID=00000001-57ee-1e5c-00b4-d0000bb1e11e,Ver=6030500060305\0';
    expect(counts).toContainEqual([key, 2]);
    read.close();
  });

  test('what others have not committed comes with their transactions (F-52)', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const other = scene.session();
    const table = scene.plainTable(session);
    const keys = [1, 2, 3].map((id) => insert(session, table, { id, v: 10 * id }));
    other.begin();
    insert(other, table, { id: 9, v: 90 });
    remove(other, table, keys[1]!);
    scene.catalog.createIndexes(session, table, [index('ix', '+v')]);
    const ids = (): string[] => entries(session, table, 'ix').map((entry) => entry.slice(-2));
    expect(ids()).toEqual(['01', '02', '03']);
    insert(other, table, { id: 8, v: 5 });
    await other.commit();
    expect(ids()).toEqual(['08', '01', '03', '09']);
    await scene.end();
  });

  test('what others take back after it never was in the index', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const other = scene.session();
    const table = scene.plainTable(session);
    const key = insert(session, table, { id: 1, v: 10 });
    other.begin();
    insert(other, table, { id: 9, v: 90 });
    remove(other, table, key);
    scene.catalog.createIndexes(session, table, [index('ix', '+v')]);
    other.rollback();
    expect(entries(session, table, 'ix')).toEqual([`${longKey(10)} ${longKey(1)}`]);
    await scene.end();
  });

  test('changes that are committed but not seen by the builder are in the way', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const other = scene.session();
    const table = scene.plainTable(session);
    session.begin();
    insert(session, table, { id: 1 });
    insert(other, table, { id: 2 });
    const create = (): string | undefined =>
      errorOf(() => scene.catalog.createIndexes(session, table, [index('ix', '+v')]));
    expect(create()).toBe('JET_errTableInUse');
    await session.commit();
    expect(create()).toBeUndefined();
    await scene.end();
  });

  test('an index that is rolled back takes the entries of others along', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const other = scene.session();
    const table = scene.plainTable(session);
    session.begin();
    scene.catalog.createIndexes(session, table, [index('ix', '+v')]);
    other.begin();
    insert(other, table, { id: 1, v: 1 });
    session.rollback();
    scene.plainTable(session, 'U');
    other.rollback();
    insert(other, table, { id: 2, v: 2 });
    await scene.end();
  });
});
