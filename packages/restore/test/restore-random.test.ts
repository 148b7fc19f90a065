import { JetError } from '@esekit/core';
import { randomlyDamaged, seedForRun, seededRandom } from '@esekit/testkit';
import { expect, test } from 'vitest';
import { differences, goodSet, restoredFiles, RestoreScene } from './support/restore-scene';

const rounds = 300;

test('whatever happens to the files of a set, a restore gives the right bytes or none', async () => {
  const random = seededRandom(seedForRun('random damage before a restore'));
  const scene = new RestoreScene();
  const outcomes = { refused: 0, restored: 0, corrected: 0 };
  for (let round = 0; round < rounds; round++) {
    const times = 1 + random.below(3);
    for (let i = 0; i < times; i++) {
      const name = random.pick([...restoredFiles.keys(), 'a.edb', 'a.edb']);
      if (scene.read(`set/${name}`).length === 0) continue;
      // Half of the rounds have nothing but single bits of pages that are owned and in use.
      if (round % 2 === 0)
        scene.change('set/a.edb', (bytes) => (bytes[random.below(88_000)]! ^= 1 << random.below(8)));
      else scene.write(`set/${name}`, randomlyDamaged(scene.read(`set/${name}`), random));
    }
    const damaged = scene.contents('set')!;
    const changed = differences(damaged, goodSet);
    const target = `target-${round}`;
    const failure = await scene.restoreTo(target).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) {
      outcomes[changed.length === 0 ? 'restored' : 'corrected']++;
      expect(scene.isComplete(target), `round ${round}: ${changed.join(', ')}`).toBe(true);
      for (const name of scene.disk.readDirectorySync(target)) scene.disk.removeFileSync(`${target}/${name}`);
    } else {
      outcomes.refused++;
      expect(JetError.isInstance(failure), `round ${round}: ${String(failure)}`).toBe(true);
      expect(changed, `round ${round}`).not.toEqual([]);
      expect(scene.disk.statSync(target), `round ${round}`).toBeUndefined();
    }
    expect(differences(scene.contents('set'), damaged)).toEqual([]);
    for (const name of changed) scene.write(`set/${name}`, goodSet.get(name)!);
  }
  expect(outcomes.refused).toBeGreaterThan(rounds / 4);
  expect(outcomes.corrected).toBeGreaterThan(rounds / 10);
}, 60_000);
