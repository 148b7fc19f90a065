import { createNodeFileSystem } from '@esekit/core/node';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { beforeAll, expect, it } from 'vitest';
import { checkDatabase, checkFile, spaceOf, type CheckProblem } from '../../src/check';
import { openDatabase } from '../../src/database/database';
import { corpusDatabases } from './corpus-databases';

const fs = createNodeFileSystem();

/** Databases whose header says that they are clean, and that are not. */
const notClean: Readonly<Record<string, readonly string[]>> = {
  // Copied while it was in use without logs: pages are newer than the header, and an entry of an index leads
  // to a record on a page that had not been written.
  'filehistory-catalog1/Catalog1.edb': ['indexEntryOrphan', 'dbtime', 'dbtime', 'dbtime'],
  // One page was damaged on purpose.
  'eseutil-modes-4k/eseutil-modes-4k/damaged/bad.edb': ['pageDamaged'],
};

describeCorpus('the databases of the corpus', () => {
  const folder = temporaryFolder();
  let paths: string[] = [];
  beforeAll(() => (paths = [...corpusDatabases(folder)]), 120_000);

  it(
    'are checked in silence when they are clean, and to the end when they are not',
    { timeout: 600_000 },
    async () => {
      const count = { clean: 0, dirty: 0, problemsOfDirty: 0 };
      for (const path of paths) {
        const name = path.slice(folder.length + 1);
        const problems: CheckProblem[] = [];
        using database = openDatabase(fs, path, { onLoss: () => undefined });
        const { ok, errors, warnings } = await checkDatabase(database, (problem) => problems.push(problem));
        expect(problems.filter(({ severity }) => severity === 'error')).toHaveLength(errors);
        expect(problems).toHaveLength(errors + warnings);
        expect(ok).toBe(errors === 0);
        if (database.state === 'CleanShutdown') {
          count.clean++;
          const expected = notClean[name] ?? [];
          expect(
            problems.map(({ kind }) => kind),
            `${name}: ${JSON.stringify(problems)}`,
          ).toEqual(expected);
        } else {
          count.dirty++;
          count.problemsOfDirty += problems.length;
        }
      }
      console.log(JSON.stringify(count));
      expect(count.clean).toBeGreaterThan(70);
      expect(count.dirty).toBeGreaterThan(50);
    },
  );

  it('have space that adds up', { timeout: 600_000 }, () => {
    for (const path of paths) {
      if (path.includes('damaged/bad.edb')) continue;
      using database = openDatabase(fs, path, { onLoss: () => undefined });
      if (database.state !== 'CleanShutdown') continue;
      const trees = spaceOf(database);
      const root = trees[0]!;
      expect(root).toMatchObject({ kind: 'database', name: 'database', objid: 1, pgnoFDP: 1 });
      expect(root.owned).toBeLessThanOrEqual(database.source.pageCount);
      for (const { owned, available, pagesInUse, kind } of trees) {
        expect(pagesInUse).toBeGreaterThan(0);
        expect(owned! - available!).toBeGreaterThanOrEqual(kind === 'database' ? 3 : pagesInUse!);
      }
      const tables = trees.filter(({ kind }) => kind === 'table');
      const sum = tables.reduce((pages, { owned }) => pages + owned!, 0);
      expect(sum + root.available!).toBeLessThanOrEqual(root.owned! - 3);
    }
  });

  it('can be checked as files', async () => {
    for (const path of paths.filter((one) => one.includes('clean-types-8k'))) {
      const problems: CheckProblem[] = [];
      const result = await checkFile(fs, path, (problem) => problems.push(problem), { cacheBytes: 1 << 17 });
      expect(problems).toEqual([]);
      expect(result).toMatchObject({ ok: true, errors: 0, warnings: 0 });
    }
  });
});
