import { describe, expect, it } from 'vitest';
import { dbstate } from '@esekit/pages';
import { databasePath, InstanceScene, withDatabase } from './support/instance-scene';
import { named } from './support/named';
import { range, TreeRows } from './support/tree-rows';

describe('the end of an instance', () => {
  it.each(['complete', 'abrupt'] as const)(
    '%s: refused inside of a transaction, clean afterwards',
    async (kind) => {
      const scene = new InstanceScene();
      const { instance, session } = await withDatabase(scene);
      const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
      session.begin();
      rows.insert(session, 0, 5);
      await expect(instance.term(kind)).rejects.toThrow(named('JET_errTooManyActiveUsers'));
      await session.commit();
      expect(await instance.term(kind)).toBe('JET_errSuccess');
      expect(scene.header(databasePath).dbstate).toBe(dbstate.cleanShutdown);
      await expect(instance.term()).rejects.toThrow(named('JET_errNotInitialized'));
      expect(() => instance.beginSession()).toThrow(named('JET_errNotInitialized'));
      const again = await scene.open();
      expect(again.recovered?.generations).toBeUndefined();
      const other = again.beginSession();
      expect(await again.attachDatabase(other, databasePath)).toBe('JET_errSuccess');
      const { database } = again.openDatabase(other, databasePath);
      expect(TreeRows.at(database, rows.tree.pgnoFDP, rows.tree.objidFDP).keys(other)).toEqual(range(0, 5));
      await again.term();
    },
  );

  it('dirty: leaves what a crash leaves, open transactions too', async () => {
    const scene = new InstanceScene();
    const { instance, session } = await withDatabase(scene);
    const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
    session.begin();
    rows.insert(session, 0, 5);
    await session.commit();
    session.begin();
    rows.insert(session, 5, 5);
    expect(await instance.term('dirty')).toBe('JET_errDirtyShutdown');
    expect(scene.header(databasePath).dbstate).toBe(dbstate.dirtyShutdown);
    const again = await scene.open();
    expect(again.recovered?.databases).toMatchObject([{ stateAfter: 'CleanShutdown' }]);
    expect(scene.header(databasePath).dbstate).toBe(dbstate.cleanShutdown);
    await again.term();
  });

  it('stop service lets nothing through but what ends something', async () => {
    const scene = new InstanceScene();
    const { instance, session } = await withDatabase(scene);
    session.begin();
    instance.stopService();
    expect(() => instance.beginSession()).toThrow(named('JET_errClientRequestToStopJetService'));
    expect(() => session.begin()).toThrow(named('JET_errClientRequestToStopJetService'));
    session.rollback();
    instance.stopService(false);
    session.begin();
    await session.commit();
    instance.stopService();
    session.end();
    expect(await instance.term()).toBe('JET_errSuccess');
  });
});
