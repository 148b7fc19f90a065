import type { Difference } from './difference';

/** A scenario that we answer otherwise on purpose. */
export interface KnownDifference {
  readonly scenario: string;
  /** The section that says so, and what it says. */
  readonly reason: string;
  /** All that may differ: parts of `part where` from its start. */
  readonly places: readonly string[];
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    scenario: 'F-36-version-column-index',
    reason:
      '14 §3.2: the engine leaves an index over a version column stale and then fails with ' +
      'JET_errSecondaryIndexCorrupted; our rule keeps it right',
    places: [
      'trace line 36 scan: out.e[0][1]',
      'trace line 38 update: rc',
      'trace line 39 scan: out.e[0]',
      'trace line 40 delete: rc',
      'trace line 42 delete: rc',
      'dump final.jsonl:2 ',
    ],
  },
];

/** The known difference that explains all that was found; `undefined` when something else is there too. */
export function explanationOf(
  scenario: string,
  differences: readonly Difference[],
): KnownDifference | undefined {
  const known = knownDifferences.find((one) => one.scenario === scenario);
  const isKnown = ({ part, where }: Difference): boolean =>
    known?.places.some((place) => `${part} ${where}`.startsWith(place)) === true;
  return differences.length > 0 && differences.every(isKnown) ? known : undefined;
}
