import { createFailingFileSystem, type FailingFileSystem, type FailureOptions } from '@esekit/core/testing';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import { extended } from './support/damage';
import { losePower, unsynced } from './support/power-loss';
import { differences, sameBytes, sampleParts } from './support/sample';
import { sampleFile, Scene } from './support/scene';

/**
 * Backups that are killed, cut off or disturbed at every single file operation. Whatever is left, nobody
 * may take it for a set unless it is one.
 */

interface Attempt {
  readonly scene: Scene;
  readonly fs: FailingFileSystem;
  readonly succeeded: boolean;
}

/** A database of several runs, so that reads and writes lie in its middle too. */
const longDatabase = extended(sampleFile('a.edb'), 16 * 4096);

async function attempt(failure: FailureOptions, database = longDatabase): Promise<Attempt> {
  const scene = new Scene({ 'a.edb': database });
  const fs = createFailingFileSystem(scene.disk, failure);
  const succeeded = await scene.backup({}, fs).then(
    () => true,
    () => false,
  );
  return { scene, fs, succeeded };
}

/** Accepted or complete: the one must imply the other. */
async function expectHonest(scene: Scene): Promise<boolean> {
  const accepted = await scene.isAccepted();
  if (accepted) {
    const [set, source] = [scene.contents('set')!, scene.contents('source')!];
    expect(sampleParts.filter((name) => !sameBytes(set.get(name), source.get(name)))).toEqual([]);
    expect(set.has('esekit-backup.json')).toBe(true);
  }
  return accepted;
}

function expectSourceUntouched(scene: Scene): void {
  expect(
    differences(scene.contents('source'), new Scene({ 'a.edb': longDatabase }).contents('source')),
  ).toEqual([]);
}

/** Runs a backup for every operation it has, with that one failing; returns how many there are. */
async function forEveryOperation(
  failure: (n: number) => FailureOptions,
  check: (n: number, attempt: Attempt) => Promise<void>,
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

describe('a kill at any operation leaves no set that is accepted and not complete', () => {
  test('killed', async () => {
    let accepted = 0;
    const operations = await forEveryOperation(
      () => ({ afterwards: 'killed' }),
      async (_, { scene, succeeded }) => {
        expect(succeeded).toBe(false);
        if (await expectHonest(scene)) accepted++;
        expectSourceUntouched(scene);
        await scene.backupTo('second');
        expect(await scene.isAccepted('second')).toBe(true);
      },
    );
    expect(operations).toBeGreaterThan(60);
    // The set is complete from the rename on, so only the sync behind it can be lost.
    expect(accepted).toBe(1);
  }, 60_000);

  test('killed in the middle of a write', async () => {
    const random = seededRandom(seedForRun('torn writes of a backup'));
    await forEveryOperation(
      () => ({ afterwards: 'killed', tornBytes: random.pick([1, 100, 4096, 65_000, 1 << 20]) }),
      async (_, { scene }) => {
        await expectHonest(scene);
        expectSourceUntouched(scene);
      },
    );
  }, 60_000);

  test('the power fails: what was not synced is lost, or not', async () => {
    const random = seededRandom(seedForRun('power loss of a backup'));
    const rename = (await attempt({})).fs.trace.find((step) => step.operation === 'rename')!.index;
    const beforeRename = await attempt({ failAt: rename, afterwards: 'killed' });
    const unfinished = beforeRename.scene.read('set/esekit-backup.json');
    for (let round = 0; round < 2; round++) {
      await forEveryOperation(
        () => ({ afterwards: 'killed', tornBytes: random.below(1 << 20) }),
        async (_, { scene, fs }) => {
          losePower(scene, 'set', fs.trace, random, unfinished);
          await expectHonest(scene);
        },
      );
    }
  }, 60_000);

  test('after success nothing is left to be lost', async () => {
    const { fs } = await attempt({});
    const { content, names, renames, folder } = unsynced('set', fs.trace, true);
    expect({ content: [...content], names: [...names], renames: [...renames], folder }).toEqual({
      content: [],
      names: [],
      renames: [],
      folder: false,
    });
  });
});

describe('a failure leaves nothing', () => {
  test('one operation fails, the clean-up works', async () => {
    const errors = new Set<string>();
    await forEveryOperation(
      () => ({ error: 'JET_errDiskFull' }),
      async (n, { scene, fs, succeeded }) => {
        const { operation, path } = fs.trace[n - 1]!;
        expect({ n, operation, path, succeeded }).toMatchObject({ succeeded: false });
        expect(scene.disk.statSync('set'), `${n}: ${operation} ${path}`).toBeUndefined();
        expect(scene.events.filter((event) => event.kind === 'note')).toEqual([]);
        expectSourceUntouched(scene);
        errors.add(operation);
        await Promise.resolve();
      },
    );
    expect([...errors].sort()).toEqual(
      'close createDirectory open read readDirectory rename size stat sync syncDirectory write'.split(' '),
    );
  }, 60_000);

  test('the error is that of the operation, not of what followed', async () => {
    for (const operation of ['write', 'sync'] as const) {
      const { scene } = await attempt({});
      const fs = createFailingFileSystem(scene.disk, {
        failWhen: (asked, path) => {
          if (path !== 'third/edb.log') return undefined;
          if (asked === operation) return 'JET_errDiskFull';
          return asked === 'close' ? 'JET_errDiskIO' : undefined;
        },
      });
      await expect(scene.backupTo('third', {}, fs)).rejects.toMatchObject({ name: 'JET_errDiskFull' });
      expect(scene.disk.statSync('third')).toBeUndefined();
    }
  });

  test.each(['removeFile', 'removeDirectory', 'stat'] as const)(
    'the clean-up fails too, at %s: what is left is marked as unfinished, and told of',
    async (operation) => {
      const total = (await attempt({})).fs.trace.length;
      const created = (await attempt({})).fs.trace.find(
        (step) => step.operation === 'createDirectory',
      )!.index;
      for (let n = created + 1; n <= total; n++) {
        const failWhen: FailureOptions['failWhen'] = (asked, path) =>
          asked === operation && path.startsWith('set') && path !== 'set'
            ? 'JET_errFileAccessDenied'
            : undefined;
        const failWhenFolder: FailureOptions['failWhen'] = (asked) =>
          asked === operation ? 'JET_errFileAccessDenied' : undefined;
        const { scene, fs } = await attempt({
          failAt: n,
          failWhen: operation === 'removeDirectory' ? failWhenFolder : failWhen,
        });
        expect(await scene.isAccepted(), `${n}: ${JSON.stringify(fs.trace[n - 1])}`).toBe(
          n === total && operation !== 'removeDirectory',
        );
        const left = scene.contents('set');
        if (left && left.size > 0) expect([...left.keys()]).toContain('esekit-backup.json');
      }
    },
    60_000,
  );

  test('a kill in the middle of the clean-up', async () => {
    const random = seededRandom(seedForRun('kill in the clean-up of a backup'));
    const small = sampleFile('a.edb');
    const total = (await attempt({}, small)).fs.trace.length;
    for (let n = 1; n <= total; n++) {
      const cleanup = (await attempt({ failAt: n }, small)).fs.trace.length - n;
      for (let round = 0; round < Math.min(cleanup, 2); round++) {
        const m = n + 1 + random.below(cleanup);
        const scene = new Scene();
        const failing = createFailingFileSystem(scene.disk, { failAt: n });
        const killed = createFailingFileSystem(failing, { failAt: m, afterwards: 'killed' });
        await scene.backup({}, killed).catch(() => undefined);
        await expectHonest(scene);
        const left = scene.contents('set');
        if (left && left.size > 0) expect([...left.keys()], `${n}, ${m}`).toContain('esekit-backup.json');
      }
    }
  }, 60_000);
});
