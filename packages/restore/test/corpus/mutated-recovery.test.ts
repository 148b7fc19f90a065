import { describeCorpus, seedForRun, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { loadBases } from './mutation/bases';
import { runMutation } from './mutation/run-mutation';
import { addMutation, type MutationTally } from './mutation/tally';

/** Mutated logs: 300 with every run of the tests; `npm run fuzz:recovery` runs as many as it is told. */
const mutations = Number(process.env['ESEKIT_RECOVERY_MUTATIONS'] ?? 300);

/** Half of them with right checksums (issue 4, must hold 5). */
describeCorpus('mutated logs', () => {
  const folder = temporaryFolder();

  it(
    'lead to an error, to a state that the instance was in, or to a database that says what is wrong with it',
    { timeout: 120_000 + mutations * 200 },
    async () => {
      const seed = seedForRun('mutated logs');
      const bases = await loadBases(folder);
      const tally: MutationTally = {};
      const failures: string[] = [];
      for (let number = 0; number < mutations && failures.length < 10; number++) {
        try {
          addMutation(tally, await runMutation(bases, seed, number));
        } catch (error) {
          failures.push(
            `npm run fuzz:recovery -- --seed ${seed} --case ${number}: ${(error as Error).message}`,
          );
        }
      }
      console.table(tally);
      expect(failures.join('\n')).toBe('');
      // A run in which nothing went through, or nothing was refused, did not test what it is for.
      const sum = (outcome: 'error' | 'same'): number =>
        Object.values(tally).reduce((total, row) => total + row[outcome], 0);
      expect(sum('error')).toBeGreaterThan(mutations / 5);
      expect(sum('same')).toBeGreaterThan(mutations / 20);
    },
  );
});
