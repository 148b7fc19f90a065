import { JetError } from '@esekit/core';
import { columnFlag, columnGrbit, type ColumnSchema, type TableSchema } from '@esekit/engine';
import { requireRef } from '../../buffers';
import { JET_ColInfo } from '../../constants/numbers';
import { cursorOf, openDatabase } from '../../instances/entry';
import {
  success,
  type JET_COLUMNID,
  type JET_DBID,
  type JET_SESID,
  type JET_TABLEID,
  type JetRef,
  type JetStatus,
} from '../../status';
import type { JET_COLUMNBASE, JET_COLUMNDEF, JET_COLUMNLIST, JET_COLUMNROW } from '../../structures/schema';

/** What a call gives out, by its level. */
interface ColumnResults {
  0: Required<JET_COLUMNDEF>;
  1: JET_COLUMNLIST;
  4: Required<JET_COLUMNBASE>;
  5: JET_COLUMNLIST;
  6: Required<JET_COLUMNDEF>;
  7: JET_COLUMNLIST;
  8: Required<JET_COLUMNBASE>;
}

/** A level of JetGetTableColumnInfo. */
export type JET_ColInfoLevel = keyof ColumnResults;

/**
 * Tells of a column, or of all columns of a cursor's table, as the session sees it (14 §5).
 *
 * @param szColumnName its name, or its id at the levels ByColid and BaseByColid; not used for lists
 * @param cbMax not used: the result is an object
 * @param InfoLevel one of `JET_ColInfo`; lists are in the order of names, or of ids at level ListSortColumnid
 * @throws JET_errColumnNotFound, JET_errInvalidParameter
 */
export function JetGetTableColumnInfo<Level extends JET_ColInfoLevel>(
  sesid: JET_SESID,
  tableid: JET_TABLEID,
  szColumnName: string | JET_COLUMNID | null,
  pvResult: JetRef<ColumnResults[Level] | null> | null,
  cbMax: number,
  InfoLevel: Level,
): JetStatus {
  void cbMax;
  const cursor = cursorOf(sesid, tableid);
  const { schema } = cursor.table.view(cursor.session);
  requireRef(pvResult).value = columnInfo(
    schema,
    szColumnName,
    InfoLevel,
    !cursor.isReadOnly,
  ) as ColumnResults[Level];
  return success;
}

/** {@link JetGetTableColumnInfo} of a table that need not be open. */
export function JetGetColumnInfo<Level extends JET_ColInfoLevel>(
  sesid: JET_SESID,
  dbid: JET_DBID,
  szTableName: string | null,
  pColumnNameOrId: string | JET_COLUMNID | null,
  pvResult: JetRef<ColumnResults[Level] | null> | null,
  cbMax: number,
  InfoLevel: Level,
): JetStatus {
  void cbMax;
  const { by, open } = openDatabase(sesid, dbid);
  const { schema } = open.database.catalog.open(by.engine, szTableName ?? '').view(by.engine);
  requireRef(pvResult).value = columnInfo(schema, pColumnNameOrId, InfoLevel, true) as ColumnResults[Level];
  return success;
}

function columnInfo(
  schema: TableSchema,
  nameOrId: string | JET_COLUMNID | null,
  level: JET_ColInfoLevel,
  isUpdatable: boolean,
): ColumnResults[JET_ColInfoLevel] {
  switch (level) {
    case JET_ColInfo.Default:
    case JET_ColInfo.ByColid:
      return definitionOf(find(schema, nameOrId), isUpdatable);
    case JET_ColInfo.Base:
    case JET_ColInfo.BaseByColid: {
      const column = find(schema, nameOrId);
      const base = column.isTemplate ? (schema.templateName ?? schema.name) : schema.name;
      return {
        ...definitionOf(column, isUpdatable),
        szBaseTableName: base,
        szBaseColumnName: column.name,
      };
    }
    case JET_ColInfo.List:
    case JET_ColInfo.ListCompact:
    case JET_ColInfo.ListSortColumnid:
      return listOf(schema, level, isUpdatable);
    default:
      throw new JetError(
        'JET_errInvalidParameter',
        `there is no column information of level ${String(level)}`,
      );
  }
}

/** @throws JET_errColumnNotFound */
function find({ columns, name: table }: TableSchema, nameOrId: string | JET_COLUMNID | null): ColumnSchema {
  const wanted = typeof nameOrId === 'string' ? nameOrId.toLowerCase() : nameOrId;
  const column =
    typeof wanted === 'string'
      ? columns.find(({ name }) => name.toLowerCase() === wanted)
      : columns.find(({ columnid }) => columnid === wanted);
  if (column !== undefined) return column;
  throw new JetError('JET_errColumnNotFound', `table ${table} has no column ${nameOrId ?? '(none)'}`);
}

function listOf(schema: TableSchema, level: JET_ColInfoLevel, isUpdatable: boolean): JET_COLUMNLIST {
  const rows = schema.columns.map((column): JET_COLUMNROW => ({
    ...definitionOf(column, isUpdatable),
    szColumnName: column.name,
    defaultValue: column.defaultValue,
  }));
  if (level === JET_ColInfo.ListSortColumnid) rows.sort((a, b) => a.columnid - b.columnid);
  else rows.sort((a, b) => compareNames(a.szColumnName, b.szColumnName));
  return { cRecord: rows.length, rows };
}

function compareNames(a: string, b: string): number {
  const [lower, other] = [a.toLowerCase(), b.toLowerCase()];
  if (lower === other) return 0;
  return lower < other ? -1 : 1;
}

function definitionOf(column: ColumnSchema, isUpdatable: boolean): Required<JET_COLUMNDEF> {
  return {
    columnid: column.columnid,
    coltyp: column.coltyp,
    cp: column.codePage,
    cbMax: column.cbMax,
    grbit: grbitOf(column, isUpdatable),
  };
}

/** Flags that mean the same to the caller and in the catalog. */
const sameFlags = [
  'notNull',
  'version',
  'autoincrement',
  'multiValued',
  'escrowUpdate',
  'finalize',
  'userDefinedDefault',
  'deleteOnZero',
  'compressed',
  'encrypted',
] as const;

/** The flags of a column as they could have been given (14 §5). */
function grbitOf({ kind, flags }: ColumnSchema, isUpdatable: boolean): number {
  let grbit = 0;
  if (kind === 'fixed') grbit |= columnGrbit.fixed;
  if (kind === 'tagged') grbit |= columnGrbit.tagged;
  for (const name of sameFlags) if ((flags & columnFlag[name]) !== 0) grbit |= columnGrbit[name];
  return isUpdatable ? grbit | columnGrbit.updatable : grbit;
}
