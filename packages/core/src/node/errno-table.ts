import type { JetErrorName } from '../errors/error-info';
import type { FileOperation } from '../files/operations';

/** What was being done when the operating system refused. */
export interface Attempt {
  readonly operation: FileOperation;
  /** The folder above a path of the operation is absent or not a folder. */
  readonly parentIsMissing?: boolean;
}

/** One line of the mapping; a condition that is left out always holds. */
export interface ErrnoRow {
  readonly errno: string;
  readonly operations?: readonly FileOperation[];
  readonly parentIsMissing?: true;
  readonly error: JetErrorName;
}

const onFolders = ['readDirectory', 'removeDirectory', 'syncDirectory'] as const;

/**
 * What the engine calls the failures of an operating system (33 §6), as data: the first row that fits
 * decides. Windows failures appear under the POSIX names that Node gives them; a sharing violation is
 * EBUSY. A full disk is always JET_errDiskFull here: only the log writer knows that a file is a log.
 */
export const errnoTable: readonly ErrnoRow[] = [
  { errno: 'ENOENT', parentIsMissing: true, error: 'JET_errInvalidPath' },
  { errno: 'ENOENT', operations: onFolders, error: 'JET_errInvalidPath' },
  { errno: 'ENOENT', error: 'JET_errFileNotFound' },
  { errno: 'ENOTDIR', error: 'JET_errInvalidPath' },
  { errno: 'ENAMETOOLONG', error: 'JET_errInvalidPath' },
  { errno: 'ELOOP', error: 'JET_errInvalidPath' },
  { errno: 'EINVAL', operations: ['rename'], error: 'JET_errInvalidPath' },
  // Node's own refusal of a path with a NUL.
  { errno: 'ERR_INVALID_ARG_VALUE', error: 'JET_errInvalidPath' },

  { errno: 'EACCES', error: 'JET_errFileAccessDenied' },
  { errno: 'EPERM', error: 'JET_errFileAccessDenied' },
  { errno: 'EBUSY', error: 'JET_errFileAccessDenied' },
  { errno: 'ETXTBSY', error: 'JET_errFileAccessDenied' },
  { errno: 'EROFS', error: 'JET_errFileAccessDenied' },
  { errno: 'EISDIR', error: 'JET_errFileAccessDenied' },
  { errno: 'ENOTEMPTY', error: 'JET_errFileAccessDenied' },
  // POSIX lets a system say EEXIST for a folder that is not empty.
  { errno: 'EEXIST', operations: ['rename', 'removeDirectory'], error: 'JET_errFileAccessDenied' },
  { errno: 'EEXIST', error: 'JET_errFileAlreadyExists' },

  { errno: 'ENOSPC', error: 'JET_errDiskFull' },
  { errno: 'EDQUOT', error: 'JET_errDiskFull' },
  { errno: 'EMFILE', error: 'JET_errOutOfFileHandles' },
  { errno: 'ENFILE', error: 'JET_errOutOfFileHandles' },
  { errno: 'ENOMEM', error: 'JET_errOutOfMemory' },

  // Linux reports a medium error as ENODATA and a failed check of protected data as EILSEQ.
  { errno: 'ENODATA', operations: ['read'], error: 'JET_errDiskReadVerificationFailure' },
  { errno: 'EILSEQ', operations: ['read'], error: 'JET_errDiskReadVerificationFailure' },
  // "Structure needs cleaning" and "bad message" are how Linux file systems report damage to themselves.
  { errno: 'EUCLEAN', error: 'JET_errFileSystemCorruption' },
  { errno: 'EBADMSG', error: 'JET_errFileSystemCorruption' },
  { errno: 'EIO', error: 'JET_errDiskIO' },

  { errno: 'EBADF', error: 'JET_errInvalidParameter' },
  { errno: 'EINVAL', error: 'JET_errInvalidParameter' },
  { errno: 'ERR_INVALID_ARG_TYPE', error: 'JET_errInvalidParameter' },
  { errno: 'ERR_OUT_OF_RANGE', error: 'JET_errInvalidParameter' },
];

/** The engine's name of a failure; JET_errDiskIO for an errno the table does not know. */
export function jetErrorForErrno(errno: string, attempt: Attempt): JetErrorName {
  const row = errnoTable.find(
    (candidate) =>
      candidate.errno === errno &&
      (candidate.operations?.includes(attempt.operation) ?? true) &&
      (candidate.parentIsMissing !== true || attempt.parentIsMissing === true),
  );
  return row?.error ?? 'JET_errDiskIO';
}
