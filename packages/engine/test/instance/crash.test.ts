import { describe, expect, it } from 'vitest';
import { dbstate } from '@esekit/pages';
import type { FileSystem } from '@esekit/core';
import { DurableFileSystem } from './support/durable-file-system';
import { databasePath, InstanceScene, withDatabase } from './support/instance-scene';
import { range, TreeRows } from './support/tree-rows';

/** The rows of a tree after the folders were opened again. */
async function keysAfter(fs: FileSystem, { tree }: TreeRows): Promise<number[]> {
  const scene = new InstanceScene({ fs });
  const instance = await scene.open();
  const session = instance.beginSession();
  await instance.attachDatabase(session, databasePath);
  const { database } = instance.openDatabase(session, databasePath);
  const keys = TreeRows.at(database, tree.pgnoFDP, tree.objidFDP).keys(session);
  await instance.term();
  return keys;
}

describe('after a crash', () => {
  it('what was committed durably is there, what was not committed is not', async () => {
    const durable = new DurableFileSystem();
    const { instance, session } = await withDatabase(new InstanceScene({ fs: durable.fs }));
    const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
    session.begin();
    rows.insert(session, 0, 300, 100);
    await session.commit();
    session.begin();
    rows.insert(session, 300, 50, 100);
    rows.remove(session, 3);
    rows.replace(session, 4, 10);
    instance.flushNow();
    for (const image of [durable.processCrash(), durable.powerFailure()]) {
      expect(await keysAfter(image, rows)).toEqual(range(0, 300));
    }
  });

  it('a lazy commit may be lost with the power, but not with the process, and never in part', async () => {
    const durable = new DurableFileSystem();
    const { instance, session } = await withDatabase(new InstanceScene({ fs: durable.fs }));
    const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
    session.begin();
    rows.insert(session, 0, 10);
    session.commitLazily();
    expect(await keysAfter(durable.powerFailure(), rows)).toEqual([]);
    session.begin();
    rows.insert(session, 10, 10);
    await session.commit();
    expect(await keysAfter(durable.powerFailure(), rows)).toEqual(range(0, 20));
  });

  it('pages of transactions that are not committed are undone, when they were written', async () => {
    const durable = new DurableFileSystem();
    const { instance, session } = await withDatabase(new InstanceScene({ fs: durable.fs }));
    const database = instance.databases.get(databasePath)!;
    const rows = TreeRows.create(session, database);
    session.begin();
    rows.insert(session, 0, 100, 200);
    await session.commit();
    session.begin();
    for (const n of range(0, 50)) rows.replace(session, n, 50);
    for (const n of range(50, 50)) rows.remove(session, n);
    rows.insert(session, 100, 100, 200);
    database.file.flush();
    expect(await keysAfter(durable.powerFailure(), rows)).toEqual(range(0, 100));
  });

  it('runs of small logs, with and without circular logging, keep everything', async () => {
    for (const isCircular of [false, true]) {
      const durable = new DurableFileSystem();
      const scene = new InstanceScene({
        fs: durable.fs,
        isCircular,
        checkpointDepth: 128 * 1024,
        cacheBytes: 1 << 16,
      });
      const { instance, session } = await withDatabase(scene);
      const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
      for (let n = 0; n < 4000; n += 100) {
        session.begin();
        rows.insert(session, n, 100, 100);
        await session.commit();
      }
      const logs = scene.files().filter((name) => /^edb[0-9A-F]{8}\.log$/.test(name));
      expect(logs.length > 6).toBe(!isCircular);
      expect(scene.header(databasePath).dbstate).toBe(dbstate.dirtyShutdown);
      expect(await keysAfter(durable.powerFailure(), rows)).toEqual(range(0, 4000));
      expect(await keysAfter(durable.processCrash(), rows)).toEqual(range(0, 4000));
    }
  });
});
