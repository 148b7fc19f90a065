import { codePage1252Bytes, guidBytes } from './name-bytes';
import { catalogType } from '../catalog-columns';
import type { RawSegment } from '../index-parts';
import { columnFlag, indexFlag, type TupleLimits } from '../schema';
import type { CatalogFields } from './catalog-record';
import { encodeSegments, encodeTupleLimits, words } from './index-bytes';
import { encodeSpaceHints, type SpaceHints } from './space-hints';

/** What a tree's row says beside its own matters; the time from format 9460 on, as FILETIME. */
interface TreeRow {
  readonly objid: number;
  readonly pgnoFDP: number;
  /** Percent. */
  readonly density: number;
  readonly spaceHints?: SpaceHints | undefined;
  readonly lastSetTime?: bigint | undefined;
}

/** Row of type 1 (10 §3.1). */
export interface TableRow extends TreeRow {
  readonly name: string;
  /** Bits of `tableFlag`. */
  readonly flags: number;
  /** Initial pages asked for. */
  readonly pages: number;
  readonly templateName?: string | undefined;
  /** Bytes of a long-value chunk, when not the page size's own. */
  readonly lvChunkMax?: number | undefined;
  readonly separateLV?: number | undefined;
  readonly deferredLongValueHints?: SpaceHints | undefined;
}

/** Row of type 2 (10 §3.2). */
export interface ColumnRow {
  readonly objidTable: number;
  readonly fid: number;
  readonly name: string;
  /** 0 = deleted. */
  readonly coltyp: number;
  readonly cbMax: number;
  /** Bits of `columnFlag`. */
  readonly flags: number;
  readonly codePage: number;
  /** Fixed columns. */
  readonly recordOffset?: number | undefined;
  readonly defaultValue?: Uint8Array | undefined;
  /** A default that a callback computes: `DLL!function` and its data. */
  readonly userDefault?: { readonly callback: string; readonly data?: Uint8Array | undefined } | undefined;
  /** Columns on which the callback depends. */
  readonly dependencies?: Uint8Array | undefined;
}

/** Row of type 3 (10 §3.3). */
export interface IndexRow extends TreeRow {
  readonly objidTable: number;
  readonly name: string;
  /** Bits of `indexFlag`. */
  readonly flags: number;
  readonly segments: readonly RawSegment[];
  readonly conditional?: readonly RawSegment[] | undefined;
  readonly lcMapFlags: number;
  readonly localeName?: string | undefined;
  /** Of formats before locale names. */
  readonly lcid?: number | undefined;
  /** Default 255. */
  readonly keyMost?: number | undefined;
  /** Default: that of keyMost. */
  readonly varSegMac?: number | undefined;
  readonly tupleLimits?: TupleLimits | undefined;
  /** Localized indexes: defined version and NLS version. */
  readonly sortVersion?: readonly [number, number] | undefined;
  /** Localized indexes: GUID of the sort table. */
  readonly sortId?: string | undefined;
}

/** Row of type 4 (10 §3.4). */
export interface LongValueRow extends Pick<TreeRow, 'objid' | 'pgnoFDP' | 'lastSetTime'> {
  readonly objidTable: number;
  readonly spaceHints?: SpaceHints | undefined;
}

/** Row of type 5 (10 §3.5). */
export interface CallbackRow {
  readonly objidTable: number;
  /** Bits of JET_cbtyp. */
  readonly type: number;
  /** `DLL!function`. */
  readonly callback: string;
}

const rootFlag = 0xff;
const keyMostDefault = 255;
const longValues = { density: 100, pages: 1, name: 'LV' } as const;
const callbacks = { id: 5, name: 'CB' } as const;

export function tableFields(table: TableRow): CatalogFields {
  return {
    ObjidTable: table.objid,
    Type: catalogType.table,
    Id: table.objid,
    ColtypOrPgnoFDP: table.pgnoFDP,
    SpaceUsage: table.density,
    Flags: table.flags,
    PagesOrLocale: table.pages,
    RootFlag: rootFlag,
    LVChunkMax: table.lvChunkMax,
    PgnoFDPLastSetTime: table.lastSetTime,
    Name: codePage1252Bytes(table.name),
    TemplateTable: optional(table.templateName, codePage1252Bytes),
    SeparateLV: optional(table.separateLV, (size) => words([size])),
    SpaceHints: optional(table.spaceHints, (hints) => encodeSpaceHints(hints, 'table')),
    SpaceDeferredLVHints: optional(table.deferredLongValueHints, (hints) =>
      encodeSpaceHints(hints, 'deferredLongValues'),
    ),
  };
}

/** Only the low half of the flags is stored. */
const columnFlagsMask = 0xffff;

export function columnFields(column: ColumnRow): CatalogFields {
  return {
    ObjidTable: column.objidTable,
    Type: catalogType.column,
    Id: column.fid,
    ColtypOrPgnoFDP: column.coltyp,
    SpaceUsage: column.cbMax,
    Flags: column.flags & columnFlagsMask,
    PagesOrLocale: column.codePage,
    RecordOffset: column.recordOffset,
    Name: codePage1252Bytes(column.name),
    DefaultValue: column.userDefault ? undefined : column.defaultValue,
    TemplateTable: optional(column.userDefault?.callback, codePage1252Bytes),
    CallbackData: column.userDefault?.data,
    CallbackDependencies: column.dependencies,
  };
}

/** What changes in the row of a column that is deleted (10 §8): the row stays, so that its fid does. */
export function deletedColumnFields(objidTable: number, fid: number, flags: number): CatalogFields {
  return {
    ColtypOrPgnoFDP: 0,
    Flags: flags & columnFlagsMask & ~(columnFlag.default | columnFlag.userDefinedDefault),
    Name: codePage1252Bytes(`JetStub_${objidTable}_${fid}`),
  };
}

export function indexFields(index: IndexRow): CatalogFields {
  const isExtended = (index.flags & indexFlag.extendedColumns) !== 0;
  const { keyMost = keyMostDefault, conditional = [] } = index;
  const { varSegMac = keyMost } = index;
  return {
    ObjidTable: index.objidTable,
    Type: catalogType.index,
    Id: index.objid,
    ColtypOrPgnoFDP: index.pgnoFDP,
    SpaceUsage: index.density,
    Flags: index.flags,
    PagesOrLocale: index.lcid ?? 0,
    LCMapFlags: index.lcMapFlags,
    KeyMost: keyMost === keyMostDefault ? undefined : keyMost,
    PgnoFDPLastSetTime: index.lastSetTime,
    Name: codePage1252Bytes(index.name),
    KeyFldIDs: encodeSegments(index.segments, isExtended),
    VarSegMac: varSegMac === keyMost ? undefined : Uint8Array.of(varSegMac & 0xff, varSegMac >> 8),
    ConditionalColumns: conditional.length === 0 ? undefined : encodeSegments(conditional, isExtended),
    TupleLimits: optional(index.tupleLimits, encodeTupleLimits),
    Version: optional(index.sortVersion, words),
    SortID: optional(index.sortId, guidBytes),
    SpaceHints: optional(index.spaceHints, (hints) => encodeSpaceHints(hints, 'tree')),
    LocaleName: optional(index.localeName, utf16),
  };
}

export function longValueFields(tree: LongValueRow): CatalogFields {
  return {
    ObjidTable: tree.objidTable,
    Type: catalogType.longValues,
    Id: tree.objid,
    ColtypOrPgnoFDP: tree.pgnoFDP,
    SpaceUsage: longValues.density,
    Flags: 0,
    PagesOrLocale: longValues.pages,
    PgnoFDPLastSetTime: tree.lastSetTime,
    Name: codePage1252Bytes(longValues.name),
    SpaceHints: optional(tree.spaceHints, (hints) => encodeSpaceHints(hints, 'tree')),
  };
}

export function callbackFields(callback: CallbackRow): CatalogFields {
  return {
    ObjidTable: callback.objidTable,
    Type: catalogType.callback,
    Id: callbacks.id,
    ColtypOrPgnoFDP: 0,
    SpaceUsage: 0,
    Flags: callback.type,
    PagesOrLocale: 0,
    Name: codePage1252Bytes(callbacks.name),
    TemplateTable: codePage1252Bytes(callback.callback),
  };
}

function optional<T>(
  value: T | undefined,
  encode: (value: T) => Uint8Array | undefined,
): Uint8Array | undefined {
  return value === undefined ? undefined : encode(value);
}

function utf16(text: string): Uint8Array {
  return Uint8Array.from(
    { length: 2 * text.length },
    (_, i) => (text.charCodeAt(i >> 1) >> (8 * (i & 1))) & 0xff,
  );
}
