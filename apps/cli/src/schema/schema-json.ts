import { coltypNames, isText, type ColumnSchema, type IndexSchema, type TableSchema } from '@esekit/engine';
import { isSystemTable } from '../database/system-table';
import { collect } from '../export/collect';
import { JsonColumn } from '../export/json-cells';
import { columnFlagNames, indexFlagNames, tableFlagNames } from './flag-names';

export interface ColumnJson {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly kind: string;
  /** Largest size in bytes; 0 = no limit. */
  readonly size: number;
  readonly codePage: number | null;
  readonly flags: readonly string[];
  /** As `export` writes values; `null` without one. */
  readonly default: unknown;
  readonly template: boolean;
}

export interface IndexJson {
  readonly name: string;
  readonly objectId: number;
  readonly rootPage: number;
  /** Key columns in order, `+` ascending and `-` descending, as in the API. */
  readonly key: string;
  readonly primary: boolean;
  readonly unique: boolean;
  readonly flags: readonly string[];
  /** Columns that have to be NULL, `?`, or not NULL, `*`, for a record to be in the index. */
  readonly conditions: string;
  readonly keyMost: number;
  readonly locale: IndexSchema['localeName'] | null;
  readonly lcid: number;
  readonly lcMapFlags: number;
  readonly sortVersion: Uint8Array | null;
  readonly sortId: string | null;
  readonly tuple: IndexSchema['tupleLimits'] | null;
}

export interface TableJson {
  readonly name: string;
  readonly objectId: number;
  readonly rootPage: number;
  readonly system: boolean;
  readonly flags: readonly string[];
  readonly template: string | null;
  readonly density: number;
  readonly columns: readonly ColumnJson[];
  readonly indexes: readonly IndexJson[];
  readonly longValues: { readonly objectId: number; readonly rootPage: number } | null;
  readonly callbacks: TableSchema['callbacks'];
}

/** What `schema --json` says of a table. */
export function tableJson(table: TableSchema): TableJson {
  const { longValues } = table;
  return {
    name: table.name,
    objectId: table.objidFDP,
    rootPage: table.pgnoFDP,
    system: isSystemTable(table),
    flags: tableFlagNames(table.flags),
    template: table.templateName ?? null,
    density: table.density,
    columns: table.columns.map(columnJson),
    indexes: table.indexes.map(indexJson),
    longValues: longValues ? { objectId: longValues.objidFDP, rootPage: longValues.pgnoFDP } : null,
    callbacks: table.callbacks,
  };
}

function columnJson(column: ColumnSchema): ColumnJson {
  return {
    id: column.fid,
    name: column.name,
    type: coltypNames[column.coltyp] ?? `type ${column.coltyp}`,
    kind: column.kind,
    size: column.cbMax,
    codePage: isText(column.coltyp) ? column.codePage : null,
    flags: columnFlagNames(column.flags),
    default: column.userDefault === undefined ? defaultOf(column) : { callback: column.userDefault },
    template: column.isTemplate,
  };
}

/** Through the writer of rows, so that both verbs show one value in one form. */
function defaultOf(column: ColumnSchema): unknown {
  const bytes = collect((out) => void new JsonColumn(column).default(out));
  return bytes.length === 0 ? null : JSON.parse(new TextDecoder().decode(bytes));
}

function indexJson(index: IndexSchema): IndexJson {
  return {
    name: index.name,
    objectId: index.objidFDP,
    rootPage: index.pgnoFDP,
    key: index.segments.map(({ column, descending }) => `${descending ? '-' : '+'}${column.name}`).join(''),
    primary: index.isPrimary,
    unique: index.isUnique,
    flags: indexFlagNames(index.flags),
    conditions: index.conditional
      .map(({ column, mustBeNull }) => `${mustBeNull ? '?' : '*'}${column.name}`)
      .join(''),
    keyMost: index.keyMost,
    locale: index.localeName ?? null,
    lcid: index.lcid,
    lcMapFlags: index.lcMapFlags,
    sortVersion: index.sortVersion ?? null,
    sortId: index.sortId ?? null,
    tuple: index.tupleLimits ?? null,
  };
}
