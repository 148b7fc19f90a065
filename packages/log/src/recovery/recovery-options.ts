import type { EventSink, FileSystem, JetErrorName, Lgpos, LogTime, ProgressSink } from '@esekit/core';
import type { DatabaseState } from '@esekit/pages';
import type { LogHeader } from '../header/log-header';
import type { GenerationDigits, LogExtension } from '../names';
import type { DatabaseLocator } from './database-locator';
import type { RecoveryControl } from './recovery-control';
import type { RestorePlan } from './restore-plan';

/** What the caller allows or asks for: the grbits of JetInit (23 §1) and the parameters beside them. */
export interface RecoveryFlags {
  /** Databases that are not there do not fail the end of recovery (0x4). */
  readonly ignoreMissingDatabases?: boolean;
  /** Stop before undo: JET_errRecoveredWithoutUndo, the databases stay dirty (0x8). */
  readonly withoutUndo?: boolean;
  /** After a recovery without undo, delete the archived logs (0x10). */
  readonly truncateLogs?: boolean;
  /** No logs at all are JET_errMissingLogFile (0x40). */
  readonly logStreamMustExist?: boolean;
  /** Accept the loss of logs that are committed but not required (0x80). */
  readonly ignoreLostLogs?: boolean;
  /** Recover a database of a streaming backup from logs put in place by hand (0x200, 31 §9). */
  readonly acceptBackupDatabases?: boolean;
  /** Skip records of generations below the database's lGenMinRequired (0x2000). */
  readonly ignoreRecordsBeforeMinRequired?: boolean;
  /** Delete logs of the stream that lie above the current one (JET_paramDeleteOutOfRangeLogs). */
  readonly deleteOutOfRangeLogs?: boolean;
}

/** Where redo ends early: behind a generation, behind a position, or before a time. */
export type RecoveryStop =
  { readonly lGeneration: number } | { readonly lgpos: Lgpos } | { readonly time: LogTime };

export interface RecoveryOptions {
  readonly fs: FileSystem;
  /** The folder of the logs. */
  readonly logFolder: string;
  /** The folder of the checkpoint. Default: that of the logs. */
  readonly systemFolder?: string | undefined;
  /** Base name of the stream. Default: the only one in the folder. */
  readonly base?: string | undefined;
  /** Page size of the instance: logs of another one are JET_errPageSizeMismatch. */
  readonly pageSize?: number | undefined;
  /** Bytes of the instance's logs: a stream of another size is JET_errLogFileSizeMismatchDatabasesConsistent, after success. */
  readonly logFileSize?: number | undefined;
  /** JET_paramLegacyFileNames. Default: found by looking at the archived names. */
  readonly legacyFileNames?: number | undefined;
  /** Circular logging is on. */
  readonly isCircular?: boolean | undefined;
  /** With circular logging: logs of another size make way for a new stream (JET_paramCleanupMismatchedLogFiles). */
  readonly cleansMismatchedLogs?: boolean | undefined;
  readonly databases: DatabaseLocator;
  readonly flags?: RecoveryFlags | undefined;
  /** Whether recovery may end with the archived logs when there is no current one (23 §14). */
  readonly acceptsMissingCurrentLog?: boolean | undefined;
  readonly stopAt?: RecoveryStop | undefined;
  /** Roll back at the stop position too: a view of that moment, after which the logs behind it are of no use. */
  readonly undoAtStop?: boolean | undefined;
  /** Nothing is written anywhere: changes stay in memory. */
  readonly isOverlay?: boolean | undefined;
  /** Bytes of pages kept in memory per database. Default 64 MiB. */
  readonly cacheBytes?: number | undefined;
  /** Time for what recovery writes. */
  readonly now: () => LogTime;
  /** An unsigned 32-bit number, for new signatures. */
  readonly random: () => number;
  readonly onEvent?: EventSink | undefined;
  readonly onProgress?: ProgressSink | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Asked before decisions; returns the error that should count (23 §11). */
  readonly control?: RecoveryControl | undefined;
  /** What a restore of a backup set adds. */
  readonly restore?: RestorePlan | undefined;
}

export interface RecoveredDatabase {
  /** As the logs call it. */
  readonly loggedPath: string;
  readonly path: string;
  readonly stateBefore: DatabaseState;
  readonly stateAfter: DatabaseState;
  /** Changes of unfinished transactions that were rolled back. */
  readonly rolledBack: number;
}

/** The stream as recovery leaves it: what a run that begins now continues. */
export interface StreamState {
  readonly folder: string;
  readonly base: string;
  readonly digits: GenerationDigits;
  readonly extension: LogExtension;
  readonly header: LogHeader;
  readonly lastSegment: number;
  readonly accumulatedChecksum: bigint;
}

export interface RecoveryResult {
  readonly code: 'JET_errSuccess' | JetErrorName;
  /** Generations that were replayed; `undefined` when the log was clean. */
  readonly generations: { readonly from: number; readonly to: number } | undefined;
  /** Whether redo ended at the stop position, before the logs did. */
  readonly isStopped: boolean;
  /** Of the last record that was replayed. */
  readonly lgposEnd: Lgpos;
  readonly databases: readonly RecoveredDatabase[];
  /** `undefined` when there is no stream, and the next run begins one. */
  readonly stream: StreamState | undefined;
  /** First generation of the stream that the next run begins; 1 unless older logs were cleaned up. */
  readonly nextGeneration: number;
}
