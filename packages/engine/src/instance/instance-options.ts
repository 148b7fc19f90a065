import type { EventSink, FileSystem, LogTime } from '@esekit/core';
import type { DatabaseLocator } from '@esekit/log';
import type { RecoveryControl, RecoveryFlags, RecoveryStop } from '@esekit/log/recovery';
import type { VersionStoreOptions } from '../transactions/store-limits';

/** Runs a task later, in a turn of its own. The task is not to be relied on: the process may end before. */
export type Scheduler = (task: () => void, delayMilliseconds: number) => void;

/** What the log's headers repeat of the parameters, for diagnosis only (20 §3). */
export interface RecordedParameters {
  readonly openTablesMost?: number;
  readonly cursorsMost?: number;
  readonly logBuffers?: number;
  readonly cacheSizeMost?: number;
}

/** An instance: its folders, its parameters (32 §5.5), and what it needs of the platform. */
export interface InstanceOptions extends VersionStoreOptions {
  readonly fs: FileSystem;
  /** The folder of the logs. */
  readonly logFolder: string;
  /** The folder of the checkpoint. Default: that of the logs. */
  readonly systemFolder?: string | undefined;
  /** Three characters. Default `edb`. */
  readonly base?: string | undefined;
  /** Of its databases. Default 4096. */
  readonly pageSize?: number | undefined;
  readonly now: () => LogTime;
  /** An unsigned 32-bit number. */
  readonly random: () => number;
  /** For clean-up and checkpoints in the background. Without it they happen with the calls. */
  readonly schedule?: Scheduler | undefined;
  readonly onEvent?: EventSink | undefined;
  /** JET_paramRecovery: `false` is without logs, and without recovery. Default `true`. */
  readonly isLogged?: boolean | undefined;
  /** JET_paramEngineFormatVersion, resolved: what new databases and logs are made as. Default 9600. */
  readonly formatVersion?: number | undefined;
  /** JET_paramLogFileSize in KiB. Default 5120. */
  readonly logFileSize?: number | undefined;
  /** JET_paramCircularLog. */
  readonly isCircular?: boolean | undefined;
  /** JET_paramCheckpointDepthMax, bytes of log. Default 20 MiB. */
  readonly checkpointDepth?: number | undefined;
  /** JET_paramCheckpointTooDeep, generations. Default 65536. */
  readonly checkpointTooDeep?: number | undefined;
  /** JET_paramLegacyFileNames. Default 1: `.log` and `.chk`, eight digits. */
  readonly legacyFileNames?: number | undefined;
  /** JET_paramDbExtensionSize, pages. Default 256. */
  readonly extensionPages?: number | undefined;
  /** JET_paramPageFragment. Default 8. */
  readonly fragmentPages?: number | undefined;
  /** Bytes of pages kept in memory, for each database. Default 64 MiB. */
  readonly cacheBytes?: number | undefined;
  /** JET_paramMaxSessions. Default 16. */
  readonly sessionsMost?: number | undefined;
  /** JET_paramPersistedLostFlushDetection: whether flush maps are kept. Default `true`. */
  readonly keepsFlushMaps?: boolean | undefined;
  /** JET_paramCreatePathIfNotExist: makes the folder of a database. */
  readonly createsFolders?: boolean | undefined;
  /** Whether another instance of this process has a database attached: what a lock that is held means. */
  readonly isUsedElsewhere?: ((path: string) => boolean) | undefined;
  readonly recorded?: RecordedParameters | undefined;
  readonly recovery?: StartOptions | undefined;
}

/** How recovery runs when the instance starts (23 §1). */
export interface StartOptions {
  /** Where the databases of the logs are. Default: where the logs say. */
  readonly databases?: DatabaseLocator | undefined;
  readonly flags?: RecoveryFlags | undefined;
  readonly acceptsMissingCurrentLog?: boolean | undefined;
  readonly cleansMismatchedLogs?: boolean | undefined;
  readonly stopAt?: RecoveryStop | undefined;
  readonly undoAtStop?: boolean | undefined;
  readonly control?: RecoveryControl | undefined;
}

/** JetTerm2 (32 §2.3). */
export type TermKind = 'complete' | 'abrupt' | 'dirty';

/** JetCreateDatabase (32 §4.1). */
export interface CreateDatabaseOptions {
  /** Replaces a file that is there. */
  readonly overwrites?: boolean;
  /** Pages at most; 0 or absent is no limit. */
  readonly pagesMost?: number;
  readonly isShadowingOff?: boolean;
  /** JET_bitDbRecoveryOff: not logged, so worth nothing after a crash. */
  readonly isLogged?: boolean;
}

/** JetAttachDatabase (32 §4.2). */
export interface AttachDatabaseOptions {
  readonly isReadOnly?: boolean;
  readonly pagesMost?: number;
}

/** JetOpenDatabase (32 §4.4). */
export interface OpenDatabaseOptions {
  readonly isReadOnly?: boolean;
  readonly isExclusive?: boolean;
}

export type AttachResult = 'JET_errSuccess' | 'JET_wrnDatabaseAttached';
