import { bytesIn } from '../../buffers';
import { hasBit } from '../../grbits';
import { cursorOf, openDatabase } from '../../instances/entry';
import { success, type JET_DBID, type JET_SESID, type JET_TABLEID, type JetStatus } from '../../status';

/** {@link JetDeleteColumn2} without flags. */
export function JetDeleteColumn(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  szColumnName: string | null,
): JetStatus {
  return JetDeleteColumn2(sesid, tableid, szColumnName, 0);
}

/**
 * Deletes a column (14 §5). Its values stay in the records that have them, and are nobody's.
 *
 * @param grbit DeleteColumnIgnoreTemplateColumns: the table's own column, though its template has one of the name
 * @throws JET_errColumnNotFound, JET_errColumnInUse, JET_errFixedDDL, JET_errFixedInheritedDDL, JET_errPermissionDenied
 */
export function JetDeleteColumn2(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  szColumnName: string | null,
  grbit: number,
): JetStatus {
  const { database, session, table } = cursorOf(sesid, tableid);
  const ignoresTemplate = hasBit(grbit, 'DeleteColumnIgnoreTemplateColumns');
  database.catalog.deleteColumn(session, table, szColumnName ?? '', { ignoresTemplate });
  return success;
}

/**
 * Gives a column another name; outside of transactions only.
 *
 * @param grbit not used
 * @throws JET_errInTransaction, JET_errInvalidName, JET_errColumnNotFound, JET_errKeyDuplicate,
 *   JET_errFixedInheritedDDL, JET_errPermissionDenied
 */
export function JetRenameColumn(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  szName: string | null,
  szNameNew: string | null,
  grbit = 0,
): JetStatus {
  void grbit;
  const { database, session, table } = cursorOf(sesid, tableid);
  database.catalog.renameColumn(session, table, szName ?? '', szNameNew ?? '');
  return success;
}

/**
 * Gives a column another default. Records without a value of their own follow it.
 *
 * @param grbit must be 0
 * @throws JET_errInvalidDatabaseId, JET_errObjectNotFound, JET_errInvalidParameter, JET_errColumnNotFound,
 *   JET_errNullInvalid, JET_errDefaultValueTooBig, JET_errColumnInUse, JET_errPermissionDenied
 */
export function JetSetColumnDefaultValue(
  sesid: JET_SESID,
  dbid: JET_DBID,
  szTableName: string | null,
  szColumnName: string | null,
  pvData: Uint8Array | null,
  cbData: number,
  grbit: number,
): JetStatus {
  const { by, open } = openDatabase(sesid, dbid);
  const { catalog } = open.database;
  const table = catalog.open(by.engine, szTableName ?? '');
  catalog.setColumnDefault(by.engine, table, szColumnName ?? '', bytesIn(pvData, cbData).slice(), grbit);
  return success;
}
