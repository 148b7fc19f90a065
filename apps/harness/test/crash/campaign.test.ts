import { describe, expect, it } from 'vitest';
import { plantedBugs } from '../../src/crash/disk/planted-bugs';
import { runSeed } from '../../src/crash/run-seed';
import { Tally } from '../../src/crash/tally';

/** Seeds of every run of the tests; `npm run crash` goes on from there. */
const seeds = Number(process.env['ESEKIT_CRASH_SEEDS'] ?? 100);

/** A planted bug has to be found within so many; most are much sooner. */
const seedsOfBugMost = 500;

describe('an instance that is stopped at a write', () => {
  it(`is recovered to what was committed, ${seeds} seeds`, { timeout: 60_000 + seeds * 2000 }, async () => {
    const tally = new Tally();
    const failures: string[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const { problems, story } = await runSeed(seed, tally);
      if (problems.length > 0) failures.push(`seed ${seed}: ${[...story, ...problems].join('\n  ')}`);
    }
    expect(failures.join('\n'), 'npm run crash -- --seed S replays one').toBe('');
    // That something happened at all: the campaign itself asks for every operation and every crash point.
    const { operations, faults, ...crashes } = tally.figures;
    expect(operations!['commit durably']).toBeGreaterThan(seeds);
    expect(faults!['power lost']).toBeGreaterThan(seeds / 2);
    expect(Object.keys(crashes['crashes at work']!).length).toBeGreaterThan(seeds / 6);
  });

  it.each(plantedBugs)('is not, when there is a bug: %s', { timeout: 600_000 }, async (bug) => {
    for (let seed = 1; seed <= seedsOfBugMost; seed++) {
      const { problems } = await runSeed(seed, new Tally(), { bug });
      if (problems.length > 0) return;
    }
    expect.fail(`${bug} was not found in ${seedsOfBugMost} seeds`);
  });
});
