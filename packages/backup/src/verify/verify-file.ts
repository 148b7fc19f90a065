import {
  JetError,
  type EventSink,
  type FileSystem,
  type JetErrorName,
  type ProgressSink,
} from '@esekit/core';
import {
  identifyFile,
  verifyCheckpoint,
  verifyLog,
  type CheckpointVerification,
  type LogVerification,
} from '@esekit/log';
import {
  verifyDatabase,
  verifyFlushMap,
  type DatabaseVerification,
  type FlushMapVerification,
} from '@esekit/pages';

export type FileVerification =
  DatabaseVerification | FlushMapVerification | LogVerification | CheckpointVerification;

export interface VerifyFileOptions {
  readonly onProgress?: ProgressSink | undefined;
  readonly onEvent?: EventSink | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Verifies one file, whatever it is; `undefined` when it is none of the engine's files or one that
 * holds nothing to verify (a reserve log).
 */
export async function verifyFile(
  fs: FileSystem,
  path: string,
  options: VerifyFileOptions = {},
): Promise<FileVerification | undefined> {
  switch (await identifyFile(fs, path)) {
    case 'database':
    case 'backupDatabase':
      return verifyDatabase(fs, path, options);
    case 'flushMap':
      return verifyFlushMap(fs, path, options.signal);
    case 'log':
      return verifyLog(fs, path);
    case 'checkpoint':
      return verifyCheckpoint(fs, path);
    case 'reserveLog':
    case 'unknown':
      return undefined;
  }
}

const notAboutTheFile: readonly JetErrorName[] = [
  'JET_errFileNotFound',
  'JET_errInvalidPath',
  'JET_errFileAccessDenied',
  'JET_errFeatureNotAvailable',
  'JET_errOutOfFileHandles',
  'JET_errOutOfMemory',
];

/** Whether an error says what is wrong with the file itself rather than that it cannot be reached. */
export function isDamage(error: unknown): error is JetError {
  return JetError.isInstance(error) && !notAboutTheFile.includes(error.name);
}
