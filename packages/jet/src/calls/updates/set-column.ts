import { JetError } from '@esekit/core';
import type { Cursor } from '@esekit/engine';
import { bytesIn } from '../../buffers';
import { hasBit } from '../../grbits';
import { cursorOf } from '../../instances/entry';
import {
  statusOf,
  success,
  type JET_COLUMNID,
  type JET_SESID,
  type JET_TABLEID,
  type JetStatus,
} from '../../status';
import type { JET_SETCOLUMN, JET_SETINFO } from '../../structures/records';

/**
 * Sets a column in the copy buffer (11 §6, §7).
 *
 * @param pvData the value; `null` with `cbData` 0 is NULL
 * @param cbData how many bytes of it count; with SetSizeLV the size that the value gets
 * @param grbit Set… of `JET_bit`
 * @param psetinfo which of several values, and from which byte on
 * @returns JET_wrnColumnMaxTruncated
 * @throws JET_errUpdateNotPrepared, JET_errNotInTransaction for a long value, JET_errColumnNotFound,
 *   JET_errInvalidBufferSize, JET_errNullInvalid, JET_errColumnTooBig, JET_errRecordTooBig and the others of 11 §6
 */
export function JetSetColumn(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  columnid: JET_COLUMNID,
  pvData: Uint8Array | null,
  cbData: number,
  grbit: number,
  psetinfo: JET_SETINFO | null = null,
): JetStatus {
  const cursor = cursorOf(sesid, tableid);
  const { ibLongValue = 0, itagSequence = 1 } = psetinfo ?? {};
  return setOne(cursor, { columnid, pvData, cbData, grbit, ibLongValue, itagSequence });
}

/**
 * Sets several columns; each element gets its own status.
 *
 * @returns the first warning of an element
 * @throws the first error of an element; those behind it are not set
 */
export function JetSetColumns(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  psetcolumn: readonly JET_SETCOLUMN[],
  csetcolumn: number,
): JetStatus {
  const cursor = cursorOf(sesid, tableid);
  let status = success;
  for (const element of psetcolumn.slice(0, csetcolumn)) {
    try {
      const one = setOne(cursor, element);
      element.err = one.code;
      if (status === success) status = one;
    } catch (error) {
      if (JetError.isInstance(error)) element.err = error.code;
      throw error;
    }
  }
  return status;
}

function setOne(cursor: Cursor, element: JET_SETCOLUMN): JetStatus {
  const { columnid, pvData, cbData, grbit = 0, ibLongValue = 0, itagSequence = 1 } = element;
  const warning = cursor.updates.setColumn(columnid, valueOf(pvData, cbData, grbit), {
    itag: itagSequence,
    grbit,
    ibLongValue,
    ...(hasBit(grbit, 'SetSizeLV') ? { size: cbData } : {}),
  });
  return statusOf(warning ?? 'JET_errSuccess');
}

/** No bytes are NULL, unless they are said to be a value. */
function valueOf(pvData: Uint8Array | null, cbData: number, grbit: number): Uint8Array | undefined {
  if (cbData === 0) return hasBit(grbit, 'SetZeroLength') ? bytesIn(null, 0) : undefined;
  return pvData === null ? undefined : bytesIn(pvData, cbData);
}
