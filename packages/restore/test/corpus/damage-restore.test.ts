import {
  contentsOf,
  damageCase,
  damageCases,
  describeCorpus,
  eventLine,
  eventLines,
  fileProblems,
  materialiseDamageCase,
  parseDriverScript,
  readFolder,
  stateProblems,
  temporaryFolder,
  unexpectedDatabases,
  type FolderContents,
} from '@esekit/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { rowProblems } from './support/row-problems';
import { inMemory, memoryFolder } from './support/memory-folder';
import { runExternalRestore, runRestoreInstance } from './support/restore-run';
import { emptyFolders, likeAnother, otherCodes, otherEvents, otherFiles } from './support/restore-notes';

import { expectNone } from './support/expect-none';

/** Each damage of a set or of the logs behind it, and what the engine's restore answers (issue 4, must hold 3; 37 §11, §12). */
describeCorpus('restores of damaged sets', () => {
  const folder = temporaryFolder();
  const external = damageCases('script').filter(({ script }) =>
    script!.some((line) => line.startsWith('extrestore')),
  );
  const cases = [...damageCases('restoreInstance'), ...external];

  describe.each(cases.map((one) => [`${one.id}: ${one.scenario}`, one] as const))('%s', (_, given) => {
    const one = damageCase(likeAnother.get(given.id)?.id ?? given.id);
    let before: FolderContents;
    let after: FolderContents;
    let fs: ReturnType<typeof inMemory>;
    let run: Awaited<ReturnType<typeof runRestoreInstance>>;

    beforeAll(async () => {
      before = readFolder(materialiseDamageCase(given.id, folder));
      fs = inMemory(before);
      for (const name of emptyFolders.get(given.id) ?? []) fs.createDirectorySync(`${memoryFolder}/${name}`);
      run =
        given.script === undefined
          ? await runRestoreInstance(fs, given)
          : await runExternalRestore(fs, parseDriverScript(given.script));
      after = contentsOf(fs, memoryFolder);
    });

    it(`returns ${one.returnCode} and leaves the databases as recorded`, async () => {
      const code = otherCodes.get(one.id)?.code ?? one.returnCode;
      expect(run.code, `${String(run.error)} after ${eventLine(run.events)}`).toBe(code);
      const state = [...stateProblems(after, one), ...unexpectedDatabases(after, one)];
      expect(state, state.join(', ')).toEqual(otherCodes.get(one.id)?.state ?? []);
      expectNone(await rowProblems(fs, one));
    });

    it('touches the files that it touches', () => {
      const problems = fileProblems(one, before, after);
      expect(problems, problems.join(', ')).toEqual(otherFiles.get(one.id)?.problems ?? []);
    });

    it('tells the events in order', () => {
      const { ours, theirs } = eventLines(one, run.events);
      expect(ours, `\n  ours   ${ours}\n  theirs ${theirs}\n`).toBe(
        otherEvents.get(one.id)?.events ?? theirs,
      );
    });
  });
});
