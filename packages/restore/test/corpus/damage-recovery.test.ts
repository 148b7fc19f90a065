import {
  contentsOf,
  damageCases,
  describeCorpus,
  eventLine,
  eventLines,
  fileProblems,
  materialiseDamageCase,
  readFolder,
  stateProblems,
  temporaryFolder,
  unexpectedDatabases,
  type FolderContents,
} from '@esekit/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { runSoftRecovery } from './support/damage-run';
import { rowProblems } from './support/row-problems';
import { inMemory, memoryFolder } from './support/memory-folder';
import { type RecoveryRun } from './support/run-recovery';
import { belongsToTheCalls, differentEvents, differentFiles } from './support/soft-recovery-notes';
import { expectNone } from './support/expect-none';

/** Each single damage and what the engine's recovery answers to it (issue 4, must hold 3; 37 §4 to §10). */
describeCorpus('soft recovery of damaged instances', () => {
  const folder = temporaryFolder();
  const cases = damageCases('softRecovery').filter(({ id }) => !belongsToTheCalls.has(id));

  describe.each(cases.map((one) => [`${one.id}: ${one.scenario}`, one] as const))('%s', (_, one) => {
    let before: FolderContents;
    let after: FolderContents;
    let fs: ReturnType<typeof inMemory>;
    let run: RecoveryRun;

    beforeAll(() => {
      before = readFolder(materialiseDamageCase(one.id, folder));
      fs = inMemory(before);
      run = runSoftRecovery(fs, one);
      after = contentsOf(fs, memoryFolder);
    });

    it(`returns ${one.returnCode} and leaves the databases as recorded`, async () => {
      expect(run.code, `${String(run.error)} after ${eventLine(run.events)}`).toBe(one.returnCode);
      expectNone([...stateProblems(after, one), ...unexpectedDatabases(after, one)]);
      expectNone(await rowProblems(fs, one));
    });

    it('touches the files that it touches', () => {
      const problems = fileProblems(one, before, after);
      expect(problems, problems.join(', ')).toEqual(differentFiles.get(one.id)?.problems ?? []);
    });

    it('tells the events in order', () => {
      const { ours, theirs } = eventLines(one, run.events);
      expect(ours, `\n  ours   ${ours}\n  theirs ${theirs}\n`).toBe(
        differentEvents.get(one.id)?.events ?? theirs,
      );
    });
  });
});
