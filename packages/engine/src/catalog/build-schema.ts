import { JetError } from '@esekit/core';
import { decodeText1252, decodeUtf16 } from '../values/text';
import { formatGuid } from '../values/guid';
import { fidClass } from '../records/record-layout';
import { catalogOffsets, catalogTrees, catalogType } from './catalog-columns';
import type { CatalogRow } from './catalog-row';
import { decodeSegments, decodeTupleLimits, type RawSegment } from './index-parts';
import {
  columnFlag,
  indexFlag,
  tableFlag,
  type ColumnSchema,
  type IndexSchema,
  type TableSchema,
} from './schema';

/** The rows of one table, as they stand in the catalog. */
export interface TableRows {
  readonly table: CatalogRow;
  readonly columns: readonly CatalogRow[];
  readonly indexes: readonly CatalogRow[];
  readonly longValues: CatalogRow | undefined;
  readonly callbacks: readonly CatalogRow[];
}

const templateBit = 0x8000_0000;

/** KeyMost of an index whose row has none (10 §3.3). */
const keyMostDefault = 255;

/** The rows of one table while they are being collected; the row of the table itself may still be missing. */
interface RowGroup {
  table: CatalogRow | undefined;
  readonly columns: CatalogRow[];
  readonly indexes: CatalogRow[];
  longValues: CatalogRow | undefined;
  readonly callbacks: CatalogRow[];
}

/** Groups the rows of the catalog by table; order within a table is kept. */
export function groupRows(rows: Iterable<CatalogRow>): TableRows[] {
  const groups = new Map<number, RowGroup>();
  for (const row of rows) {
    const objid = row.ObjidTable ?? 0;
    let group = groups.get(objid);
    if (!group) {
      group = { table: undefined, columns: [], indexes: [], longValues: undefined, callbacks: [] };
      groups.set(objid, group);
    }
    // A table can have 65,000 columns: rows are appended, because copying a list for each would be quadratic.
    if (row.Type === catalogType.table) group.table = row;
    else if (row.Type === catalogType.column) group.columns.push(row);
    else if (row.Type === catalogType.index) group.indexes.push(row);
    else if (row.Type === catalogType.longValues) group.longValues = row;
    else if (row.Type === catalogType.callback) group.callbacks.push(row);
  }
  return [...groups.values()].filter((group): group is RowGroup & TableRows => group.table !== undefined);
}

/**
 * Builds the schema of a table from its rows.
 *
 * @param template the schema of the template table of a derived one
 * @throws JET_errCatalogCorrupted when the rows contradict themselves
 */
export function buildTableSchema(rows: TableRows, template: TableSchema | undefined): TableSchema {
  const { table } = rows;
  const name = nameOf(table);
  const flags = table.Flags ?? 0;
  const owner = { isCatalog: isCatalog(table), isTemplate: (flags & tableFlag.template) !== 0 };
  const own = rows.columns.filter((row) => row.ColtypOrPgnoFDP !== 0).map((row) => buildColumn(row, owner));
  const inherited = (template?.columns ?? []).map(asTemplateColumn);
  const columns = [...inherited, ...own.sort((a, b) => a.fid - b.fid)];
  return {
    name,
    objidFDP: table.Id ?? 0,
    pgnoFDP: table.ColtypOrPgnoFDP ?? 0,
    flags,
    isSystem: (flags & tableFlag.system) !== 0,
    density: table.SpaceUsage ?? 0,
    columns,
    indexes: rows.indexes.map((row) => buildIndex(row, name, columns)),
    templateName: table.TemplateTable && decodeText1252(table.TemplateTable),
    longValues: rows.longValues && {
      objidFDP: rows.longValues.Id ?? 0,
      pgnoFDP: rows.longValues.ColtypOrPgnoFDP ?? 0,
    },
    lvChunkMax: table.LVChunkMax,
    separateLV: table.SeparateLV?.length === 4 ? u32(table.SeparateLV, 0) : undefined,
    callbacks: rows.callbacks.map((row) => ({
      type: row.Flags ?? 0,
      name: row.TemplateTable ? decodeText1252(row.TemplateTable) : '',
    })),
  };
}

function nameOf(row: CatalogRow): string {
  if (row.Name === undefined) throw new JetError('JET_errCatalogCorrupted', 'a catalog row has no name');
  return decodeText1252(row.Name);
}

function kindOf(fid: number): ColumnSchema['kind'] {
  if (fid <= fidClass.fixedLast) return 'fixed';
  return fid <= fidClass.variableLast ? 'variable' : 'tagged';
}

/** Whether a table is the catalog itself or its copy, whose rows about their own layout are not true. */
function isCatalog(table: CatalogRow): boolean {
  return table.Id === catalogTrees.objects.objidFDP || table.Id === catalogTrees.shadow.objidFDP;
}

/** What it makes of a column whose table it belongs to. */
interface ColumnOwner {
  readonly isCatalog: boolean;
  readonly isTemplate: boolean;
}

function buildColumn(row: CatalogRow, owner: ColumnOwner): ColumnSchema {
  const fid = row.Id ?? 0;
  const flags = row.Flags ?? 0;
  const name = nameOf(row);
  if (fid < fidClass.fixedFirst || fid > fidClass.taggedLast) {
    throw new JetError('JET_errCatalogCorrupted', `column ${name} has the impossible number ${fid}`);
  }
  return {
    name,
    fid,
    columnid: owner.isTemplate ? (fid | templateBit) >>> 0 : fid,
    coltyp: row.ColtypOrPgnoFDP ?? 0,
    kind: kindOf(fid),
    isTemplate: false,
    cbMax: row.SpaceUsage ?? 0,
    codePage: row.PagesOrLocale ?? 0,
    flags,
    recordOffset: (owner.isCatalog ? catalogOffsets.get(fid) : row.RecordOffset) ?? 0,
    defaultValue: (flags & columnFlag.userDefinedDefault) === 0 ? row.DefaultValue : undefined,
    userDefault:
      (flags & columnFlag.userDefinedDefault) !== 0 && row.TemplateTable
        ? decodeText1252(row.TemplateTable)
        : undefined,
  };
}

/** In old templates the tagged columns share the numbers of the derived table (10 §8.1). */
function asTemplateColumn(column: ColumnSchema): ColumnSchema {
  const marked = column.kind !== 'tagged' || (column.flags & columnFlag.templateColumn) !== 0;
  return { ...column, columnid: (column.fid | templateBit) >>> 0, isTemplate: marked };
}

function buildIndex(row: CatalogRow, table: string, columns: readonly ColumnSchema[]): IndexSchema {
  const name = nameOf(row);
  const flags = row.Flags ?? 0;
  const find = (segment: RawSegment): ColumnSchema => {
    const column = findColumn(columns, segment);
    if (column) return column;
    throw new JetError(
      'JET_errCatalogCorrupted',
      `index ${name} of ${table} names the unknown column ${segment.fid}`,
    );
  };
  const extended = (flags & indexFlag.extendedColumns) !== 0;
  const keyMost = row.KeyMost ?? keyMostDefault;
  return {
    name,
    objidFDP: row.Id ?? 0,
    pgnoFDP: row.ColtypOrPgnoFDP ?? 0,
    flags,
    isPrimary: (flags & indexFlag.primary) !== 0,
    isUnique: (flags & indexFlag.unique) !== 0,
    density: row.SpaceUsage ?? 0,
    segments: decodeSegments(row.KeyFldIDs, extended).map((segment) => ({
      column: find(segment),
      descending: segment.descending,
    })),
    conditional: decodeSegments(row.ConditionalColumns, extended).map((segment) => ({
      column: find(segment),
      mustBeNull: segment.mustBeNull,
    })),
    keyMost,
    varSegMac: row.VarSegMac?.length === 2 ? row.VarSegMac[0]! | (row.VarSegMac[1]! << 8) : undefined,
    lcMapFlags: row.LCMapFlags ?? 0,
    localeName: row.LocaleName && decodeUtf16(row.LocaleName),
    lcid: row.PagesOrLocale ?? 0,
    sortVersion: row.Version,
    sortId: row.SortID?.length === 16 ? formatGuid(row.SortID, 0) : undefined,
    tupleLimits: decodeTupleLimits(row.TupleLimits),
  };
}

function findColumn(columns: readonly ColumnSchema[], segment: RawSegment): ColumnSchema | undefined {
  return (
    columns.find((column) => column.fid === segment.fid && isOfTemplate(column) === segment.isTemplate) ??
    columns.find((column) => column.fid === segment.fid)
  );
}

function isOfTemplate(column: ColumnSchema): boolean {
  return (column.columnid & templateBit) !== 0;
}

function u32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at, true);
}
