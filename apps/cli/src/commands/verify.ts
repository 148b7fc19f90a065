import { withCommonOptions, type AddCommand, type CommonOptions } from './add-command';

interface VerifyCommandOptions extends CommonOptions {
  readonly repairBits?: boolean;
  readonly out?: string;
  readonly force?: boolean;
}

export const addVerify: AddCommand = (program, env, done) => {
  const command = withCommonOptions(program.command('verify'))
    .description('check every page and segment of databases, logs, checkpoints, flush maps, sets and folders')
    .argument('<path...>', 'files or folders')
    .option('--repair-bits', 'write a copy of a database with single wrong bits put right')
    .option('--out <file>', 'where the corrected copy goes')
    .option('--force', 'overwrite the file of --out')
    .action(async (paths: string[], options: VerifyCommandOptions) => {
      const { out } = options;
      if (!options.repairBits) {
        if (out !== undefined || options.force)
          command.error('error: --out and --force belong to --repair-bits');
        const { verifyAll } = await import('../verbs/verify');
        done(await verifyAll(paths, options, env));
        return;
      }
      const [path] = paths;
      if (path === undefined || paths.length > 1 || out === undefined) {
        return command.error('error: --repair-bits takes one file and --out FILE');
      }
      const { repairBits } = await import('../verbs/repair-bits');
      done(await repairBits(path, { ...options, out }, env));
    });
};
