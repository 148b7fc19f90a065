import type { DigestName } from '@esekit/backup';
import { Option } from 'commander';
import type { BackupCommandOptions } from '../verbs/backup';
import { withCommonOptions, type AddCommand } from './add-command';

/** Named here as well, because asking the library for them would load it. */
const digestNames: readonly DigestName[] = ['xxh64', 'sha256'];

export const addBackup: AddCommand = (program, env, done) => {
  withCommonOptions(program.command('backup'))
    .description('copy an instance that was shut down cleanly, verifying every page on the way')
    .argument('<folder>', 'the folder of the instance')
    .argument('<dest>', 'a folder that does not exist yet, or is empty')
    .addOption(new Option('--digest <name>', 'digest of the manifest').choices(digestNames).default('xxh64'))
    .action(async (folder: string, dest: string, options: BackupCommandOptions) => {
      const { backup } = await import('../verbs/backup');
      done(await backup(folder, dest, options, env));
    });
};
