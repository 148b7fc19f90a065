import type { MutationOutcome, MutationResult } from './run-mutation';

/** Outcomes by mutator. Plain data, so that it goes from process to process. */
export type MutationTally = Record<string, Record<MutationOutcome, number>>;

export function addMutation(tally: MutationTally, { isSealed, mutators, outcome }: MutationResult): void {
  for (const name of mutators) addTo(tally, `${isSealed ? 'sealed ' : ''}${name}`, outcome, 1);
}

export function addMutationTally(sum: MutationTally, other: MutationTally): void {
  for (const [name, outcomes] of Object.entries(other)) {
    for (const [outcome, times] of Object.entries(outcomes))
      addTo(sum, name, outcome as MutationOutcome, times);
  }
}

function addTo(tally: MutationTally, name: string, outcome: MutationOutcome, times: number): void {
  const row = (tally[name] ??= { error: 0, same: 0, other: 0, reported: 0 });
  row[outcome] += times;
}
