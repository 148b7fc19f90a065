import { describeDifference } from './difference';
import type { Verdict } from './play-scenario';
import { groupOf } from './recorded-scenario';

/** The verdicts by group: one line for each group, then what is wrong in it. */
export function reportLines(verdicts: readonly Verdict[]): readonly string[] {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const group = groupOf(verdict.scenario);
    groups.set(group, [...(groups.get(group) ?? []), verdict]);
  }
  return [...[...groups].flatMap(([group, of]) => groupLines(group, of)), totalLine(verdicts)];
}

function groupLines(group: string, verdicts: readonly Verdict[]): readonly string[] {
  const { equal, different, explained, skipped } = counts(verdicts);
  const meant = explained === 0 ? '' : `, ${explained} different on purpose`;
  const skips = skipped === 0 ? '' : `, ${skipped} skipped`;
  const head = `${group}: ${equal} of ${equal + different + explained} as recorded${meant}${skips}`;
  return [head, ...verdicts.flatMap(verdictLines)];
}

function verdictLines({ scenario, skipped, differences, explanation }: Verdict): readonly string[] {
  if (skipped !== undefined) return [`  ${scenario}: skipped, ${skipped}`];
  if (explanation !== undefined) return [`  ${scenario}: different on purpose, ${explanation}`];
  const [first] = differences;
  if (first === undefined) return [];
  return [`  ${scenario}: ${differences.length} differences, the first: ${describeDifference(first)}`];
}

function totalLine(verdicts: readonly Verdict[]): string {
  const { equal, different, explained, skipped } = counts(verdicts);
  return `${equal} as recorded, ${explained} different on purpose, ${different} different, ${skipped} skipped`;
}

interface Counts {
  readonly equal: number;
  readonly different: number;
  /** Different on purpose. */
  readonly explained: number;
  readonly skipped: number;
}

function counts(verdicts: readonly Verdict[]): Counts {
  const skipped = verdicts.filter((verdict) => verdict.skipped !== undefined).length;
  const explained = verdicts.filter(({ explanation }) => explanation !== undefined).length;
  const different = verdicts.filter(isUnexplained).length;
  return { equal: verdicts.length - skipped - different - explained, different, explained, skipped };
}

/** Whether a scenario came out as nobody says it should. */
export function isUnexplained({ differences, explanation }: Verdict): boolean {
  return differences.length > 0 && explanation === undefined;
}
