import type { FileSystem, JetError, JetErrorName, Lgpos, LogTime, Signature } from '@esekit/core';
import type { AttachedDatabase, DatabaseSurroundings } from './attached-database';
import type { LoggedDatabase } from './database-locator';
import type { LogFolder } from './log-folder';
import type { RecoveryStep } from './recovery-control';
import type { RecoveryEvents } from './recovery-events';
import type { RecoveryOptions } from './recovery-options';

/** What all parts of one recovery share. */
export interface RecoveryContext {
  readonly fs: FileSystem;
  readonly options: RecoveryOptions;
  readonly events: RecoveryEvents;
  readonly now: () => LogTime;
  /** Of the stream; known from the first log on. */
  readonly signLog: Signature;
  readonly pageSize: number;
  readonly surroundings: DatabaseSurroundings;
  readonly folder: LogFolder;
  /** Puts a decision to the caller. */
  readonly ask: (step: RecoveryStep) => JetErrorName | 'JET_errSuccess';
  /** Where a database of the logs is; `undefined` leaves it out. */
  locate(logged: LoggedDatabase, record: 'attach' | 'create'): string | undefined;
  /** A database is gone, and with it what its transactions have done. */
  forgetVersions(dbid: number): void;
  /** Tells that redo is behind what a database requires. */
  announce(database: AttachedDatabase, lgpos: Lgpos): void;
  /** The error for pages that were lost and did not turn out to be of no use, with its event. */
  redoMapError(database: AttachedDatabase): JetError;
}
