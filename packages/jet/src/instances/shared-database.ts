import { JetError } from '@esekit/core';
import { engine } from './engine';
import type { Instance } from './instance';

/**
 * A database belongs to one instance of the process at a time (32 §4.1, §4.2).
 *
 * @throws JET_errDatabaseSharingViolation when another instance has it attached
 */
export function requireNotOfOthers(instance: Instance, path: string): void {
  for (const other of engine.instances) {
    if (other === instance || other.running?.databases.has(path) !== true) continue;
    throw new JetError('JET_errDatabaseSharingViolation', `${path} is attached to another instance`);
  }
}

/**
 * Completes the path of a database.
 *
 * @throws JET_errDatabaseInvalidPath for none, an empty one or an impossible one
 */
export function databasePath({ platform }: Instance, szFilename: string | null): string {
  if (szFilename === null || szFilename === '' || szFilename.includes('\0')) {
    throw new JetError('JET_errDatabaseInvalidPath', 'the name of a database is missing or impossible');
  }
  return platform.absolutePath(szFilename);
}
