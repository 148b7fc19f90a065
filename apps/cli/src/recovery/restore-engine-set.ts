import type { EventSink, ProgressSink } from '@esekit/core';
import type { RecoveryStop } from '@esekit/log/recovery';
import { restoreInstance } from '@esekit/restore';
import type { Environment } from '../environment';
import type { RecoveryReport } from '../output/recovery-report';
import { clockAndRandom } from './clock-and-random';
import { databasesByEntries, type MapEntry } from './database-map';
import { RestoreTarget } from './restore-target';

export interface EngineRestore {
  readonly set: string;
  readonly to: string | undefined;
  readonly map: readonly MapEntry[];
  readonly logs: string | undefined;
  readonly base: string | undefined;
  readonly stopAt: RecoveryStop | undefined;
  readonly force: boolean;
  readonly onProgress: ProgressSink | undefined;
  readonly onEvent: EventSink | undefined;
}

/**
 * Restores a set of the engine into a folder, which then also holds its current log and checkpoint; or, with a
 * map alone, to single places, with the logs beside the first of them.
 *
 * What a failure leaves behind stays, marked as unfinished, and the same command begins anew; an interrupted
 * one leaves nothing.
 */
export async function restoreEngineSet(env: Environment, job: EngineRestore): Promise<RecoveryReport> {
  const { fs, signal } = env;
  const { set, to, map, base, stopAt, force, onProgress, onEvent } = job;
  const folder = to ?? fs.directoryName(map[0]!.path);
  const places = map.map(({ path }) => path);
  const target = await RestoreTarget.begin(fs, folder, {
    isOwn: to !== undefined,
    places,
    force,
    onEvent,
  });
  try {
    const result = await restoreInstance({
      fs,
      set,
      base,
      logFolder: folder,
      destination: to,
      places: databasesByEntries(map),
      laterLogs: job.logs === folder ? undefined : job.logs,
      stopAt,
      ...clockAndRandom(env),
      onProgress,
      onEvent: target.onEvent,
      signal,
    });
    await target.finish();
    return {
      generations: result.generations ?? null,
      databases: result.databases.map(({ path, stateBefore, stateAfter, rolledBack }) => {
        return { path, stateBefore, stateAfter, rolledBack };
      }),
      code: result.code,
      remarks: [],
    };
  } catch (error) {
    if (signal.aborted) await target.discard();
    else await target.leave();
    throw error;
  }
}
