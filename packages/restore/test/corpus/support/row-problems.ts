import type { FileSystem } from '@esekit/core';
import { damageRowDump, type DamageCase } from '@esekit/testkit';
import { judgeDatabase, type JudgeOptions } from './judge-database';
import { memoryFolder } from './memory-folder';

/** What is wrong with the rows of a case that has recorded ones; they are of its only database. */
export async function rowProblems(fs: FileSystem, one: DamageCase): Promise<string[]> {
  const dump = damageRowDump(one);
  if (dump === undefined) return [];
  const clean = Object.entries(one.stateAfter.databases).filter(
    ([, state]) => typeof state !== 'string' && state.state === 'Clean',
  );
  const expectedProblems = remainingProblems.get(one.id)?.problems;
  return judgeDatabase(fs, `${memoryFolder}/${clean[0]![0]}`, dump, expectedProblems && { expectedProblems });
}

/** What a check finds in databases that have the recorded rows. */
const remainingProblems: ReadonlyMap<
  string,
  { readonly problems: NonNullable<JudgeOptions['expectedProblems']>; readonly reason: string }
> = new Map([
  [
    'S85',
    {
      problems: [{ kind: 'spaceLeak', page: 122 }],
      reason: 'the log ends between the allocation of the page and the split that was to use it',
    },
  ],
  [
    'R19',
    {
      problems: [{ kind: 'pageDamaged', page: 28 }],
      reason: 'no log touches the damaged page, so it is copied as it is',
    },
  ],
]);
