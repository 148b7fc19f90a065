import {
  JET_ColInfo,
  JET_coltyp,
  JET_IdxInfo,
  JET_ObjInfo,
  JET_objtyp,
  JET_tableidNil,
  JetAddColumn,
  JetCloseTable,
  JetCreateIndex,
  JetCreateTable,
  JetDeleteColumn,
  JetDeleteIndex,
  JetDeleteTable,
  JetDupCursor,
  JetGetObjectInfo,
  JetGetTableColumnInfo,
  JetGetTableIndexInfo,
  JetOpenTable,
  JetRenameColumn,
  JetRenameTable,
  type JET_COLUMNDEF,
  type JET_OBJECTINFO,
  type JetRef,
  type JetStatus,
} from '@esekit/jet';
import { coltypOf } from '../../values/column-type';
import type { CallRun, TracedCommand } from '../call-run';

function createTable(run: CallRun): JetStatus {
  const { sesid, dbid, args } = run;
  const tableid = run.variable(run.handles.tables, JET_tableidNil);
  return JetCreateTable(
    sesid,
    dbid,
    args.text('name'),
    args.number('pages'),
    args.number('density'),
    tableid,
  );
}

function openTable(run: CallRun): JetStatus {
  const tableid = run.variable(run.handles.tables, JET_tableidNil);
  return JetOpenTable(run.sesid, run.dbid, run.args.text('name'), null, 0, run.args.grbit, tableid);
}

function dupCursor(run: CallRun): JetStatus {
  return JetDupCursor(run.sesid, run.tableid, run.variable(run.handles.tables, JET_tableidNil));
}

/** A name or a number; `Nil` is no type, and is refused by the call. */
function coltypNumber(type: string): number {
  if (/^[0-9]+$/.test(type)) return Number(type);
  return type === 'Nil' ? JET_coltyp.Nil : coltypOf(type);
}

function addColumn({ sesid, tableid, args, handles, out }: CallRun): JetStatus {
  const type = args.text('type') ?? '';
  const value = args.bytes('default');
  const columnid: JetRef<number> = { value: 0 };
  const definition: JET_COLUMNDEF = {
    coltyp: coltypNumber(type),
    cp: args.number('cp'),
    cbMax: args.number('cbMax'),
    grbit: args.grbit,
  };
  const status = JetAddColumn(
    sesid,
    tableid,
    args.text('name'),
    definition,
    value,
    value?.length ?? 0,
    columnid,
  );
  out['columnid'] = columnid.value;
  handles.columns.set(args.text('as') ?? '', columnid.value);
  return status;
}

function createIndex({ sesid, tableid, args }: CallRun): JetStatus {
  const parts = (args.text('key') ?? '').split(',');
  const key = `${parts.map((part) => `${part}\0`).join('')}\0`;
  return JetCreateIndex(
    sesid,
    tableid,
    args.text('name'),
    args.grbit,
    key,
    key.length,
    args.number('density'),
  );
}

const cbInfo = 56;

function columnInfo({ sesid, tableid, args, out }: CallRun): JetStatus {
  const result: JetRef<Required<JET_COLUMNDEF> | null> = { value: null };
  const status = JetGetTableColumnInfo(
    sesid,
    tableid,
    args.text('name'),
    result,
    cbInfo,
    JET_ColInfo.Default,
  );
  const { columnid, coltyp, cp = 0, cbMax = 0, grbit = 0 } = result.value!;
  Object.assign(out, { columnid, coltyp, cp, cbMax, grbit });
  return status;
}

function indexCount({ sesid, tableid, out }: CallRun): JetStatus {
  const result: JetRef<number | null> = { value: null };
  const status = JetGetTableIndexInfo(sesid, tableid, null, result, 4, JET_IdxInfo.Count);
  out['value'] = result.value;
  return status;
}

function objectInfo({ sesid, dbid, args, out }: CallRun): JetStatus {
  const result: JetRef<JET_OBJECTINFO | null> = { value: null };
  const status = JetGetObjectInfo(
    sesid,
    dbid,
    JET_objtyp.Table,
    null,
    args.text('name'),
    result,
    cbInfo,
    JET_ObjInfo.NoStats,
  );
  const { objtyp, flags, grbit } = result.value!;
  Object.assign(out, { objtyp, flags, grbit });
  return status;
}

export const schemaCalls: Readonly<Record<string, TracedCommand>> = {
  JetCreateTable: createTable,
  JetOpenTable: openTable,
  JetDupCursor: dupCursor,
  JetCloseTable: ({ sesid, tableid }) => JetCloseTable(sesid, tableid),
  JetDeleteTable: ({ sesid, dbid, args }) => JetDeleteTable(sesid, dbid, args.text('name')),
  JetRenameTable: ({ sesid, dbid, args }) => JetRenameTable(sesid, dbid, args.text('name'), args.text('to')),
  JetAddColumn: addColumn,
  JetDeleteColumn: ({ sesid, tableid, args }) => JetDeleteColumn(sesid, tableid, args.text('name')),
  JetRenameColumn: ({ sesid, tableid, args }) =>
    JetRenameColumn(sesid, tableid, args.text('name'), args.text('to')),
  JetCreateIndex: createIndex,
  JetDeleteIndex: ({ sesid, tableid, args }) => JetDeleteIndex(sesid, tableid, args.text('name')),
  JetGetTableColumnInfo: columnInfo,
  JetGetTableIndexInfo: indexCount,
  JetGetObjectInfo: objectInfo,
};
