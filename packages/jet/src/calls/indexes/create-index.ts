import { JetError } from '@esekit/core';
import type { IndexRequest } from '@esekit/engine';
import { cursorOf } from '../../instances/entry';
import { success, type JET_SESID, type JET_TABLEID, type JetStatus } from '../../status';
import type { JET_INDEXCREATE } from '../../structures/schema';
import { indexRequest } from '../tables/requests';

/**
 * Creates an index.
 *
 * @param szKey `+a\0-b\0\0`: sign and name of each column, each ended by a NUL, one more at the end
 * @param cbKey how many of its characters count
 * @param lDensity percent; 0 = the default
 * @throws as {@link JetCreateIndex4}
 */
export function JetCreateIndex(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  szIndexName: string | null,
  grbit: number,
  szKey: string | null,
  cbKey: number,
  lDensity: number,
): JetStatus {
  const index: JET_INDEXCREATE = {
    szIndexName: szIndexName ?? '',
    szKey: szKey ?? '',
    cbKey,
    grbit,
    ulDensity: lDensity,
  };
  return JetCreateIndex4(sesid, tableid, [index], 1);
}

/**
 * Creates indexes, all in one scan of the table, and all of them or none (13 §4, 14 §5).
 *
 * @param pindexcreate each receives in `err` what was wrong with it
 * @param cIndexCreate how many of them count
 * @throws JET_errInvalidParameter, JET_errInvalidName, JET_errIndexInvalidDef, JET_errInvalidGrbit,
 *   JET_errDensityInvalid, JET_errIndexDuplicate, JET_errIndexHasPrimary, JET_errColumnNotFound,
 *   JET_errKeyDuplicate, JET_errTableNotEmpty and the others of 13 §4
 */
export function JetCreateIndex4(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  pindexcreate: readonly JET_INDEXCREATE[],
  cIndexCreate: number,
): JetStatus {
  const { database, session, table } = cursorOf(sesid, tableid);
  if (cIndexCreate < 1 || cIndexCreate > pindexcreate.length) {
    throw new JetError('JET_errInvalidParameter', `${cIndexCreate} indexes are to be created`);
  }
  const indexes = pindexcreate.slice(0, cIndexCreate);
  for (const index of indexes) index.err = 0;
  database.catalog.createIndexes(session, table, indexes.map(requestOf), (position, error) => {
    indexes[position]!.err = error.code;
  });
  return success;
}

function requestOf(index: JET_INDEXCREATE): IndexRequest {
  try {
    return indexRequest(index);
  } catch (error) {
    if (JetError.isInstance(error)) index.err = error.code;
    throw error;
  }
}

/** {@link JetCreateIndex4}; what an older structure does not have is left out. */
export function JetCreateIndex2(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  pindexcreate: readonly JET_INDEXCREATE[],
  cIndexCreate: number,
): JetStatus {
  return JetCreateIndex4(sesid, tableid, pindexcreate, cIndexCreate);
}

/** {@link JetCreateIndex4}. */
export function JetCreateIndex3(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  pindexcreate: readonly JET_INDEXCREATE[],
  cIndexCreate: number,
): JetStatus {
  return JetCreateIndex4(sesid, tableid, pindexcreate, cIndexCreate);
}

/**
 * Deletes a secondary index (14 §5). Other sessions do not see it from now on.
 *
 * @throws JET_errIndexNotFound, JET_errIndexMustStay, JET_errIndexInUse, JET_errFixedDDL, JET_errFixedInheritedDDL,
 *   JET_errPermissionDenied
 */
export function JetDeleteIndex(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  szIndexName: string | null,
): JetStatus {
  const { database, session, table } = cursorOf(sesid, tableid);
  database.catalog.deleteIndex(session, table, szIndexName ?? '');
  return success;
}
