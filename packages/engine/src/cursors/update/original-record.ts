import { JetError } from '@esekit/core';
import type { CopyBuffer } from './copy-buffer';
import { isEqual } from './record-keys';
import type { WriteContext } from './write-context';

/**
 * Takes the lock that an update with a copy of a stored record needs, if it does not have it: of
 * JET_prepReplaceNoLock, and of what was prepared in another transaction, or in none. Where versions cannot tell
 * any more whether others have changed the record since, the record itself does (14 §3).
 *
 * @throws JET_errRecordDeleted, JET_errWriteConflict
 */
export function lockOriginal({ host }: WriteContext, buffer: CopyBuffer, what: string): void {
  const { outlivesTransaction, originalKey } = buffer;
  if (buffer.traits.locks && !outlivesTransaction) return;
  if (outlivesTransaction) {
    const record = host.findRecord(originalKey);
    if (record === undefined) throw new JetError('JET_errRecordDeleted', what);
    if (!isEqual(record, buffer.original)) {
      throw new JetError('JET_errWriteConflict', `${what} that was changed since the update was prepared`);
    }
  }
  host.table.tree.lock(host.session.session, originalKey, 'writeLock');
}
