import { requireRef } from '../../buffers';
import { hasBit } from '../../grbits';
import { cursorOf } from '../../instances/entry';
import { success, type JET_SESID, type JET_TABLEID, type JetRef, type JetStatus } from '../../status';
import type { JET_RECSIZE } from '../../structures/records';

/** {@link JetGetRecordSize2}. */
export function JetGetRecordSize(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  precsize: JetRef<JET_RECSIZE | null> | null,
  grbit: number,
): JetStatus {
  return JetGetRecordSize2(sesid, tableid, precsize, grbit);
}

/**
 * How large the current record is.
 *
 * @param precsize receives the sizes; with RecordSizeRunningTotal they are added to what is there
 * @param grbit RecordSizeInCopyBuffer, RecordSizeRunningTotal, RecordSizeLocal
 * @throws JET_errNoCurrentRecord, JET_errRecordDeleted, JET_errUpdateNotPrepared
 */
export function JetGetRecordSize2(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  precsize: JetRef<JET_RECSIZE | null> | null,
  grbit: number,
): JetStatus {
  const out = requireRef(precsize);
  const isTotal = hasBit(grbit, 'RecordSizeRunningTotal') && out.value !== null;
  out.value = cursorOf(sesid, tableid).recordSize(grbit, isTotal ? out.value! : undefined);
  return success;
}
