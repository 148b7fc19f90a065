import { JetError } from '@esekit/core';
import { bytesIn, sizeOf } from '../../buffers';
import { hasBit } from '../../grbits';
import { cursorOf } from '../../instances/entry';
import {
  success,
  type JET_COLUMNID,
  type JET_SESID,
  type JET_TABLEID,
  type JetRef,
  type JetStatus,
} from '../../status';

/**
 * Adds to a counter that other sessions add to as well (14 §3.5).
 *
 * @param pv the number to add, of the column's size, little-endian
 * @param cbMax its size
 * @param pvOld receives the value before, with what others have added meanwhile; may be `null`
 * @param cbOldMax its size
 * @param pcbOldActual receives how many bytes were put there
 * @param grbit EscrowNoRollback
 * @throws JET_errNotInTransaction, JET_errPermissionDenied, JET_errTransReadOnly, JET_errAlreadyPrepared,
 *   JET_errInvalidBufferSize, JET_errInvalidOperation, JET_errWriteConflict, JET_errNoCurrentRecord
 */
export function JetEscrowUpdate(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  columnid: JET_COLUMNID,
  pv: Uint8Array | null,
  cbMax: number,
  pvOld: Uint8Array | null,
  cbOldMax: number,
  pcbOldActual: JetRef<number> | null,
  grbit: number,
): JetStatus {
  const cursor = cursorOf(sesid, tableid);
  const delta = bytesIn(pv, cbMax);
  const room = sizeOf(pvOld, cbOldMax);
  if (room > 0 && room < delta.length && cursor.session.level > 0) {
    throw new JetError('JET_errInvalidBufferSize', `${room} bytes for a value of ${delta.length}`);
  }
  const old = cursor.updates.escrow(cursor.view.shape.column(columnid), delta, {
    isPermanent: hasBit(grbit, 'EscrowNoRollback'),
  });
  if (pvOld !== null && cbOldMax > 0) pvOld.set(old);
  if (pcbOldActual !== null) pcbOldActual.value = pvOld === null ? 0 : old.length;
  return success;
}
