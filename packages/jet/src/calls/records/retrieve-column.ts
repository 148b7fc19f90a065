import { JetError } from '@esekit/core';
import type { Cursor, RetrievedValue } from '@esekit/engine';
import { sizeOf } from '../../buffers';
import { hasBit } from '../../grbits';
import { cursorOf } from '../../instances/entry';
import {
  statusOf,
  success,
  type JET_COLUMNID,
  type JET_SESID,
  type JET_TABLEID,
  type JetRef,
  type JetStatus,
} from '../../status';
import type { JET_RETINFO, JET_RETRIEVECOLUMN } from '../../structures/records';

/**
 * Reads a value of the current record (11 §7).
 *
 * @param pvData receives the value's bytes, as many as fit
 * @param pcbActual receives how many there are, from `ibLongValue` on
 * @param grbit Retrieve… of `JET_bit`
 * @param pretinfo which of several values, and from which byte on
 * @returns JET_wrnColumnNull, JET_wrnBufferTruncated, JET_wrnSeparateLongValue
 * @throws JET_errNoCurrentRecord, JET_errRecordDeleted, JET_errColumnNotFound, JET_errBadColumnId,
 *   JET_errBadItagSequence, JET_errIndexTuplesCannotRetrieveFromIndex
 */
export function JetRetrieveColumn(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  columnid: JET_COLUMNID,
  pvData: Uint8Array | null,
  cbData: number,
  pcbActual: JetRef<number> | null,
  grbit: number,
  pretinfo: JET_RETINFO | null = null,
): JetStatus {
  const result = cursorOf(sesid, tableid).retrieveColumn(columnid, {
    cbMost: sizeOf(pvData, cbData),
    grbit,
    ibLongValue: pretinfo?.ibLongValue ?? 0,
    itag: pretinfo?.itagSequence ?? 1,
  });
  handOut(result, pvData);
  if (pcbActual !== null) pcbActual.value = result.cbActual;
  if (pretinfo !== null) {
    if (columnid === 0) pretinfo.columnidNextTagged = result.columnid;
    if (hasBit(grbit, 'RetrieveTag')) pretinfo.itagSequence = result.itagSequence;
  }
  return statusOf(result.warning ?? 'JET_errSuccess');
}

function handOut({ place }: RetrievedValue, pvData: Uint8Array | null): void {
  const { bytes, start, length } = place;
  if (length > 0) pvData?.set(bytes.subarray(start, start + length));
}

/**
 * Reads several values of the current record. Each element gets its own status; itagSequence 0 asks for the number of
 * values of a column.
 *
 * @returns the first warning of an element
 * @throws the first error of an element that is none of a column; the elements behind it are not read
 */
export function JetRetrieveColumns(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  pretrievecolumn: readonly JET_RETRIEVECOLUMN[],
  cretrievecolumn: number,
): JetStatus {
  const cursor = cursorOf(sesid, tableid);
  let status = success;
  for (const element of pretrievecolumn.slice(0, cretrievecolumn)) {
    const one = retrieveOne(cursor, element);
    if (status === success) status = one;
  }
  return status;
}

function retrieveOne(cursor: Cursor, element: JET_RETRIEVECOLUMN): JetStatus {
  const { columnid, pvData, cbData, grbit = 0, ibLongValue = 0, itagSequence } = element;
  try {
    if (itagSequence === 0) {
      element.itagSequence = cursor.countInstances(columnid, grbit);
      element.err = 0;
      return success;
    }
    const cbMost = sizeOf(pvData, cbData);
    const result = cursor.retrieveColumn(columnid, { cbMost, grbit, ibLongValue, itag: itagSequence });
    handOut(result, pvData);
    const status = statusOf(result.warning ?? 'JET_errSuccess');
    element.cbActual = result.cbActual;
    element.err = status.code;
    if (columnid === 0) element.columnidNextTagged = result.columnid;
    return status;
  } catch (error) {
    if (JetError.isInstance(error)) element.err = error.code;
    throw error;
  }
}
