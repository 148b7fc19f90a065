import type { LogCommandOptions } from '../verbs/log';
import { withCommonOptions, type AddCommand } from './add-command';
import { collect } from './collect';

export const addLog: AddCommand = (program, env, done) => {
  const command = withCommonOptions(program.command('log'))
    .description('the records of transaction logs, one line each')
    .argument('<path>', 'a log, a folder of logs, or the base name of logs in a folder')
    .option('--from <position>', 'from gen:sector:offset, or a generation (hex)')
    .option('--to <position>', 'up to gen:sector:offset, or the end of a generation (hex)')
    .option('--table <name>', 'only of this table, or of the tree with this object id', collect, [])
    .option('--type <name>', 'only records of this type', collect, [])
    .option('--summary', 'count records by type instead')
    .action(async (path: string, options: LogCommandOptions) => {
      const { showLog } = await import('../verbs/log');
      done(await showLog(path, options, env, command));
    });
};
