import type { Database } from '../database/database';
import { checkCatalog } from './catalog-check';
import { CheckRun, type CheckOptions } from './check-run';
import { checkHeader } from './header-check';
import { checkObjectIds } from './object-ids-check';
import type { CheckSink } from './problem';
import { SpaceCheck } from './space-check';
import { checkTable } from './table-check';
import { checkRootPage } from './tree-check';
import { listTrees } from './tree-list';

/** What a check has come to. */
export interface CheckResult {
  /** No errors; there may be warnings. */
  readonly ok: boolean;
  readonly errors: number;
  readonly warnings: number;
  /** What could not be checked, and why: nothing of this is wrong with the database. */
  readonly notes: readonly string[];
}

/**
 * Checks the logic of a database that is open: its trees, their space, the catalog, records, indexes and
 * long values. Nothing is written.
 *
 * Damage is a result, not a failure: every problem is told to `sink` as it is found, and what cannot be
 * read is passed over. A database that was not shut down cleanly is a mixture of old and new pages, which
 * shows problems that its logs put right; recover it first.
 *
 * Memory is bounded: four bytes per page of the file, and the cache of the database.
 *
 * @example
 * const { ok } = await checkDatabase(database, ({ kind, text }) => console.log(kind, text));
 *
 * @throws what makes going on impossible, such as a file that is closed, and the reason of the signal
 */
export async function checkDatabase(
  database: Database,
  sink: CheckSink,
  options: CheckOptions = {},
): Promise<CheckResult> {
  options.signal?.throwIfAborted();
  const run = new CheckRun(database, sink, options);
  checkHeader(run);
  const tables = checkCatalog(run);
  const trees = listTrees(run.source, tables);
  checkObjectIds(run, trees);
  const present = new Set(trees.filter((entry) => checkRootPage(run, entry)));
  const space = new SpaceCheck(run, trees, present);
  space.claim();
  for (const entry of trees) {
    if (!present.has(entry)) continue;
    space.checkTree(entry);
    if (run.isPauseDue) await run.pause();
    if (entry.kind !== 'table') continue;
    await checkTable(
      run,
      entry,
      trees.filter((child) => child.parent === entry && present.has(child)),
    );
  }
  await space.finish();
  await run.pause();
  return { ok: run.errors === 0, errors: run.errors, warnings: run.warnings, notes: run.notes };
}
