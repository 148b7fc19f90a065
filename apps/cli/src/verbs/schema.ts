import type { CommonOptions } from '../commands/add-command';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { withDatabase, type DatabaseSession } from '../database/database-session';
import { printJson } from '../output/json';
import { styleFor } from '../output/style';
import { findTable } from '../database/find-table';
import { tableJson } from '../schema/schema-json';
import { schemaText } from '../schema/schema-text';

/** Columns and indexes of the tables, or of one of them. */
export function schema(
  path: string,
  table: string | undefined,
  options: CommonOptions,
  env: Environment,
): Promise<ExitCode> {
  return withDatabase(env, path, options, (session) => showSchema(session, table, options));
}

function showSchema(
  { env, database }: DatabaseSession,
  name: string | undefined,
  options: CommonOptions,
): ExitCode {
  const schemas = name === undefined ? database.tables : [findTable(database, name).schema];
  const tables = schemas.map(tableJson);
  if (options.json) printJson(env.stdout, { tables });
  else env.stdout.write(schemaText(tables, styleFor(env.stdout)));
  return exitCode.done;
}
