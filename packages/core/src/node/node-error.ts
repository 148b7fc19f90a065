import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { JetError } from '../errors/jet-error';
import type { FileOperation } from '../files/operations';
import { errnoName } from './errno-name';
import { jetErrorForErrno } from './errno-table';

/**
 * A failure of Node as the engine names it. Anything that is not a failure of the operating system, such
 * as a JetError from a check of our own, comes back unchanged.
 */
export function toJetError(error: unknown, operation: FileOperation, ...paths: readonly string[]): unknown {
  const errno = errnoName(error);
  if (errno === undefined || JetError.isInstance(error)) return error;
  // ENOENT does not say which part of the path is absent, so look; the failing path may be slow.
  const parentIsMissing = errno === 'ENOENT' && paths.some((path) => !isFolder(dirname(path)));
  const name = jetErrorForErrno(errno, { operation, parentIsMissing });
  return new JetError(name, `${operation} ${paths.join(' to ')}: ${errno}`, { cause: error });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // What cannot be looked at is as good as absent: nobody finds a file in it.
    return false;
  }
}
