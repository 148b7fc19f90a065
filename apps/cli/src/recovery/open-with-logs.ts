import { equalSignatures, JetError, type EventSink } from '@esekit/core';
import { openDatabase, openRecovered, type Database, type OpenOptions } from '@esekit/engine';
import { LogFolder } from '@esekit/log';
import { recoverVirtually, type VirtualRecovery } from '@esekit/log/recovery';
import { dbstate, readDatabaseHeader } from '@esekit/pages';
import type { Environment } from '../environment';
import { clockAndRandom } from './clock-and-random';
import { withNeededLogs } from './needed-logs';

/** `--with-logs` and what belongs to it. */
export interface LogOptions {
  readonly withLogs?: boolean | undefined;
  /** The folder of the logs. Default: that of the database. */
  readonly logs?: string | undefined;
  readonly base?: string | undefined;
}

export interface RecoveredSession {
  readonly database: Database;
  /** Ends the recovery, after the database. */
  close(): void;
}

/**
 * Opens a database as recovery would leave it. Every file is opened for reading only, what the logs change is
 * kept in memory. The database is found in the logs by its signature, whatever it is called now.
 *
 * @throws what recovery ends with; JET_errAttachedDatabaseMismatch when the database needs logs, and these do
 *   not reach it; JET_errMissingLogFile when there are none
 */
export async function openWithLogs(
  env: Environment,
  path: string,
  { logs, base }: LogOptions,
  sinks: Pick<OpenOptions, 'onEvent' | 'onLoss'>,
): Promise<RecoveredSession> {
  const { fs } = env;
  const logFolder = logs ?? fs.directoryName(path);
  const { signDb, state } = await identityOf(env, path);
  const recovery = recoverVirtually({
    fs,
    logFolder,
    base,
    databases: { locate: (logged) => (equalSignatures(logged.signDb, signDb) ? path : undefined) },
    flags: { ignoreMissingDatabases: true, acceptBackupDatabases: true },
    acceptsMissingCurrentLog: true,
    ...clockAndRandom(env),
    onEvent: sinks.onEvent,
  });
  try {
    const view = recovery.databases.find((database) => database.path === path);
    if (view !== undefined) return { database: openRecovered(view, sinks), close: () => recovery.close() };
    if (state !== dbstate.cleanShutdown) {
      throw await withNeededLogs(fs, notReached(env, path, logFolder, base), [path]);
    }
    return asItStands(env, path, recovery, sinks);
  } catch (error) {
    recovery.close();
    throw error;
  }
}

async function identityOf({ fs }: Environment, path: string) {
  const file = await fs.open(path, 'read');
  try {
    const { header } = await readDatabaseHeader(file);
    return { signDb: header.signDb, state: header.dbstate };
  } finally {
    await file.close();
  }
}

/** The logs add nothing to a database that is clean. */
function asItStands(
  { fs }: Environment,
  path: string,
  recovery: VirtualRecovery,
  sinks: { readonly onEvent?: EventSink | undefined; readonly onLoss?: OpenOptions['onLoss'] },
): RecoveredSession {
  return { database: openDatabase(fs, path, sinks), close: () => recovery.close() };
}

function notReached(
  { fs }: Environment,
  path: string,
  logFolder: string,
  base: string | undefined,
): JetError {
  const hint = '--logs DIR says where the logs are; without --with-logs the database is shown as it stands.';
  if (!LogFolder.look(fs, logFolder, { base }).hasLogs) {
    return new JetError('JET_errMissingLogFile', `${logFolder} holds no logs, and ${path} needs them`, {
      hint,
    });
  }
  return new JetError(
    'JET_errAttachedDatabaseMismatch',
    `the logs in ${logFolder} are not those of ${path}`,
    { hint },
  );
}
