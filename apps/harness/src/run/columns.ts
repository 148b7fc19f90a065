import {
  JET_bit,
  JET_ColInfo,
  JetGetTableColumnInfo,
  type JET_COLUMNDEF,
  type JET_COLUMNLIST,
  type JetRef,
} from '@esekit/jet';
import { ScriptError } from '../script/script-error';
import type { AutomaticColumn } from '../values/automatic-value';
import { columnTypeOf } from '../values/column-type';
import type { CallRecord } from './call-record';
import type { TableName, TemporaryColumn } from './names';

/** A column as the commands see it. */
export interface TableColumn extends AutomaticColumn {
  readonly name: string;
  readonly coltyp: number;
  readonly grbit: number;
}

/** JET_COLUMNDEF and JET_COLUMNLIST in bytes. */
const cbColumnInfo = 56;

/** The column of a name; the look-up is a call of its own each time (scenario language §5.1). */
export function lookUpColumn(calls: CallRecord, table: TableName, name: string): TableColumn {
  if (table.temporary !== undefined) return temporaryColumn(table.temporary, name);
  const { session, tableid } = table;
  const result: JetRef<Required<JET_COLUMNDEF> | null> = { value: null };
  calls.make('JetGetTableColumnInfo', () =>
    JetGetTableColumnInfo(session.sesid, tableid, name, result, cbColumnInfo, JET_ColInfo.Default),
  );
  return tableColumn(name, result.value!);
}

/** All columns, ascending by their ids. */
export function listColumns(calls: CallRecord, table: TableName): readonly TableColumn[] {
  if (table.temporary !== undefined) {
    return table.temporary.map(fromTemporary).sort((a, b) => a.columnid - b.columnid);
  }
  const { session, tableid } = table;
  const result: JetRef<JET_COLUMNLIST | null> = { value: null };
  calls.make('JetGetTableColumnInfo', () =>
    JetGetTableColumnInfo(session.sesid, tableid, null, result, cbColumnInfo, JET_ColInfo.List),
  );
  const { rows } = result.value!;
  return rows.map((row) => tableColumn(row.szColumnName, row)).sort((a, b) => a.columnid - b.columnid);
}

function tableColumn(
  name: string,
  { columnid = 0, coltyp, cp = 0, cbMax = 0, grbit = 0 }: JET_COLUMNDEF,
): TableColumn {
  const type = columnTypeOf(coltyp);
  const isNotNull = (grbit & JET_bit.ColumnNotNULL) !== 0;
  return { name, columnid: columnid >>> 0, coltyp, type, cp, cbMax, grbit, isNotNull };
}

function temporaryColumn(columns: readonly TemporaryColumn[], name: string): TableColumn {
  const found = columns.find((column) => column.name === name);
  if (found === undefined) throw new ScriptError(`no column ${name}`);
  return fromTemporary(found);
}

function fromTemporary({ name, columnid, coltyp, type, cp, cbMax, grbit }: TemporaryColumn): TableColumn {
  return { name, columnid, coltyp, type, cp, cbMax, grbit, isNotNull: false };
}

export function isTagged({ grbit }: TableColumn): boolean {
  return (grbit & JET_bit.ColumnTagged) !== 0;
}

export function isMultiValued({ grbit }: TableColumn): boolean {
  return (grbit & JET_bit.ColumnMultiValued) !== 0;
}

/** Columns that the engine gives values, or that only counting may change. */
export function isKeptByEngine({ grbit }: TableColumn): boolean {
  const { ColumnAutoincrement, ColumnVersion, ColumnEscrowUpdate } = JET_bit;
  return (grbit & (ColumnAutoincrement | ColumnVersion | ColumnEscrowUpdate)) !== 0;
}
