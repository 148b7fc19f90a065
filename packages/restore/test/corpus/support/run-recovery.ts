import {
  errorInfoByName,
  JetError,
  logTimeFromDate,
  type EngineEvent,
  type EsekitEvent,
  type FileSystem,
} from '@esekit/core';
import { databasesInFolder } from '@esekit/log';
import { recoverSync, type RecoveryOptions, type RecoveryResult } from '@esekit/log/recovery';
import { memoryFolder } from './memory-folder';

/** What came of a recovery. */
export interface RecoveryRun {
  /** The engine's number: 0, a warning, or that of the error it ended with. */
  readonly code: number;
  readonly result: RecoveryResult | undefined;
  readonly error: JetError | undefined;
  /** Events of the engine's own list, in order. */
  readonly events: readonly EngineEvent[];
  /** The other events. */
  readonly notes: readonly EsekitEvent[];
}

/** A clock that stands still, and numbers that do not surprise: the same run again writes the same bytes. */
const now = logTimeFromDate(new Date(Date.UTC(2027, 0, 2, 3, 4, 5, 678)));

/** What every recovery of the tests has in common; databases are looked for in the folder of the logs. */
export function recoveryOptions(
  fs: FileSystem,
  folder: string,
  more: Partial<RecoveryOptions> = {},
): RecoveryOptions {
  let random = 0x2545f491;
  return {
    fs,
    logFolder: folder,
    databases: databasesInFolder(fs, folder),
    now: () => now,
    random: () => (random = (Math.imul(random, 1664525) + 1013904223) >>> 0),
    ...more,
  };
}

/** Recovers a folder. Only a JetError is an outcome; anything else is a failure of the test. */
export function runRecovery(
  fs: FileSystem,
  folder = memoryFolder,
  more: Partial<RecoveryOptions> = {},
): RecoveryRun {
  const events: EngineEvent[] = [];
  const notes: EsekitEvent[] = [];
  const onEvent = (event: EsekitEvent): void => {
    if (event.kind === 'engine') events.push(event);
    else notes.push(event);
  };
  try {
    const result = recoverSync(recoveryOptions(fs, folder, { onEvent, ...more }));
    const code = result.code === 'JET_errSuccess' ? 0 : errorInfoByName(result.code).code;
    return { code, result, error: undefined, events, notes };
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    return { code: error.code, result: undefined, error, events, notes };
  }
}
