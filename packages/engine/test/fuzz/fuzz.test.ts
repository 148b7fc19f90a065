import { describeCorpus, seedForRun } from '@esekit/testkit';
import { beforeAll, expect, it } from 'vitest';
import { loadBases, type Base } from '../../fuzz/bases';
import { mutatorNames } from '../../fuzz/mutation/mutators';
import { runCase } from '../../fuzz/run-case';
import { addResult, emptyTally } from '../../fuzz/tally';

/**
 * A short run of the fuzzer with a seed of its own each time. The long one is `npm run fuzz`, which also
 * replays a case: `npm run fuzz -- --seed S --case N`.
 */

const cases = 1500;

/** On a busy machine fewer cases have to do. */
const millisecondsMost = 15_000;

describeCorpus('mutated databases', () => {
  let bases: Base[];
  beforeAll(() => {
    bases = loadBases();
  });

  it('end with a JetError or a reported loss', { timeout: 120_000 }, () => {
    const seed = seedForRun('fuzz');
    const tally = emptyTally();
    const end = performance.now() + millisecondsMost;
    for (let number = 0; number < cases && performance.now() < end; number++) {
      try {
        addResult(tally, runCase(bases, seed, number));
      } catch (cause) {
        throw new Error(`npm run fuzz -- --seed ${seed} --case ${number}`, { cause });
      }
    }
    console.log(`${tally.cases} cases, ${tally.withLosses} with losses: ${JSON.stringify(tally.errors)}`);
    if (tally.cases === cases) expect(mutatorNames.filter((name) => !(name in tally.mutators))).toEqual([]);
    // Damage is noticed in many ways: a run that saw few of them did not get behind the first check.
    expect(Object.keys(tally.errors).length).toBeGreaterThan(10);
    expect(tally.withLosses).toBeGreaterThan(tally.cases / 10);
  });

  it('do the same again for the same seed and number', () => {
    for (let number = 0; number < 20; number++) {
      const results = [runCase(bases, 7, number), runCase(bases, 7, number)].map(
        ({ base, mutations, errors, losses, steps }) => ({ base, mutations, errors, losses, steps }),
      );
      expect(results[0]).toEqual(results[1]);
    }
  });
});
