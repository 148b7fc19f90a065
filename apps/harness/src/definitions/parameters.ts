import { JET_param } from '@esekit/jet';
import { integerOf } from '../script/numbers';
import { ScriptError } from '../script/script-error';

/** Parameters that have a name in the language (§4.1). */
const names = new Set(
  `SystemPath TempPath LogFilePath BaseName EventSource MaxSessions MaxOpenTables MaxCursors MaxVerPages
   MaxTemporaryTables LogFileSize LogBuffers CircularLog DbExtensionSize PageTempDBMin CacheSizeMax
   CheckpointDepthMax StartFlushThreshold StopFlushThreshold Recovery OnLineCompact CacheSize
   EnableIndexChecking EnableTempTableVersioning IgnoreLogVersion DeleteOldLogs NoInformationEvent
   EventLoggingLevel DeleteOutOfRangeLogs EnableIndexCleanup CacheSizeMin LogFileFailoverPath
   PreferredVerPages DatabasePageSize BackupChunkSize BackupOutstandingReads LogFileCreateAsynch
   ZeroDatabaseDuringBackup CleanupMismatchedLogFiles CreatePathIfNotExist OneDatabasePerSession
   MaxDatabasesPerInstance MaxInstances AlternateDatabaseRecoveryPath Configuration EnableAdvanced KeyMost
   CheckpointIOMax LegacyFileNames WaypointLatency CheckpointTooDeep AggressiveLogRollover
   PeriodicLogRolloverLLR LVChunkSizeMost EnableDBScanInRecovery CachePriority MinDataForXpress
   EnableShrinkDatabase ZeroDatabaseUnusedSpace PersistedLostFlushDetection EngineFormatVersion
   RecordSizeMost UseFlushForWriteDurability EnableRBS RBSFilePath`.split(/\s+/),
);

/** Parameters whose value is a text. */
const texts: ReadonlySet<number> = new Set([
  JET_param.SystemPath,
  JET_param.TempPath,
  JET_param.LogFilePath,
  JET_param.BaseName,
  JET_param.EventSource,
  JET_param.LogFileFailoverPath,
  JET_param.AlternateDatabaseRecoveryPath,
  JET_param.RBSFilePath,
  49,
  186,
  189,
]);

export interface ParameterWord {
  readonly id: number;
  readonly isText: boolean;
}

/**
 * A parameter by its name or number.
 *
 * @throws ScriptError
 */
export function parameterOf(word: string): ParameterWord {
  const id = /^[0-9]/.test(word) ? integerOf(word) : numberOf(word);
  return { id, isText: texts.has(id) };
}

function numberOf(name: string): number {
  if (!names.has(name)) throw new ScriptError(`no parameter ${name}`);
  return JET_param[name as keyof typeof JET_param];
}
