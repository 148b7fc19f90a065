import { describe, expect, it } from 'vitest';
import type { EngineSession } from '../../src/instance';
import { DurableFileSystem } from './support/durable-file-system';
import { databasePath, InstanceScene, withDatabase } from './support/instance-scene';
import { named } from './support/named';
import { TreeRows } from './support/tree-rows';

async function scene16() {
  const durable = new DurableFileSystem();
  const scene = new InstanceScene({ fs: durable.fs, logFileSize: 1024, sessionsMost: 20 });
  const { instance, session } = await withDatabase(scene);
  const rows = TreeRows.create(session, instance.databases.get(databasePath)!);
  const sessions = Array.from({ length: 16 }, () => instance.beginSession());
  return { durable, instance, session, rows, sessions };
}

describe('commits', () => {
  it('of sessions that wait at the same time share a sync', async () => {
    const { durable, rows, sessions } = await scene16();
    const before = durable.syncs;
    const work = async (session: EngineSession, first: number): Promise<void> => {
      for (let n = 0; n < 20; n++) {
        session.begin();
        rows.insert(session, first + n, 1);
        await session.commit();
      }
    };
    await Promise.all(sessions.map((session, i) => work(session, i * 20)));
    const syncs = durable.syncs - before;
    expect(syncs).toBeGreaterThanOrEqual(20);
    expect(syncs).toBeLessThanOrEqual(25);
  });

  it('of one session alone take a sync each', async () => {
    const { durable, rows, session } = await scene16();
    const before = durable.syncs;
    for (let n = 0; n < 10; n++) {
      session.begin();
      rows.insert(session, n, 1);
      await session.commit();
    }
    expect(durable.syncs - before).toBe(10);
  });

  it('that come during a sync wait for the next one', async () => {
    const { durable, rows, sessions } = await scene16();
    let release = (): void => undefined;
    durable.beforeSync = () => new Promise((resolve) => (release = resolve));
    const done: number[] = [];
    const commit = (i: number): Promise<void> => {
      const session = sessions[i]!;
      session.begin();
      rows.insert(session, i, 1);
      return session.commit().then(() => void done.push(i));
    };
    const before = durable.syncs;
    const first = commit(0);
    await turns();
    const others = [commit(1), commit(2)];
    await turns();
    expect(done).toEqual([]);
    release();
    await first;
    expect(done).toEqual([0]);
    await turns();
    release();
    await Promise.all(others);
    expect(done).toEqual([0, 1, 2]);
    expect(durable.syncs - before).toBe(2);
  });

  it('without changes, and lazy ones, wait for nothing', async () => {
    const { durable, rows, session } = await scene16();
    const before = durable.syncs;
    session.begin();
    rows.keys(session);
    await session.commit();
    session.begin();
    rows.insert(session, 1, 1);
    await session.commit({ isLazy: true });
    session.begin();
    rows.insert(session, 2, 1);
    session.commitLazily();
    expect(durable.syncs - before).toBe(0);
    await session.waitForCommits();
    expect(durable.syncs - before).toBe(1);
  });

  it('keep other calls of the session out while they are pending', async () => {
    const { rows, session } = await scene16();
    session.begin();
    rows.insert(session, 1, 1);
    const pending = session.commit();
    expect(() => session.begin()).toThrow(named('JET_errSessionSharingViolation'));
    await pending;
    session.begin();
    session.rollback();
  });

  it('are visible to others when the call returns', async () => {
    const { rows, session, sessions } = await scene16();
    session.begin();
    rows.insert(session, 1, 1);
    expect(rows.keys(sessions[0]!)).toEqual([]);
    const pending = session.commit();
    expect(rows.keys(sessions[0]!)).toEqual([1]);
    await pending;
  });
});

async function turns(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
