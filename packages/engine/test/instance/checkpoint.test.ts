import { describe, expect, it } from 'vitest';
import { readCheckpointSync, type Checkpoint } from '@esekit/log';
import type { EngineSession } from '../../src/instance';
import { DurableFileSystem } from './support/durable-file-system';
import { databasePath, InstanceScene, withDatabase } from './support/instance-scene';
import { named } from './support/named';
import { range, TreeRows } from './support/tree-rows';

function checkpoint({ fs }: InstanceScene): Checkpoint {
  return readCheckpointSync(fs, 'log/edb.chk');
}

async function commitRows(
  session: EngineSession,
  rows: TreeRows,
  from: number,
  count: number,
): Promise<void> {
  for (let n = from; n < from + count; n += 50) {
    session.begin();
    rows.insert(session, n, 50, 100);
    await session.commit();
  }
}

describe('the checkpoint', () => {
  it('lists what is attached, and at the end nothing', async () => {
    const scene = new InstanceScene();
    const { instance, session } = await withDatabase(scene);
    expect(checkpoint(scene)).toMatchObject({
      fVersion: 1,
      lgposCheckpoint: { lGeneration: 1, isec: 1, ib: 0 },
    });
    await commitRows(session, TreeRows.create(session, instance.databases.get(databasePath)!), 0, 2000);
    await instance.term();
    const { lgposCheckpoint, attachments, fVersion } = checkpoint(scene);
    expect({ attachments, fVersion }).toEqual({ attachments: [], fVersion: 0 });
    expect(lgposCheckpoint).not.toEqual({ lGeneration: 1, isec: 1, ib: 0 });
  });

  it('follows the log at its depth, and the header with it', async () => {
    const scene = new InstanceScene({ checkpointDepth: 256 * 1024 });
    const { instance, session } = await withDatabase(scene);
    const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
    await commitRows(session, rows, 0, 5000);
    const { lgposCheckpoint, attachments } = checkpoint(scene);
    const { lGenMinRequired, lGenMaxRequired, lGenMaxCommitted } = scene.header(databasePath);
    expect(attachments.map(({ path }) => path)).toEqual([databasePath]);
    expect(lgposCheckpoint.lGeneration).toBe(lGenMinRequired);
    expect(lGenMaxCommitted).toBe(lGenMaxRequired);
    // Four generations are the depth.
    expect(lGenMaxRequired - lGenMinRequired).toBeGreaterThanOrEqual(3);
    expect(lGenMaxRequired - lGenMinRequired).toBeLessThanOrEqual(6);
    await instance.term();
  });

  it('does not pass the beginning of a transaction that is open', async () => {
    const durable = new DurableFileSystem();
    const scene = new InstanceScene({ fs: durable.fs, checkpointDepth: 64 * 1024, isCircular: true });
    const { instance, session } = await withDatabase(scene);
    const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
    const old = instance.beginSession();
    old.begin();
    rows.insert(old, 100_000, 1);
    const before = checkpoint(scene).lgposCheckpoint.lGeneration;
    await commitRows(session, rows, 0, 3000);
    expect(checkpoint(scene).lgposCheckpoint.lGeneration - before).toBeLessThanOrEqual(1);
    const image = new InstanceScene({ fs: durable.powerFailure() });
    const recovered = await image.open();
    const reader = recovered.beginSession();
    await recovered.attachDatabase(reader, databasePath);
    const { database } = recovered.openDatabase(reader, databasePath);
    expect(TreeRows.at(database, rows.tree.pgnoFDP, rows.tree.objidFDP).keys(reader)).toEqual(range(0, 3000));
    old.rollback();
    await commitRows(session, rows, 3000, 500);
    expect(checkpoint(scene).lgposCheckpoint.lGeneration - before).toBeGreaterThan(5);
    await instance.term();
  });

  it('knows databases that were detached behind it', async () => {
    const durable = new DurableFileSystem();
    const scene = new InstanceScene({ fs: durable.fs });
    const { instance, session } = await withDatabase(scene);
    const { database } = await instance.createDatabase(session, 'data/b.edb');
    const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
    const others = TreeRows.create(session, database);
    others.insert(session, 0, 30);
    for (const open of [...session.openDatabases]) instance.closeDatabase(open);
    await instance.detachDatabase(session, 'data/b.edb');
    await instance.createDatabase(session, 'data/c.edb');
    rows.insert(session, 0, 30);
    const image = new InstanceScene({ fs: durable.powerFailure() });
    const recovered = await image.open();
    const reader = recovered.beginSession();
    for (const [path, tree] of [
      [databasePath, rows.tree],
      ['data/b.edb', others.tree],
    ] as const) {
      await recovered.attachDatabase(reader, path);
      const { database: again } = recovered.openDatabase(reader, path);
      expect(TreeRows.at(again, tree.pgnoFDP, tree.objidFDP).keys(reader)).toEqual(range(0, 30));
    }
    await recovered.term();
  });

  it('that falls too far behind stops changes', async () => {
    const scene = new InstanceScene({ checkpointTooDeep: 4, checkpointDepth: 64 * 1024 });
    const { instance, session } = await withDatabase(scene);
    const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
    const old = instance.beginSession();
    old.begin();
    rows.insert(old, 100_000, 1);
    await expect(commitRows(session, rows, 0, 10_000)).rejects.toThrow(
      named('JET_errCheckpointDepthTooDeep'),
    );
    expect(() => rows.insert(old, 100_001, 1)).toThrow();
    session.rollback(true);
    old.rollback(true);
    const there = rows.keys(session).length;
    await commitRows(session, rows, there, 2000);
    await instance.term();
  });
});

describe('memory', () => {
  it('stays flat in a transaction of ten times the cache', async () => {
    const cacheBytes = 512 * 1024;
    const scene = new InstanceScene({ cacheBytes, logFileSize: 1024, versionPagesMost: 1024 });
    const { instance, session } = await withDatabase(scene);
    const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
    const { buffer } = rows.database;
    session.begin();
    rows.insert(session, 0, 5000, 1000);
    expect(buffer.pageCount * 4096).toBeGreaterThan(10 * cacheBytes);
    expect(buffer.capacity).toBeLessThanOrEqual(cacheBytes + (1 << 20));
    session.rollback();
    expect(rows.keys(session)).toEqual([]);
    rows.insert(session, 6000, 3);
    expect(rows.keys(session)).toEqual([6000, 6001, 6002]);
    await instance.term();
  });

  it('of versions has a limit, and clean-up makes room', async () => {
    const scene = new InstanceScene({ versionPagesMost: 4, logFileSize: 1024 });
    const { instance, session } = await withDatabase(scene);
    const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
    session.isLazyByDefault = true;
    session.begin();
    expect(() => rows.insert(session, 0, 5000)).toThrow(named('JET_errVersionStoreOutOfMemory'));
    session.rollback();
    rows.insert(session, 0, 5000);
    expect(rows.keys(session).length).toBe(5000);
    await instance.term();
  });
});

describe('clean-up', () => {
  it('runs in turns of its own, and completely at the end', async () => {
    const tasks: (() => void)[] = [];
    const scene = new InstanceScene({ versionPagesMost: 1024, schedule: (task) => void tasks.push(task) });
    const { instance, session } = await withDatabase(scene);
    const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
    while (tasks.length > 0) tasks.shift()!();
    rows.insert(session, 0, 8000);
    session.begin();
    for (const n of range(0, 8000)) rows.remove(session, n);
    await session.commit();
    const { versions } = instance.transactions;
    const before = versions.statistics.versions;
    // Of many versions the commit itself takes its share.
    expect(before).toBeGreaterThanOrEqual(4000);
    tasks.shift()!();
    const between = versions.statistics.versions;
    expect(between).toBeLessThan(before);
    expect(between).toBeGreaterThan(0);
    let turns = 1;
    while (tasks.length > 0 && turns++ < 100) tasks.shift()!();
    expect(versions.statistics.versions).toBe(0);
    expect(turns).toBeGreaterThan(3);
    await instance.term();
  });
});
