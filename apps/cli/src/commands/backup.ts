import { backupCleanInstance, digestNames, type BackupResult, type DigestName } from '@esekit/backup';
import { Option } from 'commander';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { reportFailure } from '../failure';
import { printJson } from '../output/json';
import { progressDisplay } from '../output/progress';
import { count, fieldLines, formatBytes, good } from '../output/text';
import { toolName } from '../version';
import { withCommonOptions, type AddCommand, type CommonOptions } from './add-command';

interface BackupCommandOptions extends CommonOptions {
  readonly digest: DigestName;
}

export const addBackup: AddCommand = (program, env, done) => {
  withCommonOptions(program.command('backup'))
    .description('copy an instance that was shut down cleanly, verifying every page on the way')
    .argument('<folder>', 'the folder of the instance')
    .argument('<dest>', 'a folder that does not exist yet, or is empty')
    .addOption(new Option('--digest <name>', 'digest of the manifest').choices(digestNames).default('xxh64'))
    .action(async (folder: string, dest: string, options: BackupCommandOptions) => {
      done(await backup(folder, dest, options, env));
    });
};

async function backup(
  folder: string,
  dest: string,
  options: BackupCommandOptions,
  env: Environment,
): Promise<ExitCode> {
  const progress = progressDisplay(env, options.quiet === true);
  const startedAt = env.clock();
  try {
    const result = await backupCleanInstance(env.fs, folder, dest, {
      digests: await env.digests(),
      digest: options.digest,
      tool: toolName,
      now: env.now(),
      onProgress: progress.sink,
      onEvent: (event) => {
        progress.stop();
        env.stderr.write(`${event.path}: ${event.text}\n`);
      },
      signal: env.signal,
    });
    progress.stop();
    const seconds = env.clock() - startedAt;
    if (options.json) printJson(env.stdout, jsonResult(result, seconds));
    else env.stdout.write(textResult(result, dest, seconds));
    return exitCode.done;
  } catch (failure) {
    progress.stop();
    return reportFailure(env, failure, options.json === true);
  }
}

function jsonResult({ manifest, bytes, skipped }: BackupResult, seconds: number): Record<string, unknown> {
  return {
    ok: true,
    kind: manifest.kind,
    files: manifest.files.map((file) => ({
      name: file.name,
      bytes: file.bytes,
      pages: file.database?.pages ?? null,
      digest: file.digest,
    })),
    logs: null,
    bytes,
    seconds,
    skipped,
  };
}

function textResult({ manifest, bytes, skipped }: BackupResult, dest: string, seconds: number): string {
  const files = manifest.files.map((file): [string, string] => [
    file.name,
    `${formatBytes(file.bytes)}${file.database ? `, ${count(file.database.pages, 'page')} verified` : ''}`,
  ]);
  const left = skipped.length > 0 ? `not part of the instance, left out: ${skipped.join(', ')}\n` : '';
  const rate = formatBytes(bytes / Math.max(seconds, 0.001));
  return `${fieldLines(files)}\n${left}${good('complete')}: ${formatBytes(bytes)} in ${dest} (${seconds.toFixed(2)} s, ${rate}/s)\n`;
}
