import { JetError } from '@esekit/core';
import type { JetSession } from '../../instances/jet-session';

/** @throws JET_errInTransaction: databases come and go outside of transactions only (32 §4) */
export function requireNoTransaction({ engine }: JetSession): void {
  if (engine.level > 0) throw new JetError('JET_errInTransaction', 'the session is inside of a transaction');
}
