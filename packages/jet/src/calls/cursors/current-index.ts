import { JetError } from '@esekit/core';
import { requireRef } from '../../buffers';
import { JET_bit } from '../../grbits';
import { cursorOf } from '../../instances/entry';
import { success, type JET_SESID, type JET_TABLEID, type JetRef, type JetStatus } from '../../status';

/** {@link JetSetCurrentIndex2} with MoveFirst. */
export function JetSetCurrentIndex(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  szIndexName: string | null,
): JetStatus {
  return JetSetCurrentIndex4(sesid, tableid, szIndexName, null, JET_bit.MoveFirst, 1);
}

/** {@link JetSetCurrentIndex3} for the first value of a column of several. */
export function JetSetCurrentIndex2(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  szIndexName: string | null,
  grbit: number,
): JetStatus {
  return JetSetCurrentIndex4(sesid, tableid, szIndexName, null, grbit, 1);
}

/** {@link JetSetCurrentIndex4} without an index id. */
export function JetSetCurrentIndex3(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  szIndexName: string | null,
  grbit: number,
  itagSequence: number,
): JetStatus {
  return JetSetCurrentIndex4(sesid, tableid, szIndexName, null, grbit, itagSequence);
}

/**
 * Chooses the order that a cursor moves in (14 §4).
 *
 * @param szIndexName `null` or empty: the primary index, or the order of insertion of a table without one
 * @param pindexid not used: an index is known by its name
 * @param grbit MoveFirst (0), or NoMove: stay on the record
 * @param itagSequence with NoMove: which value of a column of several the cursor stands at
 * @throws JET_errIndexNotFound, JET_errNoCurrentRecord, JET_errInvalidGrbit
 */
export function JetSetCurrentIndex4(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  szIndexName: string | null,
  pindexid: null,
  grbit: number,
  itagSequence: number,
): JetStatus {
  void pindexid;
  const cursor = cursorOf(sesid, tableid);
  if ((grbit & ~JET_bit.NoMove) !== 0) throw new JetError('JET_errInvalidGrbit', `flags ${grbit}`);
  cursor.setCurrentIndex(szIndexName || undefined, grbit, itagSequence);
  return success;
}

/**
 * The name of the current index; empty for a table without an index in its own order.
 *
 * @param cbIndexName size of the caller's place in bytes, which a JetRef does not need
 */
export function JetGetCurrentIndex(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  szIndexName: JetRef<string> | null,
  cbIndexName = 0,
): JetStatus {
  void cbIndexName;
  requireRef(szIndexName).value = cursorOf(sesid, tableid).currentIndex;
  return success;
}
