import { join } from 'node:path';
import { corpus, describeCorpus } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { describeDifference } from '../../src/compare/difference';
import { knownDifferences } from '../../src/compare/known-differences';
import { playScenario } from '../../src/compare/play-scenario';
import { groupOf, recordedScenarios, type RecordedScenario } from '../../src/compare/recorded-scenario';
import { isUnexplained } from '../../src/compare/report';

/** The groups whose calls all exist. */
const groups: ReadonlySet<string> = new Set([
  ...['L1-basic', 'L2-basic', 'L2-types', 'L2-lv', 'L2-nav', 'L2-sessions', 'L2-bulk'],
  ...['L2-crash', 'L2-crashm', 'L2-circular'],
  ...focused(1, 8),
  ...focused(13, 18),
  ...focused(22, 27),
  ...focused(31, 32),
  ...focused(35, 48),
]);

function focused(first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, at) => `F-${String(first + at).padStart(2, '0')}`);
}

/** The processes run the built programs. */
const programs = join(import.meta.dirname, '..', '..', 'dist');
const timeout = 120_000;
/** Differences of one scenario that a failing test shows. */
const shownMost = 3;

describeCorpus('scenarios', () => {
  const byGroup = new Map<string, RecordedScenario[]>();
  for (const recorded of recordedScenarios(corpus.path('scenarios'))) {
    const group = groupOf(recorded.name);
    if (groups.has(group)) byGroup.set(group, [...(byGroup.get(group) ?? []), recorded]);
  }

  it('are there for every group', () => {
    expect([...byGroup.keys()].sort()).toEqual([...groups].sort());
  });

  it('differ on purpose no more than three times', () => {
    expect(knownDifferences.length).toBeLessThanOrEqual(3);
  });

  describe.each([...byGroup])('%s', (_, scenarios) => {
    it.each(scenarios.map((recorded) => [recorded.name, recorded] as const))(
      '%s gives the recorded trace, dumps, exits and headers',
      async (_name, recorded) => {
        const verdict = await playScenario(recorded, { programs });
        expect(verdict.skipped).toBeUndefined();
        const unexplained = isUnexplained(verdict) ? verdict.differences : [];
        expect(unexplained.slice(0, shownMost).map(describeDifference)).toEqual([]);
      },
      timeout,
    );
  });
});
