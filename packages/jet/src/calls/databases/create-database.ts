import { JetError, limits } from '@esekit/core';
import { hasBit } from '../../grbits';
import { requireRef } from '../../buffers';
import { engine } from '../../instances/engine';
import { session } from '../../instances/entry';
import { databasePath, requireNotOfOthers } from '../../instances/shared-database';
import { success, type JET_DBID, type JET_SESID, type JetRef, type JetStatus } from '../../status';
import { requireNoTransaction } from './no-transaction';

/** {@link JetCreateDatabase2} of any size; `szConnect` is not used. */
export function JetCreateDatabase(
  sesid: JET_SESID,
  szFilename: string | null,
  szConnect: string | null,
  pdbid: JetRef<JET_DBID> | null,
  grbit: number,
): Promise<JetStatus> {
  void szConnect;
  return JetCreateDatabase2(sesid, szFilename, 0, pdbid, grbit);
}

/**
 * Creates a database, attaches it and opens it in the session (32 §4.1).
 *
 * @param cpgDatabaseSizeMax pages that it may have at most; 0 = any number
 * @param pdbid receives the handle
 * @param grbit DbOverwriteExisting, DbShadowingOff, DbRecoveryOff
 * @throws JET_errInTransaction, JET_errDatabaseInvalidPages, JET_errCannotDisableVersioning,
 *   JET_errDatabaseInvalidPath, JET_errInvalidPath, JET_errDatabaseDuplicate, JET_errDatabaseSharingViolation,
 *   JET_errFileAccessDenied, JET_errTooManyAttachedDatabases, JET_errDiskFull
 */
export async function JetCreateDatabase2(
  sesid: JET_SESID,
  szFilename: string | null,
  cpgDatabaseSizeMax: number,
  pdbid: JetRef<JET_DBID> | null,
  grbit: number,
): Promise<JetStatus> {
  const by = session(sesid);
  const out = requireRef(pdbid);
  requireNoTransaction(by);
  if (cpgDatabaseSizeMax > limits.pgnoMost) {
    throw new JetError('JET_errDatabaseInvalidPages', `a database of ${cpgDatabaseSizeMax} pages`);
  }
  if (hasBit(grbit, 'DbVersioningOff') && !hasBit(grbit, 'DbRecoveryOff')) {
    throw new JetError('JET_errCannotDisableVersioning', 'a database without versions needs DbRecoveryOff');
  }
  const path = databasePath(by.instance, szFilename);
  requireNotOfOthers(by.instance, path);
  const running = by.engine.instance;
  const isNew = !running.databases.has(path);
  try {
    const open = await running.createDatabase(by.engine, path, {
      overwrites: hasBit(grbit, 'DbOverwriteExisting'),
      ...(cpgDatabaseSizeMax > 0 ? { pagesMost: cpgDatabaseSizeMax } : {}),
      isShadowingOff: hasBit(grbit, 'DbShadowingOff'),
      isLogged: !hasBit(grbit, 'DbRecoveryOff'),
    });
    out.value = engine.databaseNumbers.of(path);
    by.addDatabase(out.value, open);
    return success;
  } catch (error) {
    if (isNew && JetError.isInstance(error) && error.name === 'JET_errDatabaseDuplicate') {
      engine.databaseNumbers.spoil();
    }
    throw error;
  }
}
