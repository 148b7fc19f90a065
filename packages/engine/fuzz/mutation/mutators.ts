import { catalogMutators } from './catalog-mutators';
import { compressionMutators } from './compression-mutators';
import { fileMutators } from './file-mutators';
import { longValueMutators } from './long-value-mutators';
import type { Mutator } from './mutation';
import { pageMutators } from './page-mutators';
import { recordMutators } from './record-mutators';
import { treeMutators } from './tree-mutators';

/** Mutators of one layer of the format. */
export interface MutatorGroup {
  readonly mutators: readonly Mutator[];
  /** How often it is chosen: the layers that are reached last get the most. */
  readonly weight: number;
}

const groups: readonly MutatorGroup[] = [
  { mutators: fileMutators, weight: 1 },
  { mutators: pageMutators, weight: 3 },
  { mutators: treeMutators, weight: 3 },
  { mutators: catalogMutators, weight: 6 },
  { mutators: recordMutators, weight: 6 },
  { mutators: longValueMutators, weight: 5 },
  { mutators: compressionMutators, weight: 5 },
];

/** Every group as many times as its weight says. */
export const weightedGroups: readonly (readonly Mutator[])[] = groups.flatMap(({ mutators, weight }) =>
  Array.from({ length: weight }, () => mutators),
);

export const mutatorNames: readonly string[] = groups.flatMap(({ mutators }) =>
  mutators.map(({ name }) => name),
);
