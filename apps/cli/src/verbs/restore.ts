import { JetError } from '@esekit/core';
import { restoreSet } from '@esekit/restore';
import type { Command } from 'commander';
import type { CommonOptions } from '../commands/add-command';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { reportFailure } from '../failure';
import { requireFolder } from '../input-path';
import { eventDisplay } from '../output/events';
import { printJson } from '../output/json';
import { progressDisplay, type ProgressDisplay } from '../output/progress';
import { recoveryJson, recoveryText } from '../output/recovery-report';
import { restoreJson, restoreText } from '../output/restore-report';
import { styleFor } from '../output/style';
import { mapOf, stopOf } from '../recovery/options';
import { restoreEngineSet } from '../recovery/restore-engine-set';
import { kindOfSet } from '../recovery/set-kind';

export interface RestoreCommandOptions extends CommonOptions {
  readonly to?: string;
  readonly map: readonly string[];
  readonly logs?: string;
  readonly toPosition?: string;
  readonly base?: string;
  readonly force?: boolean;
}

/** `restore`: sets with a manifest are given back as they are, those of the engine with their logs replayed. */
export async function restore(
  set: string,
  options: RestoreCommandOptions,
  env: Environment,
  command: Command,
): Promise<ExitCode> {
  const map = mapOf(command, options.map);
  const stopAt = stopOf(command, '--to-position', options.toPosition);
  const progress = await progressDisplay(env, options.quiet === true);
  const events = eventDisplay(env, progress);
  const sinks = { onProgress: progress.sink, onEvent: events.sink };
  try {
    await requireFolder(env.fs, set);
    if ((await kindOfSet(env.fs, set)) === 'manifest') {
      requireManifestOptions(options, command);
      await restoreManifestSet(set, options.to!, options, env, progress, sinks);
      events.settle();
      return exitCode.done;
    }
    const { logs, base, force = false, to } = options;
    const report = await restoreEngineSet(env, { set, to, map, logs, base, stopAt, force, ...sinks });
    progress.stop();
    events.settle();
    if (options.json) printJson(env.stdout, recoveryJson(report));
    else env.stdout.write(recoveryText(report, 'restored', styleFor(env.stdout)));
    return exitCode.done;
  } catch (failure) {
    progress.stop();
    events.settle(failure);
    return reportFailure(env, failure, options.json === true, { generations: null, databases: [] });
  }
}

/** A set that is given back as it is has nothing to roll forward, and one place. */
function requireManifestOptions(options: RestoreCommandOptions, command: Command): void {
  const { to, map, logs, toPosition, base } = options;
  if (
    to === undefined ||
    map.length > 0 ||
    logs !== undefined ||
    toPosition !== undefined ||
    base !== undefined
  ) {
    command.error(
      'error: a set of this program is restored with --to alone\n(--map, --logs, --to-position and --base are for sets of the engine)',
    );
  }
}

async function restoreManifestSet(
  set: string,
  to: string,
  options: RestoreCommandOptions,
  env: Environment,
  progress: ProgressDisplay,
  sinks: Pick<Parameters<typeof restoreSet>[3], 'onProgress' | 'onEvent'>,
): Promise<void> {
  if (options.force) {
    throw new JetError(
      'JET_errFeatureNotAvailable',
      'a set of this program is not restored over other files',
    );
  }
  const { fs, stdout } = env;
  const digests = await env.digests();
  const result = await restoreSet(fs, set, to, { digests, ...sinks, signal: env.signal });
  progress.stop();
  if (options.json) {
    printJson(
      stdout,
      restoreJson(result, (name) => fs.join(to, name)),
    );
  } else stdout.write(restoreText(result, to, styleFor(stdout)));
}
