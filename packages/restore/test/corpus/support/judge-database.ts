import type { FileSystem } from '@esekit/core';
import { checkDatabase, openDatabase, type CheckKind, type Database } from '@esekit/engine';
import { compareDump, type DumpComparisonOptions, type PageStore } from '@esekit/testkit';

export interface JudgeOptions extends DumpComparisonOptions {
  /** Problems of single pages that the check has to report, or may. */
  readonly expectedProblems?: readonly { readonly kind: CheckKind; readonly page: number }[];
}

/** Everything that is wrong with a database, in words; nothing when its rows are the recorded ones and it is sound. */
export async function judgeDatabase(
  fs: FileSystem,
  path: string,
  dump: readonly string[] | undefined,
  options?: JudgeOptions,
): Promise<string[]> {
  try {
    using database = openDatabase(fs, path);
    return await judgeOpenDatabase(database, dump, options);
  } catch (error) {
    return [`cannot be read: ${String(error)}`];
  }
}

export async function judgeOpenDatabase(
  database: Database,
  dump: readonly string[] | undefined,
  options: JudgeOptions = {},
): Promise<string[]> {
  const { expectedProblems = [] } = options;
  const found: string[] = [];
  if (dump !== undefined) {
    const { differences } = compareDump(database, dump, options);
    found.push(...differences.map((text) => `rows: ${text}`));
  }
  await checkDatabase(database, (problem) => {
    const isExpected = expectedProblems.some(
      ({ kind, page }) => kind === problem.kind && page === problem.page,
    );
    if (!isExpected && found.length < 20) found.push(`check: ${JSON.stringify(problem)}`);
  });
  return found;
}

/** The pages of a database that is not a file of its own. */
export function pagesOfSource(source: Database['source']): PageStore {
  const { pageSize, pageCount } = source;
  const blank = new Uint8Array(pageSize);
  return {
    pageSize,
    pageCount,
    page(pgno) {
      try {
        const { view } = source.get(pgno);
        return view.bytes.subarray(view.start, view.start + pageSize);
      } catch (error) {
        if ((error as { name?: string }).name === 'JET_errPageNotInitialized') return blank;
        throw error;
      }
    },
  };
}
