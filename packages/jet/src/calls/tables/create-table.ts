import { Cursor, type TableReport } from '@esekit/engine';
import { requireRef } from '../../buffers';
import { openDatabase } from '../../instances/entry';
import {
  statusOf,
  success,
  type JET_DBID,
  type JET_SESID,
  type JET_TABLEID,
  type JetRef,
  type JetStatus,
} from '../../status';
import type { JET_COLUMNCREATE, JET_INDEXCREATE, JET_TABLECREATE } from '../../structures/schema';
import { columnRequest, indexRequest } from './requests';

/**
 * Creates an empty table (14 §5).
 *
 * @param lPages pages that it owns from the start
 * @param lDensity percent; 0 = the default
 * @param ptableid receives a cursor; the table is the session's own until it is closed
 * @throws as {@link JetCreateTableColumnIndex5}
 */
export function JetCreateTable(
  sesid: JET_SESID,
  dbid: JET_DBID,
  szTableName: string | null,
  lPages: number,
  lDensity: number,
  ptableid: JetRef<JET_TABLEID> | null,
): JetStatus {
  const out = requireRef(ptableid);
  const request: JET_TABLECREATE = { szTableName: szTableName ?? '', ulPages: lPages, ulDensity: lDensity };
  JetCreateTableColumnIndex5(sesid, dbid, request);
  out.value = request.tableid!;
  return success;
}

/**
 * Creates a table with columns and indexes; all of it, or nothing (14 §5).
 *
 * @param ptablecreate receives the cursor, how many things were created, the columns' ids, and in `err` of a column or
 *   an index what was wrong with it
 * @throws JET_errInvalidName, JET_errDensityInvalid, JET_errInvalidParameter, JET_errInvalidGrbit,
 *   JET_errObjectNotFound for the template, JET_errDDLNotInheritable, JET_errTableDuplicate, JET_errPermissionDenied,
 *   JET_errInvalidLVChunkSize, and the first error of a column or an index
 */
export function JetCreateTableColumnIndex5(
  sesid: JET_SESID,
  dbid: JET_DBID,
  ptablecreate: JET_TABLECREATE,
): JetStatus {
  const { by, open } = openDatabase(sesid, dbid);
  const { rgcolumncreate = [], rgindexcreate = [] } = ptablecreate;
  ptablecreate.cCreated = 0;
  for (const part of [...rgcolumncreate, ...rgindexcreate]) part.err = 0;
  const table = open.database.catalog.createTable(by.engine, {
    name: ptablecreate.szTableName,
    templateName: ptablecreate.szTemplateTableName || undefined,
    pages: ptablecreate.ulPages,
    density: ptablecreate.ulDensity,
    grbit: ptablecreate.grbit,
    separateLV: ptablecreate.cbSeparateLV,
    lvChunkMax: ptablecreate.cbLVChunkMax,
    columns: rgcolumncreate.map((column) =>
      columnRequest(column.szColumnName, column, column.pvDefault ?? null),
    ),
    indexes: rgindexcreate.map(indexRequest),
    report: reportTo(rgcolumncreate, rgindexcreate),
  });
  // Nobody else sees the table before its cursor is closed.
  const cursor = new Cursor(by.engine, table, { deniesRead: true });
  ptablecreate.tableid = by.addTable(cursor, dbid);
  ptablecreate.cCreated = 1 + rgcolumncreate.length + rgindexcreate.length;
  return success;
}

/** Tells of each column what became of it, and of an index what was wrong with it. */
function reportTo(columns: readonly JET_COLUMNCREATE[], indexes: readonly JET_INDEXCREATE[]): TableReport {
  return {
    column(position, { columnid, warning }) {
      const column = columns[position]!;
      column.columnid = columnid;
      if (warning !== undefined) column.err = statusOf(warning).code;
    },
    refused(part, position, error) {
      (part === 'column' ? columns : indexes)[position]!.err = error.code;
    },
  };
}

/** {@link JetCreateTableColumnIndex5}; what an older structure does not have is left out. */
export function JetCreateTableColumnIndex(
  sesid: JET_SESID,
  dbid: JET_DBID,
  ptablecreate: JET_TABLECREATE,
): JetStatus {
  return JetCreateTableColumnIndex5(sesid, dbid, ptablecreate);
}

/** {@link JetCreateTableColumnIndex5}. */
export function JetCreateTableColumnIndex2(
  sesid: JET_SESID,
  dbid: JET_DBID,
  ptablecreate: JET_TABLECREATE,
): JetStatus {
  return JetCreateTableColumnIndex5(sesid, dbid, ptablecreate);
}

/** {@link JetCreateTableColumnIndex5}. */
export function JetCreateTableColumnIndex3(
  sesid: JET_SESID,
  dbid: JET_DBID,
  ptablecreate: JET_TABLECREATE,
): JetStatus {
  return JetCreateTableColumnIndex5(sesid, dbid, ptablecreate);
}

/** {@link JetCreateTableColumnIndex5}. */
export function JetCreateTableColumnIndex4(
  sesid: JET_SESID,
  dbid: JET_DBID,
  ptablecreate: JET_TABLECREATE,
): JetStatus {
  return JetCreateTableColumnIndex5(sesid, dbid, ptablecreate);
}
