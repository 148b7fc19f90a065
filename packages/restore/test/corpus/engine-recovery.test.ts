import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { databaseStateName } from '@esekit/pages';
import { recoverVirtually } from '@esekit/log/recovery';
import {
  comparePagesLogically,
  describeCorpus,
  eventLine,
  folderChanges,
  folderDigests,
  headerFacts,
  noChanges,
  pagesOfFile,
  readDump,
  readFileOf,
  readFolder,
  readHeaderDump,
  temporaryFolder,
  unpackEngineArchive,
  type FolderContents,
} from '@esekit/testkit';
import { createNodeFileSystem } from '@esekit/core/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { caseName, engineCases, type EngineCase, type EngineDatabase } from './support/engine-cases';
import { highestDbtime } from './support/highest-dbtime';
import { judgeDatabase, judgeOpenDatabase, pagesOfSource } from './support/judge-database';
import { inMemory, memoryFolder } from './support/memory-folder';
import { recoveryOptions, runRecovery, type RecoveryRun } from './support/run-recovery';
import { openView } from './support/virtual-database';
import { expectNone } from './support/expect-none';

/** Every dirty instance that the engine left, recovered: what its own recovery made of it (issue 4, must hold 1). */
describeCorpus('instances of the engine', () => {
  const folder = temporaryFolder();

  describe.each(engineCases.map((one) => [caseName(one), one] as const))('%s', (_, one) => {
    const root = (): string => join(folder, one.archive);
    let input: FolderContents;
    let fs: ReturnType<typeof inMemory>;
    let run: RecoveryRun;

    beforeAll(() => {
      if (!existsSync(root())) unpackEngineArchive(one.archive, folder);
      input = instance(root(), one);
      fs = inMemory(input);
      run = runRecovery(fs, memoryFolder, { flags: one.flags });
    });

    it('ends as it did', () => {
      expect(run.code, `${String(run.error)} after ${eventLine(run.events)}`).toBe(one.code ?? 0);
    });

    describe.each(one.databases.map((database) => [database.name, database] as const))(
      '%s',
      (name, database) => {
        const path = `${memoryFolder}/${name}`;

        it('has the header', () => {
          const facts = headerFacts(readFileOf(fs, path));
          expect(facts).toMatchObject(expectedHeader(one, database, root()));
        });

        // Which pages are on disk when recovery does not come to its end is a matter of timing.
        if (!isFinished(one)) return;

        it('has the rows, and is sound', async () => {
          const dump = database.rows === undefined ? undefined : readDump(join(root(), database.rows));
          expectNone(await judgeDatabase(fs, path, dump));
          expect(run.result!.databases).toContainEqual(
            expect.objectContaining({ path, stateAfter: databaseStateName(3) }),
          );
        });

        if (database.recovered === undefined) return;

        it('has the pages', async () => {
          const theirs = pagesOfFile(join(root(), database.recovered!, name));
          const dbtimeRedoMost = await highestDbtime(inMemory(input));
          const ours = pagesOfFile(readFileOf(fs, path));
          const { differences, differentPages } = comparePagesLogically(ours, theirs, { dbtimeRedoMost });
          const which = `${differentPages.length} pages: ${differentPages.join(' ')}`;
          expectNone(differences.length === 0 ? [] : [which, ...differences]);
        });
      },
    );
  });
});

/** The same view without a byte written: the files stay evidence (issue 4, must hold 6). */
describeCorpus('the virtual view of instances of the engine', () => {
  const folder = temporaryFolder();
  const disk = createNodeFileSystem();
  const cases = engineCases.filter((one) => one.without === undefined && isFinished(one));

  it.each(cases.map((one) => [caseName(one), one] as const))('%s', async (_, one) => {
    const root = join(folder, one.archive);
    if (!existsSync(root)) unpackEngineArchive(one.archive, folder);
    const instanceFolder = join(root, one.folder ?? 'files');
    const before = folderDigests(instanceFolder);
    const recovery = recoverVirtually(recoveryOptions(disk, instanceFolder, { flags: one.flags }));
    const found: string[] = [];
    try {
      for (const { name, rows, recovered } of one.databases) {
        using database = openView(recovery, name);
        const dump = rows === undefined ? undefined : readDump(join(root, rows));
        found.push(...(await judgeOpenDatabase(database, dump)).map((text) => `${name} ${text}`));
        if (recovered === undefined) continue;
        const theirs = pagesOfFile(join(root, recovered, name));
        const dbtimeRedoMost = await highestDbtime(disk, instanceFolder);
        const { differences } = comparePagesLogically(pagesOfSource(database.source), theirs, {
          dbtimeRedoMost,
        });
        found.push(...differences);
      }
    } finally {
      recovery.close();
    }
    expectNone(found);
    expect(folderChanges(before, folderDigests(instanceFolder))).toEqual(noChanges);
  });
});

function instance(root: string, { folder = 'files', without = [] }: EngineCase): FolderContents {
  return new Map([...readFolder(join(root, folder))].filter(([name]) => !without.includes(name)));
}

/** Return code of a recovery without undo. */
const redoAlone = -579;

/** Whether recovery has to end with a clean database. */
function isFinished({ code = 0 }: EngineCase): boolean {
  return code >= 0;
}

/**
 * Header facts. The engine's report shows its database after an attach, a read and a clean end as well, except
 * where it is untouched; those do not change the generations and the backups, and the object ids neither.
 */
function expectedHeader(
  { code = 0 }: EngineCase,
  { name, recovered, isUntouched }: EngineDatabase,
  root: string,
): object {
  const clean = {
    state: 'Clean',
    genMinRequired: 0,
    genMaxRequired: 0,
    genMaxCommitted: 0,
    genRecovering: 0,
  };
  if (recovered === undefined) return clean;
  const { state, objidLast, fullPrev, incPrev, fullCur, snapshotCur, ...theirs } = readHeaderDump(
    join(root, `${recovered}.tool`, `${name}.mh.txt`),
  );
  const backups = { fullPrev, incPrev, fullCur, snapshotCur };
  // Whether a header that stays dirty was written once more before the failure is a matter of timing (37 §2.20).
  if (code < 0 && code !== redoAlone) return { state, objidLast, ...backups };
  if (!isUntouched) return { ...clean, objidLast, ...backups };
  const { genMinRequired, genMaxRequired, genMaxCommitted } = theirs;
  return { state, objidLast, ...backups, genMinRequired, genMaxRequired, genMaxCommitted };
}
