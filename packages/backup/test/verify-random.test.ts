import { randomlyDamaged, seedForRun, seededRandom } from '@esekit/testkit';
import { expect, test } from 'vitest';
import { differences, sampleParts } from './support/sample';
import { Scene } from './support/scene';

const rounds = 300;

test('whatever happens to the files of a set, it is noticed', async () => {
  const random = seededRandom(seedForRun('random damage to a set'));
  const scene = new Scene();
  await scene.backup();
  const made = scene.contents('set')!;
  let changedRounds = 0;
  for (let round = 0; round < rounds; round++) {
    const times = 1 + random.below(4);
    for (let i = 0; i < times; i++) {
      const name = random.pick([...sampleParts, 'a.edb', 'a.edb']);
      // An empty file has nothing left to damage.
      if (scene.read(`set/${name}`).length > 0)
        scene.change(`set/${name}`, (bytes) => randomlyDamaged(bytes, random));
    }
    const changed = differences(scene.contents('set'), made);
    if (changed.length > 0) changedRounds++;
    const found = await scene.verify();
    expect({ round, ok: found.ok, changed }).toEqual({ round, ok: changed.length === 0, changed });
    const named = new Set(found.problems.map((problem) => problem.name));
    expect({ round, named: [...named].sort() }).toEqual({ round, named: changed });
    for (const name of changed) scene.write(`set/${name}`, made.get(name)!);
  }
  expect(changedRounds).toBeGreaterThan(rounds / 2);
  expect(await scene.isAccepted()).toBe(true);
}, 60_000);
