import { RecordShape } from '../../records/write';
import { coltyp, fixedSize } from '../../values/coltyp';
import { catalogFixed, catalogOffsets, catalogTagged, catalogVariable } from '../catalog-columns';
import { columnFlag, type ColumnSchema } from '../schema';

/**
 * Fid 13, which newer formats have: when the root page of the tree was last set, a FILETIME. It says nothing of
 * a schema, so the reading side does without it.
 */
export const lastSetTime = { fid: 13, type: coltyp.dateTime, offset: 43 } as const;

/** Columns that every row has (10 §2.1). */
const notNullFids: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, catalogVariable.Name]);

/** Variable columns that hold names; the others are binary. */
const textFids: ReadonlySet<number> = new Set([catalogVariable.Name, catalogVariable.TemplateTable]);

const variableSize = 255;

/** A column of the catalog tables, by the format's fixed definition (10 §2.1). */
export interface CatalogColumn {
  readonly name: string;
  readonly fid: number;
  readonly coltyp: number;
  /** As the catalog's row about it says: 255 for variable ones, 0 for tagged ones. */
  readonly size: number;
  readonly isNotNull: boolean;
}

/** All columns of MSysObjects and its shadow, ascending by fid. */
export const catalogColumns: readonly CatalogColumn[] = [
  ...Object.entries({ ...catalogFixed, PgnoFDPLastSetTime: lastSetTime }).map(([name, { fid, type }]) =>
    catalogColumn(name, fid, type, fixedSize(type)),
  ),
  ...Object.entries(catalogVariable).map(([name, fid]) =>
    catalogColumn(name, fid, textFids.has(fid) ? coltyp.text : coltyp.binary, variableSize),
  ),
  ...Object.entries(catalogTagged).map(([name, fid]) => catalogColumn(name, fid, coltyp.longBinary, 0)),
];

function catalogColumn(name: string, fid: number, type: number, size: number): CatalogColumn {
  return { name, fid, coltyp: type, size, isNotNull: notNullFids.has(fid) };
}

/** What the record builder must know of the catalog tables. */
export function catalogShape(pageSize: number): RecordShape {
  const columns = catalogColumns.map(asSchema);
  return new RecordShape({ name: 'MSysObjects', columns, indexes: [], separateLV: undefined }, { pageSize });
}

function asSchema({ name, fid, coltyp: type, size, isNotNull }: CatalogColumn): ColumnSchema {
  const kind = fid <= 127 ? 'fixed' : fid <= 255 ? 'variable' : 'tagged';
  return {
    name,
    fid,
    columnid: fid,
    coltyp: type,
    kind,
    isTemplate: false,
    cbMax: size,
    codePage: type === coltyp.text ? 1252 : 0,
    flags: isNotNull ? columnFlag.notNull : 0,
    recordOffset: catalogOffsets.get(fid) ?? 0,
    defaultValue: undefined,
    userDefault: undefined,
  };
}
