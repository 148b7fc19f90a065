import type { CommonOptions } from '../commands/add-command';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { countRows } from '../database/count-rows';
import { withDatabase, type DatabaseSession } from '../database/database-session';
import { isSystemTable } from '../database/system-table';
import { alignedTable } from '../output/aligned';
import { printJson } from '../output/json';
import { styleFor } from '../output/style';

interface TableFacts {
  readonly name: string;
  readonly objectId: number;
  readonly rootPage: number;
  readonly rows: number;
  readonly system: boolean;
}

/** The tables, and how many rows each has. */
export function tables(path: string, options: CommonOptions, env: Environment): Promise<ExitCode> {
  return withDatabase(env, path, options, (session) => showTables(session, options, env));
}

async function showTables(
  session: DatabaseSession,
  options: CommonOptions,
  env: Environment,
): Promise<ExitCode> {
  const facts: TableFacts[] = [];
  for (const table of session.database.tables) {
    facts.push({
      name: table.name,
      objectId: table.objidFDP,
      rootPage: table.pgnoFDP,
      rows: await countRows(session, table),
      system: isSystemTable(table),
    });
  }
  if (options.json) printJson(env.stdout, { tables: facts });
  else env.stdout.write(tablesText(facts, env));
  return exitCode.done;
}

function tablesText(facts: readonly TableFacts[], env: Environment): string {
  const columns = [
    { heading: 'table' },
    { heading: 'object', isNumber: true },
    { heading: 'root page', isNumber: true },
    { heading: 'rows', isNumber: true },
    { heading: '' },
  ];
  const rows = facts.map(({ name, objectId, rootPage, rows, system }) => [
    name,
    String(objectId),
    String(rootPage),
    rows.toLocaleString('en-US'),
    system ? 'system' : '',
  ]);
  return alignedTable(columns, rows, styleFor(env.stdout));
}
