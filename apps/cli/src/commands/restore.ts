import type { Command } from 'commander';
import type { RestoreCommandOptions } from '../verbs/restore';
import { withCommonOptions, type AddCommand } from './add-command';
import { collect } from './collect';

export const addRestore: AddCommand = (program, env, done) => {
  const command = withCommonOptions(program.command('restore'))
    .description('restore a backup set: one of this program, or one of the engine with its logs')
    .argument('<set>', 'the folder of the set')
    .option('--to <dir>', 'where everything goes: a folder that does not exist yet, or is empty')
    .option('--map <old=new>', 'where one database goes: logged path or name, and file', collect, [])
    .option('--logs <dir>', 'roll forward through the logs of this folder, which are only read')
    .option('--to-position <position>', 'stop at gen:sector:offset, a generation (hex) or a time')
    .option('--base <name>', 'base name of the logs, where the set holds several streams')
    .option('--force', 'overwrite what is there')
    .action(async (set: string, options: RestoreCommandOptions) => {
      requireUsage(command, options);
      const { restore } = await import('../verbs/restore');
      done(await restore(set, options, env, command));
    });
};

/** What can be said of the options before anything is opened. */
function requireUsage(command: Command, { to, map, base }: RestoreCommandOptions): void {
  if (to === undefined && map.length === 0) {
    // Recorded places are those of another machine, so there is none by default.
    command.error("error: required option '--to <dir>' not specified\n(or --map OLD=NEW for each database)");
  }
  if (base !== undefined && base.length !== 3) command.error('error: a base name has three characters');
}
