import { withCommonOptions, type AddCommand, type CommonOptions } from './add-command';

export const addSchema: AddCommand = (program, env, done) => {
  withCommonOptions(program.command('schema'))
    .description('columns and indexes of the tables of a database, or of one of them')
    .argument('<db>', 'a database')
    .argument('[table]', 'a table; without it all of them')
    .action(async (path: string, table: string | undefined, options: CommonOptions) => {
      const { schema } = await import('../verbs/schema');
      done(await schema(path, table, options, env));
    });
};
