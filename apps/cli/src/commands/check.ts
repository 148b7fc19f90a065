import type { LogOptions } from '../recovery/open-with-logs';
import { withCommonOptions, type AddCommand, type CommonOptions } from './add-command';
import { requireLogUsage, withLogOptions } from './log-options';

export const addCheck: AddCommand = (program, env, done) => {
  const command = withLogOptions(withCommonOptions(program.command('check')))
    .description('trees, space, catalog, records, indexes and long values of a database, against each other')
    .argument('<db>', 'a database')
    .action(async (path: string, options: CommonOptions & LogOptions) => {
      requireLogUsage(command, options);
      const { check } = await import('../verbs/check');
      done(await check(path, options, env));
    });
};
