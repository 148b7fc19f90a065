import { exitCode, type ExitCode } from '../environment';
import { withDatabase, type DatabaseSession } from '../database/database-session';
import { printJson } from '../output/json';
import { styleFor } from '../output/style';
import { findTable } from '../database/find-table';
import { tableJson } from '../schema/schema-json';
import { schemaText } from '../schema/schema-text';
import { withCommonOptions, type AddCommand, type CommonOptions } from './add-command';

export const addSchema: AddCommand = (program, env, done) => {
  withCommonOptions(program.command('schema'))
    .description('columns and indexes of the tables of a database, or of one of them')
    .argument('<db>', 'a database')
    .argument('[table]', 'a table; without it all of them')
    .action(async (path: string, table: string | undefined, options: CommonOptions) => {
      done(await withDatabase(env, path, options, (session) => schema(session, table, options)));
    });
};

function schema(
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
