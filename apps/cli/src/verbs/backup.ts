import { backupCleanInstance, type DigestName } from '@esekit/backup';
import type { CommonOptions } from '../commands/add-command';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { reportFailure } from '../failure';
import { generationsOf } from '../generations';
import { requireFolder } from '../input-path';
import { backupJson, backupText } from '../output/backup-report';
import { eventDisplay } from '../output/events';
import { printJson } from '../output/json';
import { progressDisplay } from '../output/progress';
import { styleFor } from '../output/style';
import { toolName } from '../version';

export interface BackupCommandOptions extends CommonOptions {
  readonly digest: DigestName;
}

export async function backup(
  folder: string,
  dest: string,
  options: BackupCommandOptions,
  env: Environment,
): Promise<ExitCode> {
  const progress = await progressDisplay(env, options.quiet === true);
  const events = eventDisplay(env, progress);
  const startedAt = env.clock();
  try {
    await requireFolder(env.fs, folder);
    const result = await backupCleanInstance(env.fs, folder, dest, {
      digests: await env.digests(),
      digest: options.digest,
      tool: toolName,
      now: env.now(),
      onProgress: progress.sink,
      onEvent: events.sink,
      signal: env.signal,
    });
    const seconds = env.clock() - startedAt;
    progress.stop();
    events.settle();
    if (options.json) {
      const logs = await generationsOf(env.fs, dest, result.manifest.files);
      printJson(env.stdout, backupJson(result, logs, seconds));
    } else env.stdout.write(backupText(result, dest, seconds, styleFor(env.stdout)));
    return exitCode.done;
  } catch (failure) {
    progress.stop();
    events.settle(failure);
    return reportFailure(env, failure, options.json === true, { kind: 'full' });
  }
}
