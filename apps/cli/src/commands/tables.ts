import { withCommonOptions, type AddCommand, type CommonOptions } from './add-command';

export const addTables: AddCommand = (program, env, done) => {
  withCommonOptions(program.command('tables'))
    .description('the tables of a database, and how many rows each has')
    .argument('<db>', 'a database')
    .action(async (path: string, options: CommonOptions) => {
      const { tables } = await import('../verbs/tables');
      done(await tables(path, options, env));
    });
};
