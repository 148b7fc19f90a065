import { restoreSet, type RestoreResult } from '@esekit/restore';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { reportFailure } from '../failure';
import { printJson } from '../output/json';
import { progressDisplay } from '../output/progress';
import { fieldLines, formatBytes, good } from '../output/text';
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
  try {
    const result = await restoreSet(env.fs, set, options.to, {
      digests: await env.digests(),
      onProgress: progress.sink,
      onEvent: (event) => {
        progress.stop();
        env.stderr.write(`${event.path}: ${event.text}\n`);
      },
      signal: env.signal,
    });
    progress.stop();
    if (options.json) printJson(env.stdout, jsonResult(result, options.to, env));
    else env.stdout.write(textResult(result, options.to));
    return exitCode.done;
  } catch (failure) {
    progress.stop();
    return reportFailure(env, failure, options.json === true, { generations: null, databases: [] });
  }
}

function jsonResult(
  { manifest, bytes }: RestoreResult,
  to: string,
  env: Environment,
): Record<string, unknown> {
  return {
    ok: true,
    error: null,
    generations: null,
    databases: manifest.files
      .filter((file) => file.database)
      .map((file) => ({
        path: env.fs.join(to, file.name),
        stateBefore: file.database!.state,
        stateAfter: file.database!.state,
        rolledBack: 0,
      })),
    bytes,
  };
}

function textResult({ manifest, bytes }: RestoreResult, to: string): string {
  const files = manifest.files.map((file): [string, string] => [
    file.name,
    `${formatBytes(file.bytes)}, ${manifest.digest} ${file.digest} proven`,
  ]);
  return `${fieldLines(files)}\n${good('restored')}: ${formatBytes(bytes)} to ${to}\n`;
}
