import { JetError } from '@esekit/core';
import { requireRef } from '../../buffers';
import { JET_ObjInfo, JET_objtyp } from '../../constants/numbers';
import { openDatabase } from '../../instances/entry';
import { success, type JET_DBID, type JET_SESID, type JetRef, type JetStatus } from '../../status';
import type { JET_OBJECTINFO, JET_OBJECTLIST } from '../../structures/schema';

/** What a call gives out, by its level. */
interface ObjectResults {
  0: JET_OBJECTINFO;
  1: JET_OBJECTLIST;
  2: JET_OBJECTLIST;
  5: JET_OBJECTINFO;
}

/** A level of JetGetObjectInfo. */
export type JET_ObjInfoLevel = keyof ObjectResults;

/** What a program can do with a table: change it, use bookmarks, roll back. */
const tableInfoBits = 7;

/**
 * Tells of a table, or of all tables of a database, as the session sees them.
 *
 * @param objtyp `JET_objtyp.Table`, or Nil for any
 * @param szContainerName not used
 * @param szObjectName the table; not used for lists
 * @param cbMax not used: the result is an object
 * @param InfoLevel one of `JET_ObjInfo`; lists are in the order of names
 * @throws JET_errInvalidDatabaseId, JET_errObjectNotFound, JET_errInvalidParameter
 */
export function JetGetObjectInfo<Level extends JET_ObjInfoLevel>(
  sesid: JET_SESID,
  dbid: JET_DBID,
  objtyp: number,
  szContainerName: string | null,
  szObjectName: string | null,
  pvResult: JetRef<ObjectResults[Level] | null> | null,
  cbMax: number,
  InfoLevel: Level,
): JetStatus {
  void szContainerName;
  void cbMax;
  const { by, open } = openDatabase(sesid, dbid);
  const out = requireRef(pvResult as JetRef<JET_OBJECTINFO | JET_OBJECTLIST | null> | null);
  const isKnown = objtyp === JET_objtyp.Nil || objtyp === JET_objtyp.Table;
  const { catalog } = open.database;
  const { Default, NoStats, List, ListNoStats } = JET_ObjInfo;
  if (InfoLevel === List || InfoLevel === ListNoStats) {
    const rows = (isKnown ? catalog.tables(by.engine) : []).map(({ name, flags }) => ({
      szObjectName: name,
      ...infoOf(flags),
    }));
    out.value = { cRecord: rows.length, rows };
    return success;
  }
  if (InfoLevel !== Default && InfoLevel !== NoStats) {
    throw new JetError(
      'JET_errInvalidParameter',
      `there is no object information of level ${String(InfoLevel)}`,
    );
  }
  if (!isKnown) throw new JetError('JET_errObjectNotFound', `there are no objects of type ${objtyp}`);
  out.value = infoOf(catalog.open(by.engine, szObjectName ?? '').facts.flags);
  return success;
}

function infoOf(flags: number): JET_OBJECTINFO {
  return { objtyp: JET_objtyp.Table, grbit: tableInfoBits, flags };
}
