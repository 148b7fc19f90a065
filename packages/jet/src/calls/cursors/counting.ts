import { JetError } from '@esekit/core';
import { intersect } from '@esekit/engine';
import { requireRef } from '../../buffers';
import { cursorIn, cursorOf, session } from '../../instances/entry';
import { success, type JET_SESID, type JET_TABLEID, type JetRef, type JetStatus } from '../../status';
import type { JET_INDEXRANGE, JET_RECORDLIST, JET_RECPOS } from '../../structures/records';

/**
 * Counts entries from the current one to the end of the range, which is removed (13 §5.3).
 *
 * @param crecMax count no further; 0 = to the end
 * @throws JET_errNoCurrentRecord
 */
export function JetIndexRecordCount(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  pcrec: JetRef<number> | null,
  crecMax: number,
): JetStatus {
  requireRef(pcrec).value = cursorOf(sesid, tableid).indexRecordCount(crecMax);
  return success;
}

/**
 * About where the current entry is in its index.
 *
 * @param cbRecpos not used: the result is an object
 * @throws JET_errNoCurrentRecord
 */
export function JetGetRecordPosition(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  precpos: JetRef<JET_RECPOS | null> | null,
  cbRecpos = 0,
): JetStatus {
  void cbRecpos;
  const { position, entries } = cursorOf(sesid, tableid).approximatePosition();
  const centriesLT = Math.floor(position * entries);
  requireRef(precpos).value = { centriesLT, centriesInRange: 1, centriesTotal: entries };
  return success;
}

/**
 * Goes to about the place that a position names.
 *
 * @throws JET_errInvalidParameter, JET_errNoCurrentRecord
 */
export function JetGotoPosition(sesid: JET_SESID, tableid: JET_TABLEID, precpos: JET_RECPOS): JetStatus {
  const cursor = cursorOf(sesid, tableid);
  const { centriesLT, centriesTotal } = precpos;
  if (centriesLT < 0 || centriesLT > centriesTotal) {
    throw new JetError('JET_errInvalidParameter', `position ${centriesLT} of ${centriesTotal}`);
  }
  cursor.gotoPosition(centriesTotal === 0 ? 0 : Math.min(1, (centriesLT + 0.5) / centriesTotal));
  return success;
}

/**
 * The records that are in the ranges of several indexes of one table.
 *
 * @param rgindexrange cursors, each with a range; each is positioned at the start of its own
 * @param cindexrange how many of them count
 * @param grbit not used
 * @throws JET_errInvalidParameter
 */
export function JetIntersectIndexes(
  sesid: JET_SESID,
  rgindexrange: readonly JET_INDEXRANGE[],
  cindexrange: number,
  precordlist: JetRef<JET_RECORDLIST | null> | null,
  grbit = 0,
): JetStatus {
  void grbit;
  const by = session(sesid);
  const out = requireRef(precordlist);
  if (cindexrange > rgindexrange.length) {
    throw new JetError('JET_errInvalidParameter', `${cindexrange} of ${rgindexrange.length} indexes`);
  }
  const bookmarks = intersect(rgindexrange.slice(0, cindexrange).map(({ tableid }) => cursorIn(by, tableid)));
  out.value = { cRecord: bookmarks.length, bookmarks };
  return success;
}
