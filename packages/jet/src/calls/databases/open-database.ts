import { JetError } from '@esekit/core';
import { requireRef } from '../../buffers';
import { hasBit } from '../../grbits';
import { engine } from '../../instances/engine';
import { session, sessionToEnd } from '../../instances/entry';
import { databasePath } from '../../instances/shared-database';
import { success, type JET_DBID, type JET_SESID, type JetRef, type JetStatus } from '../../status';

/**
 * Opens an attached database in a session (32 §4.4); as often as it is opened, it has to be closed.
 *
 * @param szConnect not used
 * @param pdbid receives the handle
 * @param grbit DbReadOnly, DbExclusive
 * @throws JET_errDatabaseInvalidPath, JET_errDatabaseNotFound, JET_errDatabaseLocked, JET_errDatabaseInUse,
 *   JET_errOneDatabasePerSession
 */
export function JetOpenDatabase(
  sesid: JET_SESID,
  szFilename: string | null,
  szConnect: string | null,
  pdbid: JetRef<JET_DBID> | null,
  grbit: number,
): JetStatus {
  void szConnect;
  const by = session(sesid);
  const out = requireRef(pdbid);
  const path = databasePath(by.instance, szFilename);
  if (by.instance.parameters.isOn('OneDatabasePerSession') && by.hasDatabaseBeside(path)) {
    throw new JetError('JET_errOneDatabasePerSession', 'the session has another database open');
  }
  const open = by.engine.instance.openDatabase(by.engine, path, {
    isReadOnly: hasBit(grbit, 'DbReadOnly'),
    isExclusive: hasBit(grbit, 'DbExclusive'),
  });
  out.value = engine.databaseNumbers.of(path);
  by.addDatabase(out.value, open);
  return success;
}

/**
 * Closes a database in a session, and with its last opening the cursors that the session has on it.
 *
 * @param grbit not used
 * @throws JET_errInvalidDatabaseId, JET_errDatabaseNotFound when the session does not have it open
 */
export function JetCloseDatabase(sesid: JET_SESID, dbid: JET_DBID, grbit = 0): JetStatus {
  void grbit;
  const by = sessionToEnd(sesid);
  if (!engine.databaseNumbers.isKnown(dbid)) {
    throw new JetError('JET_errInvalidDatabaseId', `${dbid} is not the handle of a database`);
  }
  const open = by.takeDatabase(dbid);
  if (open === undefined) {
    throw new JetError('JET_errDatabaseNotFound', `the session does not have database ${dbid} open`);
  }
  if (by.isLastOpening(dbid)) by.closeTables(dbid);
  by.engine.instance.closeDatabase(open);
  return success;
}
