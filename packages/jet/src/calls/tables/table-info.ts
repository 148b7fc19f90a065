import { JetError } from '@esekit/core';
import { treeSpace, type Cursor } from '@esekit/engine';
import { requireRef } from '../../buffers';
import { JET_objtyp, JET_TblInfo } from '../../constants/numbers';
import { session, tableIn } from '../../instances/entry';
import {
  success,
  type JET_DBID,
  type JET_SESID,
  type JET_TABLEID,
  type JetRef,
  type JetStatus,
} from '../../status';
import type { JET_OBJECTINFO } from '../../structures/schema';

/** What a call gives out, by its level. */
interface TableResults {
  0: JET_OBJECTINFO;
  1: string;
  2: JET_DBID;
  10: number;
  11: number;
  12: string;
  13: number;
  15: bigint;
}

/** A level of JetGetTableInfo. */
export type JET_TblInfoLevel = keyof TableResults;

/**
 * Tells of a cursor's table.
 *
 * @param cbMax not used
 * @param InfoLevel one of `JET_TblInfo`; RetrieveAndReserveAutoIncrement gives the next number, which nobody else
 *   gets then
 * @throws JET_errInvalidParameter; JET_errIllegalOperation when the table has no autoincrement column
 */
export function JetGetTableInfo<Level extends JET_TblInfoLevel>(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  pvResult: JetRef<TableResults[Level] | null> | null,
  cbMax: number,
  InfoLevel: Level,
): JetStatus {
  void cbMax;
  const by = session(sesid);
  const { cursor, dbid } = tableIn(by, tableid);
  requireRef(pvResult).value = tableInfo(cursor, dbid, InfoLevel) as TableResults[Level];
  return success;
}

function tableInfo(cursor: Cursor, dbid: JET_DBID, level: JET_TblInfoLevel): TableResults[JET_TblInfoLevel] {
  const { table, session: by } = cursor;
  switch (level) {
    case JET_TblInfo.Default:
      return { objtyp: JET_objtyp.Table, grbit: 7, flags: table.facts.flags };
    case JET_TblInfo.Name:
      return table.view(by).schema.name;
    case JET_TblInfo.Dbid:
      return dbid;
    case JET_TblInfo.SpaceOwned:
      return treeSpace(table.tree.tree).owned;
    case JET_TblInfo.SpaceAvailable:
      return treeSpace(table.tree.tree).available;
    case JET_TblInfo.TemplateTableName:
      return table.facts.templateName ?? '';
    case JET_TblInfo.LVChunkMax:
      return table.chunkSize;
    case JET_TblInfo.RetrieveAndReserveAutoIncrement:
      return table.reserveAutoincrement(by, 1);
    default:
      throw new JetError(
        'JET_errInvalidParameter',
        `there is no table information of level ${String(level)}`,
      );
  }
}
