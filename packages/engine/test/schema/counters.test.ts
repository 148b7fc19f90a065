import { describe, expect, test } from 'vitest';
import { columnGrbit } from '../../src/index';
import type { EngineSession } from '../../src/instance';
import type { TableObject } from '../../src/schema';
import { column, errorOf, index, insert, SchemaScene } from './engine-fixture';

const counted = (scene: SchemaScene, session: EngineSession): TableObject =>
  scene.catalog.createTable(session, {
    name: 'T',
    columns: [column('ai', 4, { grbit: columnGrbit.autoincrement }), column('v', 4)],
    indexes: [index('PK', '+ai', 2)],
  });

/** The next `count` values. */
const take = (session: EngineSession, table: TableObject, count: number): number[] =>
  Array.from({ length: count }, () => Number(table.nextAutoincrement(session)));

describe('autoincrement values (11 §4.1)', () => {
  test('are never given out twice, and jump when the table is opened anew (F-13)', async () => {
    const scene = new SchemaScene();
    let session = await scene.start();
    let table = counted(scene, session);
    expect(take(session, table, 2)).toEqual([1, 2]);
    session.begin();
    expect(take(session, table, 1)).toEqual([3]);
    session.rollback();
    expect(take(session, table, 4)).toEqual([4, 5, 6, 7]);
    expect(table.counters.peekAutoincrement()).toBe(8n);
    await scene.end();
    session = await scene.start();
    table = scene.catalog.open(session, 'T');
    expect(take(session, table, 2)).toEqual([15, 16]);
    expect(table.reserveAutoincrement(session, 100)).toBe(17n);
    expect(take(session, table, 1)).toEqual([117]);
    expect(errorOf(() => table.reserveAutoincrement(session, 0))).toBe('JET_errInvalidParameter');
    await scene.end();
  });

  test('go on from the highest record where the root does not keep them', async () => {
    const scene = new SchemaScene({ formatVersion: 8620 });
    let session = await scene.start();
    let table = counted(scene, session);
    expect(take(session, table, 5)).toEqual([1, 2, 3, 4, 5]);
    await scene.end();
    session = await scene.start();
    table = scene.catalog.open(session, 'T');
    expect(take(session, table, 1)).toEqual([1]);
    await scene.end();
  });

  test('need a column', async () => {
    const scene = new SchemaScene();
    const session = await scene.start();
    const table = scene.plainTable(session);
    expect(errorOf(() => table.nextAutoincrement(session))).toBe('JET_errIllegalOperation');
    await scene.end();
  });
});

test('keys of a table without primary index go on behind the last one (13 §1)', async () => {
  const scene = new SchemaScene();
  let session = await scene.start();
  let table = scene.catalog.createTable(session, { name: 'T', columns: [column('v', 4)] });
  insert(session, table, { v: 1 });
  session.begin();
  insert(session, table, { v: 2 });
  session.rollback();
  expect(insert(session, table, { v: 3 })[3]).toBe(3);
  await scene.end();
  session = await scene.start();
  table = scene.catalog.open(session, 'T');
  expect(table.nextDbk()).toBe(4);
  await scene.end();
});
