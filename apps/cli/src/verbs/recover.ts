import { JetError } from '@esekit/core';
import { databasesInFolder, readInstanceFolder } from '@esekit/log';
import type { RecoveryOptions, RecoveryStop } from '@esekit/log/recovery';
import type { Command } from 'commander';
import type { CommonOptions } from '../commands/add-command';
import { exitCode, type Environment, type ExitCode } from '../environment';
import { reportFailure } from '../failure';
import { requireFolder } from '../input-path';
import { eventDisplay, type EventDisplay } from '../output/events';
import { printJson } from '../output/json';
import { progressDisplay, type ProgressDisplay } from '../output/progress';
import { recoveryJson, recoveryText, type RecoveryReport } from '../output/recovery-report';
import { styleFor } from '../output/style';
import { clockAndRandom } from '../recovery/clock-and-random';
import { databasesByEntries, type MapEntry } from '../recovery/database-map';
import { DatabaseWatch, outcomesOf } from '../recovery/database-watch';
import { withNeededLogs } from '../recovery/needed-logs';
import { mapOf, stopOf } from '../recovery/options';
import { recoverFolder, withLogBytes } from '../recovery/recover-folder';
import { makeWorkCopy, type WorkCopy } from '../recovery/work-copy';

export interface RecoverCommandOptions extends CommonOptions {
  readonly base?: string;
  readonly databaseDir?: string;
  readonly map: readonly string[];
  readonly ignoreMissing?: boolean;
  readonly acceptLostLogs?: boolean;
  readonly deleteOutOfRange?: boolean;
  readonly acceptBackupCopies?: boolean;
  readonly to?: string;
  readonly out?: string;
  readonly dryRun?: boolean;
}

/** Where the logs and the databases are that are going to be worked on. */
interface Scene {
  readonly folder: string;
  readonly databaseFolder: string;
  readonly map: readonly MapEntry[];
}

interface Displays {
  readonly progress: ProgressDisplay;
  readonly events: EventDisplay;
}

/** `recover`: the databases of a log stream come up clean, in their place or in a copy. */
export async function recoverInstance(
  folder: string,
  options: RecoverCommandOptions,
  env: Environment,
  command: Command,
): Promise<ExitCode> {
  const map = mapOf(command, options.map);
  const stopAt = stopOf(command, '--to', options.to);
  const progress = await progressDisplay(env, options.quiet === true);
  const displays = { progress, events: eventDisplay(env, progress) };
  let copy: WorkCopy | undefined;
  try {
    await requireFolder(env.fs, folder);
    const databaseFolder = options.databaseDir ?? folder;
    await requireFolder(env.fs, databaseFolder);
    const { out } = options;
    if (out === undefined) return await work(env, options, { folder, databaseFolder, map }, stopAt, displays);
    copy = await makeWorkCopy({
      fs: env.fs,
      folder,
      databaseFolder,
      map,
      out,
      onProgress: progress.sink,
      signal: env.signal,
    });
    const scene = { folder: out, databaseFolder: out, map: copy.map };
    const code = await work(env, options, scene, stopAt, displays);
    if (code !== exitCode.done) await copy.discard();
    return code;
  } catch (failure) {
    await copy?.discard();
    progress.stop();
    displays.events.settle(failure);
    return reportFailure(env, failure, options.json === true, { generations: null, databases: [] });
  }
}

async function work(
  env: Environment,
  options: RecoverCommandOptions,
  scene: Scene,
  stopAt: RecoveryStop | undefined,
  { progress, events }: Displays,
): Promise<ExitCode> {
  const { fs } = env;
  const inner = databasesByEntries(scene.map, databasesInFolder(fs, scene.databaseFolder));
  const watch = new DatabaseWatch(fs, inner);
  const remarks: string[] = [];
  try {
    const recovery = recoveryOptions(env, options, scene, stopAt, watch, { progress, events });
    const result = await recoverFolder(recovery, (text) => remarks.push(text));
    progress.stop();
    events.settle();
    const databases = await outcomesOf(
      fs,
      result.databases,
      await candidates(env, scene),
      result.stream?.header.signLog,
    );
    const { generations = null, code } = result;
    return report(env, options, { generations, databases, code, remarks: [...remarks, ...noted(watch)] });
  } catch (failure) {
    progress.stop();
    events.settle(failure);
    const databases = await watch.outcomes();
    if (isStopAsAsked(failure, stopAt)) {
      const { name } = failure as JetError;
      const text =
        'Replay ended where it was to end, and nothing was rolled back; --out makes a view of that moment.';
      return report(env, options, { generations: null, databases, code: name, remarks: [text] });
    }
    const told = await withNeededLogs(fs, failure, await candidates(env, scene));
    return reportFailure(env, told, options.json === true, { generations: null, databases });
  }
}

function recoveryOptions(
  env: Environment,
  options: RecoverCommandOptions,
  { folder }: Scene,
  stopAt: RecoveryStop | undefined,
  watch: DatabaseWatch,
  { progress, events }: Displays,
): RecoveryOptions {
  const { fs, signal } = env;
  const { base } = options;
  const isOverlay = options.dryRun === true;
  return {
    fs,
    logFolder: folder,
    base,
    databases: watch.locator,
    flags: {
      logStreamMustExist: true,
      ignoreMissingDatabases: options.ignoreMissing === true,
      ignoreLostLogs: options.acceptLostLogs === true,
      deleteOutOfRangeLogs: options.deleteOutOfRange === true,
      acceptBackupDatabases: options.acceptBackupCopies === true,
    },
    stopAt,
    // The engine stops without undo. A copy is there to be looked at, so it is made consistent.
    undoAtStop: options.out !== undefined || isOverlay,
    isOverlay,
    ...clockAndRandom(env),
    onEvent: events.sink,
    onProgress: withLogBytes({ fs, logFolder: folder, base }, progress.sink),
    signal,
  };
}

function isStopAsAsked(failure: unknown, stopAt: RecoveryStop | undefined): boolean {
  return (
    stopAt !== undefined &&
    JetError.isInstance(failure) &&
    failure.name.startsWith('JET_errRecoveredWithoutUndo')
  );
}

function noted({ backupCopies }: DatabaseWatch): string[] {
  return backupCopies.map(
    (path) =>
      `${path} is a copy from a streaming backup: it was completed with these logs, as a restore would.`,
  );
}

async function candidates({ fs }: Environment, { databaseFolder, map }: Scene): Promise<string[]> {
  const { databases } = await readInstanceFolder(fs, databaseFolder);
  return [...databases.map((name) => fs.join(databaseFolder, name)), ...map.map(({ path }) => path)];
}

function report(env: Environment, options: RecoverCommandOptions, found: RecoveryReport): ExitCode {
  const whole = { ...found, isDryRun: options.dryRun === true };
  if (options.json) printJson(env.stdout, recoveryJson(whole));
  else env.stdout.write(recoveryText(whole, 'recovered', styleFor(env.stdout)));
  return exitCode.done;
}
