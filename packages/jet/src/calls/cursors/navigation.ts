import { cursorOf } from '../../instances/entry';
import { statusOf, success, type JET_SESID, type JET_TABLEID, type JetStatus } from '../../status';

/**
 * Moves a cursor by entries of its current index (14 §4). A prepared update is cancelled.
 *
 * @param cRow one of `JET_Move`, 0 to ask whether there is a record, or a number of entries
 * @param grbit MoveKeyNE: to the next different key
 * @throws JET_errNoCurrentRecord, JET_errRecordDeleted
 */
export function JetMove(sesid: JET_SESID, tableid: JET_TABLEID, cRow: number, grbit = 0): JetStatus {
  cursorOf(sesid, tableid).move(cRow, grbit);
  return success;
}

/**
 * Finds an entry by the key that was made, which is used up (13 §5.2).
 *
 * @param grbit one of SeekEQ, SeekLT, SeekLE, SeekGE, SeekGT; with SeekEQ SetIndexRange or CheckUniqueness
 * @returns JET_wrnSeekNotEqual, JET_wrnUniqueKey
 * @throws JET_errInvalidParameter, JET_errKeyNotMade, JET_errRecordNotFound
 */
export function JetSeek(sesid: JET_SESID, tableid: JET_TABLEID, grbit: number): JetStatus {
  return statusOf(cursorOf(sesid, tableid).seek(grbit) ?? 'JET_errSuccess');
}

/**
 * Bounds the moves of a cursor by the key that was made, which is used up (13 §5.3).
 *
 * @param grbit RangeInclusive, RangeUpperLimit, RangeInstantDuration; or RangeRemove alone
 * @throws JET_errKeyNotMade, JET_errNoCurrentIndex, JET_errNoCurrentRecord, JET_errInvalidOperation
 */
export function JetSetIndexRange(sesid: JET_SESID, tableid: JET_TABLEID, grbit: number): JetStatus {
  cursorOf(sesid, tableid).setIndexRange(grbit);
  return success;
}
