import { describe, expect, test } from 'vitest';
import { verifySet } from '../src';
import { nodeDigests } from '../src/node';
import { extended } from './support/damage';
import { sampleFile, Scene } from './support/scene';

/** A database of several runs, so that there are moments in its middle. */
function sceneOfRuns(): Scene {
  return new Scene({ 'a.edb': extended(sampleFile('a.edb'), 5 << 20) });
}

async function progressCount(): Promise<number> {
  let count = 0;
  await sceneOfRuns().backup({ onProgress: () => void count++ });
  return count;
}

describe('a backup that is called off leaves nothing', () => {
  test('before it begins', async () => {
    const scene = sceneOfRuns();
    const reason = new Error('called off');
    await expect(scene.backup({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(scene.disk.statSync('set')).toBeUndefined();
  });

  test('at every report of progress', async () => {
    const moments = await progressCount();
    expect(moments).toBeGreaterThan(6);
    for (let moment = 1; moment <= moments; moment++) {
      const scene = sceneOfRuns();
      const abort = new AbortController();
      let reports = 0;
      const onProgress = (): void => {
        if (++reports === moment) abort.abort(new Error(`called off at ${moment}`));
      };
      const backup = scene.backup({ signal: abort.signal, onProgress });
      await expect(backup).rejects.toThrow(`called off at ${moment}`);
      expect(scene.disk.statSync('set')).toBeUndefined();
    }
  });

  test('by a progress sink that throws', async () => {
    const moments = await progressCount();
    for (let moment = 1; moment <= moments; moment++) {
      const scene = sceneOfRuns();
      scene.disk.createDirectorySync('set');
      let reports = 0;
      const onProgress = (): void => {
        if (++reports === moment) throw new Error(`sink fails at ${moment}`);
      };
      await expect(scene.backup({ onProgress })).rejects.toThrow(`sink fails at ${moment}`);
      expect(scene.disk.readDirectorySync('set')).toEqual([]);
    }
  });
});

test('a verification can be called off in every file', async () => {
  const scene = sceneOfRuns();
  await scene.backup();
  const digests = await nodeDigests();
  const subjects = new Set<string>();
  await verifySet(scene.disk, 'set', digests, { onProgress: ({ subject }) => subjects.add(subject) });
  expect(subjects.size).toBe(5);
  for (const wanted of subjects) {
    const abort = new AbortController();
    const onProgress = ({ subject }: { subject: string }): void => {
      if (subject === wanted) abort.abort(new Error(`called off in ${wanted}`));
    };
    const verifying = verifySet(scene.disk, 'set', digests, { onProgress, signal: abort.signal });
    await expect(verifying).rejects.toThrow('called off');
  }
});
