import { JetError } from '@esekit/core';
import { hasBit } from '../../grbits';
import { session } from '../../instances/entry';
import type { JetSession } from '../../instances/jet-session';
import { databasePath, requireNotOfOthers } from '../../instances/shared-database';
import { statusOf, type JET_SESID, type JetStatus } from '../../status';
import { requireNoTransaction } from './no-transaction';

/** {@link JetAttachDatabase2} of any size. */
export function JetAttachDatabase(
  sesid: JET_SESID,
  szFilename: string | null,
  grbit: number,
): Promise<JetStatus> {
  return JetAttachDatabase2(sesid, szFilename, 0, grbit);
}

/**
 * Attaches a database to the instance of a session (32 §4.2). It has to be opened before it can be used.
 *
 * @param cpgDatabaseSizeMax pages that it may have at most; 0 = any number
 * @param grbit DbReadOnly; the flags of indexes that Windows has outdated have no effect here
 * @returns JET_wrnDatabaseAttached when it was attached before
 * @throws JET_errInTransaction, JET_errCannotDisableVersioning, JET_errDatabaseInvalidPath, JET_errInvalidGrbit,
 *   JET_errFileNotFound, JET_errDatabaseSharingViolation, JET_errDatabaseCorrupted, JET_errInvalidDatabaseVersion,
 *   JET_errPageSizeMismatch, JET_errDatabaseDirtyShutdown, JET_errSoftRecoveryOnBackupDatabase, and the others of
 *   32 §4.2
 */
export async function JetAttachDatabase2(
  sesid: JET_SESID,
  szFilename: string | null,
  cpgDatabaseSizeMax: number,
  grbit: number,
): Promise<JetStatus> {
  const by = session(sesid);
  requireNoTransaction(by);
  if (hasBit(grbit, 'DbVersioningOff')) {
    throw new JetError('JET_errCannotDisableVersioning', 'a database that exists has versions');
  }
  const path = databasePath(by.instance, szFilename);
  const isReadOnly = hasBit(grbit, 'DbReadOnly');
  if (isReadOnly && hasBit(grbit, 'DbDeleteUnicodeIndexes')) {
    throw new JetError('JET_errInvalidGrbit', 'indexes of a read-only database cannot be deleted');
  }
  requireFile(by, path);
  requireNotOfOthers(by.instance, path);
  const { instance } = by.engine;
  return statusOf(
    await instance.attachDatabase(by.engine, path, {
      isReadOnly,
      ...(cpgDatabaseSizeMax > 0 ? { pagesMost: cpgDatabaseSizeMax } : {}),
    }),
  );
}

/** @throws JET_errFileNotFound */
function requireFile({ instance }: JetSession, path: string): void {
  if (instance.platform.fs.statSync(path)?.kind === 'file') return;
  throw new JetError('JET_errFileNotFound', `${path} is not there`);
}
