import type { CommonOptions } from '../commands/add-command';
import { withDatabase, type DatabaseSession } from '../database/database-session';
import { spaceOfTrees, type TreeSpaceFacts } from '../database/space-of-trees';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { alignedTable } from '../output/aligned';
import { printJson } from '../output/json';
import { styleFor, type Style } from '../output/style';

/** Pages that each tree owns, and how many of them are free. */
export function space(path: string, options: CommonOptions, env: Environment): Promise<ExitCode> {
  return withDatabase(env, path, options, (session) => showSpace(session, options));
}

async function showSpace(session: DatabaseSession, options: CommonOptions): Promise<ExitCode> {
  const { stdout } = session.env;
  const trees = await spaceOfTrees(session);
  const { pageSize, pageCount } = session.database.source;
  if (options.json) printJson(stdout, { pageSize, pages: pageCount, trees });
  else stdout.write(spaceText(trees, styleFor(stdout)));
  return exitCode.done;
}

function spaceText(trees: readonly TreeSpaceFacts[], style: Style): string {
  const columns = [
    { heading: 'tree' },
    { heading: 'type' },
    { heading: 'object', isNumber: true },
    { heading: 'root page', isNumber: true },
    { heading: 'owned', isNumber: true },
    { heading: 'available', isNumber: true },
  ];
  const rows = trees.map(({ type, name, objectId, rootPage, owned, available }) => [
    type === 'index' || type === 'longValues' ? `  ${name}` : name,
    typeNames[type],
    String(objectId),
    String(rootPage),
    pagesText(owned),
    pagesText(available),
  ]);
  return alignedTable(columns, rows, style);
}

const typeNames: Readonly<Record<TreeSpaceFacts['type'], string>> = {
  database: 'database',
  table: 'table',
  index: 'index',
  longValues: 'long values',
};

function pagesText(pages: number | null): string {
  return pages === null ? 'unknown' : pages.toLocaleString('en-US');
}
