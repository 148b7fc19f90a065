import type { File } from '@esekit/core';
import { createFailingFileSystem } from '@esekit/core/testing';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, test } from 'vitest';
import { WriteBehind } from '../src/transfer/write-behind';
import { extended } from './support/damage';
import { losePower } from './support/power-loss';
import { sampleFile, Scene } from './support/scene';

/** Syncs that begin while a file is still being written. They save time, and must change nothing else. */

interface Step {
  readonly what: 'write' | 'sync';
  readonly done: () => void;
  readonly fail: (error: Error) => void;
}

/** A file whose writes and syncs end when the test says so. */
function manualFile(): { file: File; steps: Step[] } {
  const steps: Step[] = [];
  const begin = (what: Step['what']): Promise<void> =>
    new Promise((done, fail) => void steps.push({ what, done, fail }));
  const file = { path: 'f', write: () => begin('write'), sync: () => begin('sync') };
  return { file: file as unknown as File, steps };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const piece = new Uint8Array(10);

async function write(output: WriteBehind, steps: readonly Step[], pieces: number): Promise<void> {
  for (let i = 0; i < pieces; i++) {
    const endWrites = async (): Promise<void> => {
      await turn();
      steps.filter(({ what }) => what === 'write').forEach(({ done }) => done());
    };
    await Promise.all([output.write(piece, i * 10), endWrites()]);
  }
}

describe('the order of writes and syncs', () => {
  test('a sync after so many bytes, and writing goes on meanwhile', async () => {
    const { file, steps } = manualFile();
    const output = new WriteBehind(file, 30);
    await write(output, steps, 7);
    const order = steps.map(({ what }) => what).join(' ');
    expect(order).toBe('write write write sync write write write write');
    steps[3]!.done();
    await turn();
    await write(output, steps, 1);
    expect(steps.at(-1)!.what).toBe('sync');
    expect(steps.filter(({ what }) => what === 'sync')).toHaveLength(2);
  });

  test.each(['finish', 'settle'] as const)('%s waits for a sync under way', async (method) => {
    const { file, steps } = manualFile();
    const output = new WriteBehind(file, 10);
    await write(output, steps, 1);
    steps[0]!.done();
    let over = false;
    const ending = output[method]().then(() => (over = true));
    await turn();
    expect(over).toBe(false);
    steps[1]!.done();
    await ending;
  });

  test('a failed sync is told when the next one is due, instead of it', async () => {
    const { file, steps } = manualFile();
    const output = new WriteBehind(file, 30);
    await write(output, steps, 3);
    steps[3]!.fail(new Error('lost'));
    await turn();
    await write(output, steps, 2);
    await expect(write(output, steps, 1)).rejects.toThrow('lost');
    expect(steps.filter(({ what }) => what === 'sync')).toHaveLength(1);
    await output.settle();
  });

  test('a failed sync is told at the end', async () => {
    const { file, steps } = manualFile();
    const output = new WriteBehind(file, 30);
    await write(output, steps, 3);
    const finishing = output.finish();
    steps[2]!.done();
    steps[3]!.fail(new Error('lost'));
    await expect(finishing).rejects.toThrow('lost');
    await output.settle();
  });
});

describe('a backup of a database that is synced three times', () => {
  const longDatabase = extended(sampleFile('a.edb'), 130 << 20);
  const isSync = ({ operation, path }: { operation: string; path: string }): boolean =>
    operation === 'sync' && path === 'set/a.edb';

  test('its final sync comes behind the last write', async () => {
    const scene = new Scene({ 'a.edb': longDatabase });
    const fs = createFailingFileSystem(scene.disk);
    await scene.backup({}, fs);
    const ofDatabase = fs.trace.filter(({ path }) => path === 'set/a.edb');
    expect(ofDatabase.filter(isSync)).toHaveLength(3);
    const changes = ofDatabase.filter(({ operation }) => operation === 'write' || operation === 'sync');
    expect(changes.at(-1)!.operation).toBe('sync');
    expect(Buffer.compare(scene.read('set/a.edb'), longDatabase)).toBe(0);
  });

  test.each([1, 2, 3])('sync %i fails once: the backup fails, nothing is left', async (n) => {
    const scene = new Scene({ 'a.edb': longDatabase });
    let syncs = 0;
    const fs = createFailingFileSystem(scene.disk, {
      failWhen: (operation, path) =>
        isSync({ operation, path }) && ++syncs === n ? 'JET_errDiskIO' : undefined,
    });
    await expect(scene.backup({}, fs)).rejects.toMatchObject({ name: 'JET_errDiskIO' });
    expect(scene.disk.statSync('set')).toBeUndefined();
  });

  test('killed at each sync and right behind it, and the power fails', async () => {
    const random = seededRandom(seedForRun('power loss at early syncs'));
    const whole = new Scene({ 'a.edb': longDatabase });
    const { trace } = await tracedBackup(whole);
    const unfinished = new Uint8Array(0);
    for (const { index } of trace.filter(isSync)) {
      for (const failAt of [index, index + 1]) {
        const scene = new Scene({ 'a.edb': longDatabase });
        const killed = await tracedBackup(scene, failAt);
        losePower(scene, 'set', killed.trace, random, unfinished);
        expect(await scene.isAccepted(), `killed at ${failAt}`).toBe(false);
      }
    }
  });

  async function tracedBackup(
    scene: Scene,
    failAt?: number,
  ): Promise<ReturnType<typeof createFailingFileSystem>> {
    const killed = failAt === undefined ? {} : { failAt, afterwards: 'killed' as const };
    const fs = createFailingFileSystem(scene.disk, killed);
    await scene.backup({}, fs).catch(() => undefined);
    return fs;
  }
}, 60_000);
