import { copyOut } from '../../buffers';
import { cursorOf } from '../../instances/entry';
import { success, type JET_SESID, type JET_TABLEID, type JetRef, type JetStatus } from '../../status';

/** {@link JetUpdate2} without flags. */
export function JetUpdate(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  pvBookmark: Uint8Array | null = null,
  cbBookmark = 0,
  pcbActual: JetRef<number> | null = null,
): JetStatus {
  return JetUpdate2(sesid, tableid, pvBookmark, cbBookmark, pcbActual, 0);
}

/**
 * Posts the prepared update (14 §3.1, §3.2). When it fails it stays prepared.
 *
 * @param pvBookmark receives the bookmark of the record
 * @param grbit UpdateCheckESE97Compatibility, UpdateNoVersion
 * @throws JET_errUpdateNotPrepared, JET_errKeyDuplicate, JET_errNullInvalid, JET_errNullKeyDisallowed,
 *   JET_errRecordPrimaryChanged, JET_errWriteConflict, JET_errRecordDeleted, JET_errBufferTooSmall,
 *   JET_errUpdateMustVersion, JET_errUnicodeNormalizationNotSupported
 */
export function JetUpdate2(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  pvBookmark: Uint8Array | null,
  cbBookmark: number,
  pcbActual: JetRef<number> | null,
  grbit: number,
): JetStatus {
  const cursor = cursorOf(sesid, tableid);
  const bookmark = cursor.updates.update(
    pvBookmark === null ? { grbit } : { grbit, bookmarkBytesMost: cbBookmark },
  );
  if (pvBookmark === null) {
    if (pcbActual !== null) pcbActual.value = bookmark.length;
    return success;
  }
  return copyOut(bookmark.subarray(0, cbBookmark), pvBookmark, cbBookmark, pcbActual);
}
