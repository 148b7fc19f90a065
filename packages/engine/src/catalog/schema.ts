/** What the catalog says of tables, columns and indexes (10 §3), in the field's terms. */

export interface ColumnSchema {
  readonly name: string;
  /** Number within its class and table. */
  readonly fid: number;
  /** As the API knows it: the fid, with 0x80000000 for a column of a template table, also in derived ones. */
  readonly columnid: number;
  readonly coltyp: number;
  readonly kind: 'fixed' | 'variable' | 'tagged';
  /** Whether it belongs to the template of a derived table. */
  readonly isTemplate: boolean;
  /** Largest value in bytes; 0 = unlimited. */
  readonly cbMax: number;
  /** 1252 or 1200 for text, 0 for others. */
  readonly codePage: number;
  /** Bits of `columnFlag`. */
  readonly flags: number;
  /** Fixed columns: byte offset in the record. */
  readonly recordOffset: number;
  readonly defaultValue: Uint8Array | undefined;
  /** Callback that computes the default, `DLL!function`. */
  readonly userDefault: string | undefined;
}

/** Column flags (10 §3.2). */
export const columnFlag = {
  notNull: 0x1,
  version: 0x2,
  autoincrement: 0x4,
  multiValued: 0x8,
  default: 0x10,
  escrowUpdate: 0x20,
  finalize: 0x40,
  userDefinedDefault: 0x80,
  templateColumn: 0x100,
  deleteOnZero: 0x200,
  primaryIndexPlaceholder: 0x800,
  compressed: 0x1000,
  encrypted: 0x2000,
} as const;

export interface IndexSegment {
  readonly column: ColumnSchema;
  readonly descending: boolean;
}

export interface ConditionalColumn {
  readonly column: ColumnSchema;
  /** The record is in the index only if the column is NULL, or only if it is not. */
  readonly mustBeNull: boolean;
}

/** Limits of a tuple index, in characters (13 §4.2). */
export interface TupleLimits {
  readonly min: number;
  readonly max: number;
  readonly toIndexMax: number;
  readonly increment: number;
  readonly start: number;
}

export interface IndexSchema {
  readonly name: string;
  /** Of the index tree; the table's for a primary index. */
  readonly objidFDP: number;
  readonly pgnoFDP: number;
  /** Bits of `indexFlag`. */
  readonly flags: number;
  readonly isPrimary: boolean;
  readonly isUnique: boolean;
  readonly density: number;
  readonly segments: readonly IndexSegment[];
  readonly conditional: readonly ConditionalColumn[];
  readonly keyMost: number;
  /** Limit of one variable segment; `undefined` = none. */
  readonly varSegMac: number | undefined;
  readonly lcMapFlags: number;
  readonly localeName: string | undefined;
  readonly lcid: number;
  /** Two u32: defined version and NLS version. */
  readonly sortVersion: Uint8Array | undefined;
  readonly sortId: string | undefined;
  readonly tupleLimits: TupleLimits | undefined;
}

/** Index flags: IDB in the low half, IDX in the high half (10 §3.3). */
export const indexFlag = {
  unique: 0x1,
  allowAllNulls: 0x2,
  allowFirstNull: 0x4,
  allowSomeNulls: 0x8,
  noNullSegment: 0x10,
  primary: 0x20,
  localeSet: 0x40,
  multiValued: 0x80,
  template: 0x100,
  derived: 0x200,
  localizedText: 0x400,
  sortNullsHigh: 0x800,
  crossProduct: 0x2000,
  disallowTruncation: 0x4000,
  nestedTable: 0x8000,
  extendedColumns: 0x1_0000,
  dotNetGuid: 0x2_0000,
  deferredPopulate: 0x4_0000,
  optionallyUnique: 0x8_0000,
} as const;

export interface TableSchema {
  readonly name: string;
  readonly objidFDP: number;
  readonly pgnoFDP: number;
  /** Bits of `tableFlag`. */
  readonly flags: number;
  readonly isSystem: boolean;
  readonly density: number;
  /** Template columns first, then ascending by fid. Deleted columns are left out. */
  readonly columns: readonly ColumnSchema[];
  readonly indexes: readonly IndexSchema[];
  readonly templateName: string | undefined;
  /** The tree of long values; `undefined` until the first one is separated. */
  readonly longValues: { readonly objidFDP: number; readonly pgnoFDP: number } | undefined;
  /** Bytes of a long-value chunk, when the creator chose them. */
  readonly lvChunkMax: number | undefined;
  /** Bytes from which long values are separated, when the creator chose them. */
  readonly separateLV: number | undefined;
  readonly callbacks: readonly { readonly type: number; readonly name: string }[];
}

/** Table flags (10 §3.1). */
export const tableFlag = {
  system: 0x8000_0000,
  fixedDDL: 0x4000_0000,
  template: 0x2000_0000,
  derived: 0x1000_0000,
} as const;
