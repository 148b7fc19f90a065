import { withCommonOptions, type AddCommand, type CommonOptions } from './add-command';

export const addInfo: AddCommand = (program, env, done) => {
  withCommonOptions(program.command('info'))
    .description('what a file is, and its header field by field')
    .argument('<file>', 'a file of any type')
    .action(async (file: string, options: CommonOptions) => {
      const { info } = await import('../verbs/info');
      done(await info(file, options, env));
    });
};
