import { createFailingFileSystem, type FailingFileSystem, type FailureOptions } from '@esekit/core/testing';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import { differences, goodSet, RestoreScene } from './support/restore-scene';

/**
 * Restores that are killed or disturbed at every single file operation. What is left is nothing, or is
 * marked as unfinished, or is all of it.
 */

const mark = 'esekit-restore.incomplete';

interface Attempt {
  readonly scene: RestoreScene;
  readonly fs: FailingFileSystem;
  readonly succeeded: boolean;
}

async function attempt(failure: FailureOptions): Promise<Attempt> {
  const scene = new RestoreScene();
  const fs = createFailingFileSystem(scene.disk, failure);
  const succeeded = await scene.restore({}, fs).then(
    () => true,
    () => false,
  );
  return { scene, fs, succeeded };
}

async function forEveryOperation(
  failure: (n: number) => FailureOptions,
  check: (n: number, attempt: Attempt) => Promise<void> | void,
): Promise<number> {
  for (let n = 1; ; n++) {
    const result = await attempt({ ...failure(n), failAt: n });
    if (result.fs.trace.length < n) {
      expect(result.succeeded).toBe(true);
      return n - 1;
    }
    await check(n, result);
  }
}

/** What may be left: nothing, something marked, or everything. */
async function expectHonest(scene: RestoreScene, about: string): Promise<void> {
  const left = scene.contents('target');
  if (left === undefined || left.size === 0) return;
  if (left.has(mark)) expect(await scene.isAccepted(), about).toBe(false);
  else expect(scene.isComplete(), about).toBe(true);
}

describe('a kill at any operation leaves nothing, or a mark, or all of it', () => {
  test('killed', async () => {
    const operations = await forEveryOperation(
      () => ({ afterwards: 'killed' }),
      async (n, { scene, fs, succeeded }) => {
        expect(succeeded).toBe(false);
        await expectHonest(scene, `${n}: ${JSON.stringify(fs.trace.at(-1))}`);
        expect(differences(scene.contents('set'), goodSet)).toEqual([]);
        await scene.restoreTo('second');
        expect(scene.isComplete('second')).toBe(true);
      },
    );
    expect(operations).toBeGreaterThan(50);
  }, 60_000);

  test('killed in the middle of a write', async () => {
    const random = seededRandom(seedForRun('torn writes of a restore'));
    await forEveryOperation(
      () => ({ afterwards: 'killed', tornBytes: random.pick([1, 100, 4096, 65_000, 1 << 20]) }),
      async (n, { scene }) => {
        await expectHonest(scene, `${n}`);
        expect(differences(scene.contents('set'), goodSet)).toEqual([]);
      },
    );
  }, 60_000);
});

describe('a failure leaves nothing', () => {
  test('one operation fails, the clean-up works', async () => {
    await forEveryOperation(
      () => ({ error: 'JET_errDiskFull' }),
      (n, { scene, fs, succeeded }) => {
        const about = `${n}: ${JSON.stringify(fs.trace[n - 1])}`;
        expect(succeeded, about).toBe(false);
        expect(scene.disk.statSync('target'), about).toBeUndefined();
        expect(differences(scene.contents('set'), goodSet)).toEqual([]);
      },
    );
  }, 60_000);

  test('the clean-up fails too: what is left is marked, and told of', async () => {
    const total = (await attempt({})).fs.trace.length;
    for (let n = 1; n <= total; n++) {
      const failWhen: FailureOptions['failWhen'] = (asked) =>
        asked === 'removeFile' ? 'JET_errFileAccessDenied' : undefined;
      const { scene, succeeded } = await attempt({ failAt: n, failWhen });
      expect(succeeded).toBe(false);
      await expectHonest(scene, `${n}`);
      const left = scene.contents('target');
      if (left === undefined) continue;
      expect(left.has(mark)).toBe(true);
      expect(scene.events).toContainEqual(expect.objectContaining({ kind: 'note', path: 'target' }));
    }
  }, 60_000);

  test('a kill in the middle of the clean-up', async () => {
    const random = seededRandom(seedForRun('kill in the clean-up of a restore'));
    const total = (await attempt({})).fs.trace.length;
    for (let n = 1; n <= total; n++) {
      const cleanup = (await attempt({ failAt: n })).fs.trace.length - n;
      // The last operation is the most delicate one: everything is there and the mark is gone.
      const rounds = n === total ? cleanup : Math.min(cleanup, 2);
      for (let round = 0; round < rounds; round++) {
        const m = n === total ? n + 1 + round : n + 1 + random.below(cleanup);
        const scene = new RestoreScene();
        const failing = createFailingFileSystem(scene.disk, { failAt: n });
        const killed = createFailingFileSystem(failing, { failAt: m, afterwards: 'killed' });
        await scene.restore({}, killed).catch(() => undefined);
        await expectHonest(scene, `${n}, ${m}`);
      }
    }
  }, 60_000);
});
