import { randomlyDamaged, seedForRun, seededRandom } from '@esekit/testkit';
import { expect, test } from 'vitest';
import { differences, sampleParts } from './support/sample';
import { failureOf, sampleFile, Scene } from './support/scene';

const rounds = 100;

test('whatever is wrong with the source, a backup is told of it, puts it right, or fails and leaves nothing', async () => {
  const random = seededRandom(seedForRun('random damage to a source'));
  const outcomes = { refused: 0, made: 0, corrected: 0 };
  for (let round = 0; round < rounds; round++) {
    const name = random.pick([...sampleParts, 'a.edb', 'a.edb']);
    const damaged = randomlyDamaged(sampleFile(name), random);
    const scene = new Scene({ [name]: damaged });
    const before = scene.contents('source');
    const result = await scene.backup().catch(() => undefined);
    expect(differences(scene.contents('source'), before), `round ${round}`).toEqual([]);
    if (result === undefined) {
      outcomes.refused++;
      expect(scene.disk.statSync('set'), `round ${round}`).toBeUndefined();
      // The same again, to see that it is one of the engine's errors.
      expect((await failureOf(scene.backup())).name).toMatch(/^JET_err/);
      continue;
    }
    outcomes.made++;
    const found = await scene.verify();
    if (found.type !== 'backupSet') throw new Error('the set has no manifest');
    expect(found.problems, `round ${round}: ${name}`).toEqual([]);
    const isDatabase = name === 'a.edb';
    if (isDatabase) expect(found.ok, `round ${round}`).toBe(true);
    const copy = scene.contents('set')!.get(name);
    if (copy && Buffer.compare(copy, damaged) !== 0) {
      outcomes.corrected++;
      expect(isDatabase, `round ${round}: ${name}`).toBe(true);
      expect(scene.events, `round ${round}`).not.toEqual([]);
    }
    const isListed = copy !== undefined;
    const isTold = scene.events.length > 0 || result.skipped.includes(name);
    if (!found.ok || !isListed) expect(isTold || !found.chain.ok, `round ${round}: ${name}`).toBe(true);
  }
  expect(outcomes.made).toBeGreaterThan(12);
  expect(outcomes.refused).toBeGreaterThan(12);
}, 60_000);
