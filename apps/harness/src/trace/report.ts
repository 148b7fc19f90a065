import { shown } from '../compare/difference';
import type { CallComparison } from './compare-calls';

/** What a comparison says, with the first differences. */
export function reportOfCalls(comparison: CallComparison, differencesMost: number): readonly string[] {
  const { differences, compared, leftOut, deviations } = comparison;
  const first = differences
    .slice(0, differencesMost)
    .flatMap(({ line, call, where, recorded, found }) => [
      `line ${line} ${call}: ${where}`,
      `    recorded ${shown(recorded)}`,
      `    found    ${shown(found)}`,
    ]);
  return [
    `${compared - differences.length} of ${compared} calls as recorded`,
    ...first,
    ...listOf('left out', leftOut),
    ...listOf('as the acceptance list has it, not as recorded', deviations),
  ];
}

function listOf(title: string, counts: ReadonlyMap<string, number>): readonly string[] {
  if (counts.size === 0) return [];
  return [`${title}: ${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')}`];
}
