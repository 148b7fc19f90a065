import { cursorOf } from '../../instances/entry';
import { success, type JET_SESID, type JET_TABLEID, type JetStatus } from '../../status';

/**
 * Prepares a change of a cursor's record in its copy buffer, or takes it back (14 §3).
 *
 * @param prep one of `JET_prep`
 * @throws JET_errInvalidParameter, JET_errAlreadyPrepared, JET_errUpdateNotPrepared, JET_errPermissionDenied,
 *   JET_errTransReadOnly, JET_errNoCurrentRecord, JET_errRecordDeleted, JET_errWriteConflict,
 *   JET_errNotInTransaction, JET_errIllegalOperation
 */
export function JetPrepareUpdate(sesid: JET_SESID, tableid: JET_TABLEID, prep: number): JetStatus {
  cursorOf(sesid, tableid).updates.prepare(prep);
  return success;
}
