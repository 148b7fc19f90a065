import type { Command } from 'commander';
import type { RecoverCommandOptions } from '../verbs/recover';
import { withCommonOptions, type AddCommand } from './add-command';
import { collect } from './collect';

export const addRecover: AddCommand = (program, env, done) => {
  const command = withCommonOptions(program.command('recover'))
    .description('replay the logs of a folder into its databases, and roll back what was not committed')
    .argument('<folder>', 'the folder of the logs')
    .option('--base <name>', 'base name of the logs, where the folder holds several streams')
    .option('--database-dir <dir>', 'where the databases are; by default with the logs')
    .option('--map <old=new>', 'where one database is: logged path or name, and file', collect, [])
    .option('--ignore-missing', 'recover the other databases when one is missing')
    .option('--accept-lost-logs', 'go on without committed logs that are lost')
    .option('--delete-out-of-range', 'with it: delete the logs behind a hole, which cannot be replayed')
    .option('--accept-backup-copies', 'also recover copies from a streaming backup, as restore does')
    .option('--to <position>', 'stop at gen:sector:offset, a generation (hex) or a time')
    .option('--out <dir>', 'work on a copy in this new folder')
    .option('--dry-run', 'only say what would be done')
    .action(async (folder: string, options: RecoverCommandOptions) => {
      requireUsage(command, options);
      const { recoverInstance } = await import('../verbs/recover');
      done(await recoverInstance(folder, options, env, command));
    });
};

/** What can be said of the options before anything is opened. */
function requireUsage(command: Command, options: RecoverCommandOptions): void {
  const { base, dryRun, out, deleteOutOfRange, acceptLostLogs } = options;
  if (base !== undefined && base.length !== 3) command.error('error: a base name has three characters');
  if (deleteOutOfRange && !acceptLostLogs) {
    command.error('error: --delete-out-of-range belongs to --accept-lost-logs');
  }
  if (dryRun && out !== undefined) command.error('error: --dry-run and --out exclude each other');
}
