import { JetError } from '@esekit/core';
import type { EngineSession } from '../instance/engine-session';

/** Longest path of a database, in characters (32 §5.5). */
const pathMost = 247;

/** @throws JET_errDatabaseInvalidPath */
export function requirePath(path: string): void {
  if (path.length > 0 && path.length <= pathMost && !path.includes('\0')) return;
  throw new JetError('JET_errDatabaseInvalidPath', `'${path}' cannot be the path of a database`);
}

/** @throws JET_errInTransaction */
export function requireNoTransaction(session: EngineSession): void {
  if (session.level > 0)
    throw new JetError('JET_errInTransaction', 'databases come and go outside of transactions');
}
