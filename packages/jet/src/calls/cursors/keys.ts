import { bytesIn, copyOut } from '../../buffers';
import { hasBit } from '../../grbits';
import { cursorOf } from '../../instances/entry';
import { success, type JET_SESID, type JET_TABLEID, type JetRef, type JetStatus } from '../../status';

/**
 * Makes a search key, segment by segment (13 §5.1).
 *
 * @param pvData the value of the next column of the current index, or with NormalizedKey the whole key; `null` or
 *   no bytes: NULL, with KeyDataZeroLength a value without bytes
 * @param grbit NewKey for the first segment; one of the limits for the last
 * @throws JET_errNoCurrentIndex, JET_errKeyNotMade, JET_errKeyIsMade, JET_errInvalidBufferSize, JET_errInvalidGrbit,
 *   JET_errInvalidParameter
 */
export function JetMakeKey(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  pvData: Uint8Array | null,
  cbData: number,
  grbit: number,
): JetStatus {
  cursorOf(sesid, tableid).makeKey(bytesIn(pvData, cbData), grbit);
  return success;
}

/**
 * The key of the current entry, or the search key.
 *
 * @param grbit RetrieveCopy: the search key
 * @throws JET_errNoCurrentRecord, JET_errNoCurrentIndex, JET_errKeyNotMade, JET_errBufferTooSmall
 */
export function JetRetrieveKey(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  pvKey: Uint8Array | null,
  cbMax: number,
  pcbActual: JetRef<number> | null,
  grbit: number,
): JetStatus {
  const cursor = cursorOf(sesid, tableid);
  return copyOut(cursor.retrieveKey(hasBit(grbit, 'RetrieveCopy')), pvKey, cbMax, pcbActual);
}
