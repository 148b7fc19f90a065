import { cursorOf } from '../../instances/entry';
import {
  statusOf,
  type JET_COLUMNID,
  type JET_SESID,
  type JET_TABLEID,
  type JetRef,
  type JetStatus,
} from '../../status';
import type { JET_COLUMNDEF } from '../../structures/schema';
import { columnRequest } from '../tables/requests';

/**
 * Adds a column (11 §2).
 *
 * @param pvDefault the default value; `null`: none
 * @param pcolumnid receives the column's id
 * @returns JET_wrnColumnMaxTruncated
 * @throws JET_errInvalidName, JET_errColumnDuplicate, JET_errFixedDDL, JET_errPermissionDenied,
 *   JET_errInvalidColumnType, JET_errInvalidGrbit, JET_errTooManyColumns and the others of 11 §2
 */
export function JetAddColumn(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  szColumnName: string | null,
  pcolumndef: JET_COLUMNDEF,
  pvDefault: Uint8Array | null,
  cbDefault: number,
  pcolumnid: JetRef<JET_COLUMNID> | null,
): JetStatus {
  const cursor = cursorOf(sesid, tableid);
  const request = columnRequest(szColumnName, pcolumndef, pvDefault, cbDefault);
  const { columnid, warning } = cursor.database.catalog.addColumn(cursor.session, cursor.table, request);
  pcolumndef.columnid = columnid;
  if (pcolumnid !== null) pcolumnid.value = columnid;
  return statusOf(warning ?? 'JET_errSuccess');
}
