import { describe, expect, it } from 'vitest';
import { createMemoryFileSystem, type JetErrorName } from '@esekit/core';
import { createFailingFileSystem, type FileOperation } from '@esekit/core/testing';
import { dbstate } from '@esekit/pages';
import { databasePath, InstanceScene, withDatabase } from './support/instance-scene';
import { named } from './support/named';
import { range, TreeRows } from './support/tree-rows';

type Fault = (operation: FileOperation, path: string) => JetErrorName | undefined;

/** A running instance on a disk that begins to fail when it is told to. */
async function failing() {
  const disk = createMemoryFileSystem();
  let fault: Fault | undefined;
  const fs = createFailingFileSystem(disk, { failWhen: (operation, path) => fault?.(operation, path) });
  const scene = new InstanceScene({ fs });
  const { instance, session } = await withDatabase(scene);
  const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
  rows.insert(session, 0, 20);
  return { disk, scene, instance, session, rows, fail: (next: Fault | undefined) => void (fault = next) };
}

type Failing = Awaited<ReturnType<typeof failing>>;

/** Opens the folders again; the rows that are there. */
async function after({ scene, rows }: Failing): Promise<number[]> {
  const instance = await scene.open();
  const session = instance.beginSession();
  await instance.attachDatabase(session, databasePath);
  const { database } = instance.openDatabase(session, databasePath);
  const keys = TreeRows.at(database, rows.tree.pgnoFDP, rows.tree.objidFDP).keys(session);
  await instance.term();
  return keys;
}

describe('a disk that fails', () => {
  it.each([
    ['write', 'edb.log'],
    ['sync', 'edb.log'],
  ] as const)(
    'a %s of the log ends everything, and recovery brings back what was durable',
    async (what, name) => {
      const run = await failing();
      const { session, rows, instance, fail, scene } = run;
      fail((operation, path) => (operation === what && path.endsWith(name) ? 'JET_errDiskIO' : undefined));
      session.begin();
      rows.insert(session, 20, 5);
      await expect(session.commit()).rejects.toThrow(named('JET_errLogWriteFail'));
      expect(() => session.begin()).toThrow(named('JET_errInstanceUnavailable'));
      expect(() => rows.insert(session, 50, 1)).toThrow(named('JET_errInstanceUnavailable'));
      expect(() => instance.beginSession()).toThrow(named('JET_errInstanceUnavailable'));
      expect(scene.eventIds).toEqual(expect.arrayContaining([408, 492]));
      await expect(instance.term()).rejects.toThrow(named('JET_errInstanceUnavailable'));
      fail(undefined);
      expect(scene.header(databasePath).dbstate).toBe(dbstate.dirtyShutdown);
      expect((await after(run)).slice(0, 20)).toEqual(range(0, 20));
    },
  );

  it('a page that cannot be written ends everything too', async () => {
    const run = await failing();
    const { session, rows, instance, fail } = run;
    fail((operation, path) => (operation === 'write' && path === databasePath ? 'JET_errDiskIO' : undefined));
    expect(() => instance.databases.get(databasePath)!.file.flush()).toThrow(named('JET_errDiskIO'));
    expect(() => rows.insert(session, 50, 1)).toThrow(named('JET_errInstanceUnavailable'));
    await expect(instance.term()).rejects.toThrow(named('JET_errInstanceUnavailable'));
    fail(undefined);
    expect(await after(run)).toEqual(range(0, 20));
  });

  it('that is full takes no more pages, and goes on when there is room', async () => {
    const run = await failing();
    const { session, rows, instance, fail } = run;
    fail((operation, path) =>
      operation === 'truncate' && path === databasePath ? 'JET_errDiskFull' : undefined,
    );
    expect(() => rows.insert(session, 20, 3000, 100)).toThrow(named('JET_errDiskFull'));
    const there = rows.keys(session).length;
    expect(there).toBeGreaterThan(50);
    fail(undefined);
    rows.insert(session, there, 100, 100);
    await instance.term();
    expect(await after(run)).toEqual(range(0, there + 100));
  });

  it('that has no room for logs uses the reserve, refuses changes, and ends clean', async () => {
    const run = await failing();
    const { session, rows, instance, fail, scene, disk } = run;
    session.isLazyByDefault = true;
    const isNew = (path: string): boolean => disk.statSync(path)?.size === 0;
    fail((operation, path) =>
      operation === 'write' && path.endsWith('edbtmp.log') && isNew(path) ? 'JET_errDiskFull' : undefined,
    );
    expect(() => rows.insert(session, 20, 3000, 100)).toThrow(named('JET_errLogDiskFull'));
    expect(scene.eventIds).toContain(428);
    const there = rows.keys(session);
    expect(there.length).toBeGreaterThan(100);
    expect(() => rows.insert(session, 5000, 1)).toThrow(named('JET_errLogDiskFull'));
    await instance.term();
    fail(undefined);
    expect(scene.header(databasePath).dbstate).toBe(dbstate.cleanShutdown);
    expect(await after(run)).toEqual(there);
  });

  it('that has no reserve left ends everything', async () => {
    const run = await failing();
    const { session, rows, instance, fail, scene } = run;
    session.isLazyByDefault = true;
    for (const name of scene.files().filter((file) => file.endsWith('.jrs'))) {
      scene.fs.removeFileSync(`log/${name}`);
    }
    fail((operation, path) =>
      operation === 'write' && path.endsWith('edbtmp.log') ? 'JET_errDiskFull' : undefined,
    );
    expect(() => rows.insert(session, 20, 3000, 100)).toThrow(named('JET_errLogDiskFull'));
    expect(() => rows.insert(session, 5000, 1)).toThrow(
      named('JET_errInstanceUnavailableDueToFatalLogDiskFull'),
    );
    expect(scene.eventIds).toContain(429);
    await expect(instance.term()).rejects.toThrow(named('JET_errInstanceUnavailableDueToFatalLogDiskFull'));
    fail(undefined);
    const keys = await after(run);
    expect(keys).toEqual(range(0, keys.length));
    expect(keys.length).toBeGreaterThan(100);
  });

  it.each([1, 2])('while a database is created, in step %i, leaves nothing of it', async (at) => {
    const run = await failing();
    const { session, rows, instance, fail, scene } = run;
    let steps = 0;
    fail((operation, path) =>
      (operation === 'truncate' || operation === 'open') && path === 'data/b.edb' && ++steps === at
        ? 'JET_errDiskFull'
        : undefined,
    );
    await expect(instance.createDatabase(session, 'data/b.edb')).rejects.toThrow(named('JET_errDiskFull'));
    fail(undefined);
    expect(scene.files('data')).toEqual(['a.edb', 'a.jfm']);
    await instance.createDatabase(session, 'data/c.edb');
    rows.insert(session, 20, 5);
    await instance.term('dirty');
    expect(await after(run)).toEqual(range(0, 25));
    expect(scene.header('data/c.edb').dbstate).toBe(dbstate.cleanShutdown);
    expect(scene.files('data').filter((name) => name.endsWith('.edb'))).toEqual(['a.edb', 'c.edb']);
  });
});
