import { JetError } from '@esekit/core';
import { indexFlag, indexGrbit, type IndexSchema, type TableView } from '@esekit/engine';
import { requireRef } from '../../buffers';
import { JET_IdxInfo } from '../../constants/numbers';
import { JET_bit } from '../../grbits';
import { cursorOf, openDatabase } from '../../instances/entry';
import {
  success,
  type JET_DBID,
  type JET_SESID,
  type JET_TABLEID,
  type JetRef,
  type JetStatus,
} from '../../status';
import type { JET_INDEXLIST, JET_INDEXROW } from '../../structures/schema';

/** What a call gives out, by its level. */
interface IndexResults {
  0: JET_INDEXLIST;
  1: JET_INDEXLIST;
  5: number;
  6: number;
  7: number;
  8: number;
  10: number;
  14: string;
}

/** A level of JetGetTableIndexInfo. */
export type JET_IdxInfoLevel = keyof IndexResults;

/**
 * Tells of an index, or of all indexes of a cursor's table, as the session sees them (14 §5).
 *
 * @param szIndexName `null` or empty: all of them, or for levels of one index the primary one
 * @param cbResult not used
 * @param InfoLevel one of `JET_IdxInfo`
 * @throws JET_errIndexNotFound, JET_errInvalidParameter
 */
export function JetGetTableIndexInfo<Level extends JET_IdxInfoLevel>(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  szIndexName: string | null,
  pvResult: JetRef<IndexResults[Level] | null> | null,
  cbResult: number,
  InfoLevel: Level,
): JetStatus {
  void cbResult;
  const cursor = cursorOf(sesid, tableid);
  const view = cursor.table.view(cursor.session);
  requireRef(pvResult).value = indexInfo(view, szIndexName || undefined, InfoLevel) as IndexResults[Level];
  return success;
}

/** {@link JetGetTableIndexInfo} of a table that need not be open. */
export function JetGetIndexInfo<Level extends JET_IdxInfoLevel>(
  sesid: JET_SESID,
  dbid: JET_DBID,
  szTableName: string | null,
  szIndexName: string | null,
  pvResult: JetRef<IndexResults[Level] | null> | null,
  cbResult: number,
  InfoLevel: Level,
): JetStatus {
  void cbResult;
  const { by, open } = openDatabase(sesid, dbid);
  const view = open.database.catalog.open(by.engine, szTableName ?? '').view(by.engine);
  requireRef(pvResult).value = indexInfo(view, szIndexName || undefined, InfoLevel) as IndexResults[Level];
  return success;
}

function indexInfo(
  view: TableView,
  name: string | undefined,
  level: JET_IdxInfoLevel,
): IndexResults[JET_IdxInfoLevel] {
  switch (level) {
    case JET_IdxInfo.Default:
    case JET_IdxInfo.List:
      return listOf(name === undefined ? view.indexes.map(({ schema }) => schema) : [one(view, name)]);
    case JET_IdxInfo.Count:
      return view.indexes.length;
    case JET_IdxInfo.SpaceAlloc:
      return one(view, name).density;
    case JET_IdxInfo.LCID:
      return one(view, name).lcid;
    case JET_IdxInfo.VarSegMac: {
      const { varSegMac, keyMost } = one(view, name);
      return varSegMac ?? keyMost;
    }
    case JET_IdxInfo.KeyMost:
      return one(view, name).keyMost;
    case JET_IdxInfo.LocaleName:
      return one(view, name).localeName ?? '';
    default:
      throw new JetError(
        'JET_errInvalidParameter',
        `there is no index information of level ${String(level)}`,
      );
  }
}

/** @throws JET_errIndexNotFound */
function one(view: TableView, name: string | undefined): IndexSchema {
  if (name !== undefined) return view.index(name).schema;
  if (view.primary !== undefined) return view.primary.schema;
  throw new JetError('JET_errIndexNotFound', `table ${view.schema.name} has no primary index`);
}

function listOf(indexes: readonly IndexSchema[]): JET_INDEXLIST {
  const rows = indexes.flatMap((index): JET_INDEXROW[] => {
    const grbitIndex = grbitOf(index);
    return index.segments.map(({ column, descending }, iColumn) => ({
      szIndexName: index.name,
      grbitIndex,
      cColumn: index.segments.length,
      iColumn,
      columnid: column.columnid,
      coltyp: column.coltyp,
      cp: column.codePage,
      grbitColumn: descending ? 1 : 0,
      szColumnName: column.name,
    }));
  });
  return { cRecord: rows.length, rows };
}

/** The flags of an index as they could have been given (14 §5). */
function grbitOf({ flags, tupleLimits, keyMost }: IndexSchema): number {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  let grbit = 0;
  if (has(indexFlag.unique)) grbit |= indexGrbit.unique;
  if (has(indexFlag.primary)) grbit |= indexGrbit.primary;
  if (has(indexFlag.noNullSegment)) grbit |= indexGrbit.disallowNull;
  else {
    if (!has(indexFlag.allowAllNulls)) grbit |= indexGrbit.ignoreNull;
    if (!has(indexFlag.allowSomeNulls)) grbit |= indexGrbit.ignoreAnyNull;
    if (!has(indexFlag.allowFirstNull)) grbit |= indexGrbit.ignoreFirstNull;
  }
  if (has(indexFlag.sortNullsHigh)) grbit |= indexGrbit.sortNullsHigh;
  if (has(indexFlag.crossProduct)) grbit |= indexGrbit.crossProduct;
  if (has(indexFlag.nestedTable)) grbit |= indexGrbit.nestedTable;
  if (has(indexFlag.disallowTruncation)) grbit |= indexGrbit.disallowTruncation;
  if (has(indexFlag.dotNetGuid)) grbit |= indexGrbit.dotNetGuid;
  if (keyMost > keyMostDefault) grbit |= JET_bit.IndexKeyMost;
  return tupleLimits === undefined ? grbit : grbit | tuples;
}

const tuples = 0x1000;
/** Bytes of a key at most unless more were asked for. */
const keyMostDefault = 255;
