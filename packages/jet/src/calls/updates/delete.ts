import { cursorOf } from '../../instances/entry';
import { success, type JET_SESID, type JET_TABLEID, type JetStatus } from '../../status';

/**
 * Deletes the current record (14 §3.4). The cursor stays where it was.
 *
 * @throws JET_errPermissionDenied, JET_errTransReadOnly, JET_errNoCurrentRecord, JET_errRecordDeleted,
 *   JET_errWriteConflict, JET_errAlreadyPrepared
 */
export function JetDelete(sesid: JET_SESID, tableid: JET_TABLEID): JetStatus {
  cursorOf(sesid, tableid).updates.delete();
  return success;
}

/**
 * Locks the current record until the end of the transaction (14 §3.6).
 *
 * @param grbit ReadLock or WriteLock
 * @throws JET_errNotInTransaction, JET_errInvalidGrbit, JET_errNoCurrentRecord, JET_errWriteConflict
 */
export function JetGetLock(sesid: JET_SESID, tableid: JET_TABLEID, grbit: number): JetStatus {
  cursorOf(sesid, tableid).updates.lock(grbit);
  return success;
}
