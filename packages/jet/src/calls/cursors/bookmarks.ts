import { bytesIn, copyOut } from '../../buffers';
import { cursorOf } from '../../instances/entry';
import { success, type JET_SESID, type JET_TABLEID, type JetRef, type JetStatus } from '../../status';

/**
 * What the current record is found again by: its primary key (14 §4).
 *
 * @throws JET_errNoCurrentRecord; JET_errBufferTooSmall, with what fits in the buffer
 */
export function JetGetBookmark(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  pvBookmark: Uint8Array | null,
  cbMax: number,
  pcbActual: JetRef<number> | null,
): JetStatus {
  return copyOut(cursorOf(sesid, tableid).getBookmark(), pvBookmark, cbMax, pcbActual);
}

/**
 * Goes to a record by its bookmark.
 *
 * @throws JET_errInvalidBookmark, JET_errRecordDeleted, JET_errNoCurrentRecord when the current index does not have
 *   the record
 */
export function JetGotoBookmark(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  pvBookmark: Uint8Array | null,
  cbBookmark: number,
): JetStatus {
  cursorOf(sesid, tableid).gotoBookmark(bytesIn(pvBookmark, cbBookmark));
  return success;
}

/**
 * What the current entry of a secondary index is found again by: its key and the bookmark of its record.
 *
 * @param grbit not used
 * @throws JET_errNoCurrentIndex, JET_errNoCurrentRecord, JET_errBufferTooSmall
 */
export function JetGetSecondaryIndexBookmark(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  pvSecondaryKey: Uint8Array | null,
  cbSecondaryKeyMax: number,
  pcbSecondaryKeyActual: JetRef<number> | null,
  pvPrimaryBookmark: Uint8Array | null,
  cbPrimaryBookmarkMax: number,
  pcbPrimaryBookmarkActual: JetRef<number> | null,
  grbit = 0,
): JetStatus {
  void grbit;
  const { key, bookmark } = cursorOf(sesid, tableid).getSecondaryIndexBookmark();
  if (pcbPrimaryBookmarkActual !== null) pcbPrimaryBookmarkActual.value = bookmark.length;
  copyOut(key, pvSecondaryKey, cbSecondaryKeyMax, pcbSecondaryKeyActual);
  return copyOut(bookmark, pvPrimaryBookmark, cbPrimaryBookmarkMax, pcbPrimaryBookmarkActual);
}

/**
 * Goes to an entry of the current secondary index.
 *
 * @param grbit BookmarkPermitVirtualCurrency: an entry that is gone is a place to move from
 * @throws JET_errNoCurrentIndex, JET_errInvalidBookmark, JET_errRecordDeleted
 */
export function JetGotoSecondaryIndexBookmark(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  pvSecondaryKey: Uint8Array | null,
  cbSecondaryKey: number,
  pvPrimaryBookmark: Uint8Array | null,
  cbPrimaryBookmark: number,
  grbit: number,
): JetStatus {
  const key = bytesIn(pvSecondaryKey, cbSecondaryKey);
  const bookmark = bytesIn(pvPrimaryBookmark, cbPrimaryBookmark);
  cursorOf(sesid, tableid).gotoSecondaryIndexBookmark(key, bookmark, grbit);
  return success;
}
