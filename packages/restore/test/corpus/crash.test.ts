import { describeCorpus, seededRandom, seedForRun, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { crashFixtures } from './support/crash-fixtures';
import { crashAndRecover, undisturbed, type Undisturbed } from './support/crash-run';

/** Crashed recoveries: a hundred with every run of the tests, 2,000 with `npm run fuzz:recovery`. */
const crashes = Number(process.env['ESEKIT_RECOVERY_CRASHES'] ?? 100);

/** A fixture is crashed so many times before the next one has its turn; 2,000 crashes go round more than twice. */
const crashesInRow = 8;

/** One of them alone: `ESEKIT_SEED` and this number replay a failure. */
const only = process.env['ESEKIT_RECOVERY_CRASH'];

/** A recovery that is killed, or loses its power, is recovered again with the same result (issue 4, must hold 4). */
describeCorpus('a crash in the middle of recovery', () => {
  const folder = temporaryFolder();

  it(`changes nothing of the result, ${crashes} times`, { timeout: 60_000 + crashes * 1000 }, async () => {
    const seed = seedForRun('crashes of recovery');
    const fixtures = crashFixtures(folder);
    let base: Undisturbed | undefined;
    const failures: string[] = [];
    const first = only === undefined ? 0 : Number(only);
    const end = only === undefined ? crashes : first + 1;
    for (let number = first; number < end; number++) {
      // Each crash has a sequence of its own, so that one of them can be seen again without those before it.
      const random = seededRandom(seed + number * 7919);
      const fixture = fixtures[(Math.floor(number / crashesInRow) + seed) % fixtures.length]!;
      if (base?.fixture !== fixture) base = await undisturbed(fixture);
      const { story, problems } = crashAndRecover(base, random);
      if (problems.length > 0)
        failures.push(
          `crash ${number}, ${fixture.name}: ${story.join(', then ')}\n  ${problems.join('\n  ')}`,
        );
      if (failures.length >= 10) break;
    }
    expect(failures.join('\n'), `ESEKIT_SEED=${seed}`).toBe('');
  });
});
