import { openDatabase } from '../../instances/entry';
import { success, type JET_DBID, type JET_SESID, type JetStatus } from '../../status';

/**
 * Deletes a table (14 §5).
 *
 * @throws JET_errInvalidDatabaseId, JET_errObjectNotFound, JET_errCannotDeleteSystemTable,
 *   JET_errCannotDeleteTemplateTable, JET_errTableInUse, JET_errTableLocked, JET_errPermissionDenied
 */
export function JetDeleteTable(sesid: JET_SESID, dbid: JET_DBID, szTableName: string | null): JetStatus {
  const { by, open } = openDatabase(sesid, dbid);
  open.database.catalog.deleteTable(by.engine, szTableName ?? '');
  return success;
}

/**
 * Gives a table another name. Cursors stay open.
 *
 * @throws JET_errInvalidDatabaseId, JET_errInvalidName, JET_errObjectNotFound, JET_errTableDuplicate,
 *   JET_errFixedDDL of a system table, JET_errPermissionDenied
 */
export function JetRenameTable(
  sesid: JET_SESID,
  dbid: JET_DBID,
  szName: string | null,
  szNameNew: string | null,
): JetStatus {
  const { by, open } = openDatabase(sesid, dbid);
  open.database.catalog.renameTable(by.engine, szName ?? '', szNameNew ?? '');
  return success;
}
