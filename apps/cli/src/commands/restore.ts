import { restoreSet } from '@esekit/restore';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { reportFailure } from '../failure';
import { requireFolder } from '../input-path';
import { eventDisplay } from '../output/events';
import { printJson } from '../output/json';
import { progressDisplay } from '../output/progress';
import { restoreJson, restoreText } from '../output/restore-report';
import { styleFor } from '../output/style';
import { withCommonOptions, type AddCommand, type CommonOptions } from './add-command';

interface RestoreCommandOptions extends CommonOptions {
  readonly to: string;
}

export const addRestore: AddCommand = (program, env, done) => {
  withCommonOptions(program.command('restore'))
    .description('restore a backup set, checking pages and manifest on the way')
    .argument('<set>', 'the folder of the set')
    .requiredOption('--to <dir>', 'a folder that does not exist yet, or is empty')
    .action(async (set: string, options: RestoreCommandOptions) => {
      done(await restore(set, options, env));
    });
};

async function restore(set: string, options: RestoreCommandOptions, env: Environment): Promise<ExitCode> {
  const progress = progressDisplay(env, options.quiet === true);
  const events = eventDisplay(env, progress);
  try {
    await requireFolder(env.fs, set);
    const result = await restoreSet(env.fs, set, options.to, {
      digests: await env.digests(),
      onProgress: progress.sink,
      onEvent: events.sink,
      signal: env.signal,
    });
    progress.stop();
    events.settle();
    if (options.json)
      printJson(
        env.stdout,
        restoreJson(result, (name) => env.fs.join(options.to, name)),
      );
    else env.stdout.write(restoreText(result, options.to, styleFor(env.stdout)));
    return exitCode.done;
  } catch (failure) {
    progress.stop();
    events.settle(failure);
    return reportFailure(env, failure, options.json === true, { generations: null, databases: [] });
  }
}
