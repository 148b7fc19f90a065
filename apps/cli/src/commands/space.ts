import { withCommonOptions, type AddCommand, type CommonOptions } from './add-command';

export const addSpace: AddCommand = (program, env, done) => {
  withCommonOptions(program.command('space'))
    .description('pages that each tree of a database owns, and how many of them are free')
    .argument('<db>', 'a database')
    .action(async (path: string, options: CommonOptions) => {
      const { space } = await import('../verbs/space');
      done(await space(path, options, env));
    });
};
