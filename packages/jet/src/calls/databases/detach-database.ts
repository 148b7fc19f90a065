import { JetError } from '@esekit/core';
import { JET_bit } from '../../grbits';
import { session } from '../../instances/entry';
import { databasePath } from '../../instances/shared-database';
import { success, type JET_SESID, type JetStatus } from '../../status';
import { requireNoTransaction } from './no-transaction';

/** {@link JetDetachDatabase2} without flags. */
export function JetDetachDatabase(sesid: JET_SESID, szFilename: string | null): Promise<JetStatus> {
  return JetDetachDatabase2(sesid, szFilename, 0);
}

/**
 * Takes a database off the instance of a session: it is clean then (32 §4.3).
 *
 * @param szFilename `null` for all databases
 * @param grbit a forced detach is for databases whose detach has failed, and refused here
 * @throws JET_errInTransaction, JET_errInvalidGrbit, JET_errForceDetachNotAllowed, JET_errDatabaseNotFound,
 *   JET_errDatabaseInUse
 */
export async function JetDetachDatabase2(
  sesid: JET_SESID,
  szFilename: string | null,
  grbit: number,
): Promise<JetStatus> {
  const by = session(sesid);
  requireNoTransaction(by);
  if ((grbit & ~JET_bit.ForceCloseAndDetach) !== 0) {
    throw new JetError('JET_errInvalidGrbit', `${grbit} is no combination of flags`);
  }
  if (grbit !== 0) {
    throw new JetError('JET_errForceDetachNotAllowed', 'no ordinary detach of the database has failed');
  }
  const path = szFilename === null ? undefined : databasePath(by.instance, szFilename);
  await by.engine.instance.detachDatabase(by.engine, path);
  return success;
}
