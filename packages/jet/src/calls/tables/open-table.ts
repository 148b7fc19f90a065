import { Cursor } from '@esekit/engine';
import { JetError } from '@esekit/core';
import { requireRef } from '../../buffers';
import { hasBit } from '../../grbits';
import { cursorIn, openDatabase, session, sessionToEnd, tableIn } from '../../instances/entry';
import {
  success,
  type JET_DBID,
  type JET_SESID,
  type JET_TABLEID,
  type JetRef,
  type JetStatus,
} from '../../status';

/**
 * Opens a cursor on a table (14 §5). It stands on the first record.
 *
 * @param pvParameters not used
 * @param cbParameters not used
 * @param grbit TableReadOnly, TableDenyRead, TableDenyWrite
 * @param ptableid receives the cursor
 * @throws JET_errInvalidDatabaseId, JET_errInvalidName, JET_errObjectNotFound, JET_errTableLocked, JET_errTableInUse
 */
export function JetOpenTable(
  sesid: JET_SESID,
  dbid: JET_DBID,
  szTableName: string | null,
  pvParameters: Uint8Array | null,
  cbParameters: number,
  grbit: number,
  ptableid: JetRef<JET_TABLEID> | null,
): JetStatus {
  void pvParameters;
  void cbParameters;
  const { by, open } = openDatabase(sesid, dbid);
  const out = requireRef(ptableid);
  const table = open.database.catalog.open(by.engine, szTableName ?? '');
  const cursor = new Cursor(by.engine, table, {
    isReadOnly: hasBit(grbit, 'TableReadOnly') || open.isReadOnly || open.database.isReadOnly,
    deniesRead: hasBit(grbit, 'TableDenyRead'),
    deniesWrite: hasBit(grbit, 'TableDenyWrite'),
  });
  out.value = by.addTable(cursor, dbid);
  return success;
}

/**
 * Closes a cursor; a prepared update is cancelled. It may be called when the service is stopped.
 *
 * @throws JET_errSesidTableIdMismatch, JET_errInvalidTableId
 */
export function JetCloseTable(sesid: JET_SESID, tableid: JET_TABLEID): JetStatus {
  const by = sessionToEnd(sesid);
  cursorIn(by, tableid).close();
  by.dropTable(tableid);
  return success;
}

/**
 * Opens another cursor on the same table, as JetOpenTable would: on the first record, in primary order (14 §4).
 *
 * @param grbit must be 0
 * @throws JET_errInvalidGrbit
 */
export function JetDupCursor(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  ptableid: JetRef<JET_TABLEID> | null,
  grbit = 0,
): JetStatus {
  const by = session(sesid);
  const { cursor, dbid } = tableIn(by, tableid);
  const out = requireRef(ptableid);
  if (grbit !== 0) throw new JetError('JET_errInvalidGrbit', `flags ${grbit}`);
  out.value = by.addTable(cursor.duplicate(), dbid);
  return success;
}
