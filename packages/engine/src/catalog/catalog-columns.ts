import { coltyp } from '../values/coltyp';

/**
 * The columns of MSysObjects and its shadow (10 §2.1). They are fixed by the format: the catalog's rows
 * about itself are not used for decoding. Records carry their own column counts, so this one table reads
 * the catalogs of all format versions.
 *
 * Fixed columns: fid, type, offset in the record.
 */
export const catalogFixed = {
  ObjidTable: { fid: 1, type: coltyp.long, offset: 4 },
  Type: { fid: 2, type: coltyp.short, offset: 8 },
  Id: { fid: 3, type: coltyp.long, offset: 10 },
  ColtypOrPgnoFDP: { fid: 4, type: coltyp.long, offset: 14 },
  SpaceUsage: { fid: 5, type: coltyp.long, offset: 18 },
  Flags: { fid: 6, type: coltyp.long, offset: 22 },
  PagesOrLocale: { fid: 7, type: coltyp.long, offset: 26 },
  RootFlag: { fid: 8, type: coltyp.bit, offset: 30 },
  RecordOffset: { fid: 9, type: coltyp.short, offset: 31 },
  LCMapFlags: { fid: 10, type: coltyp.long, offset: 33 },
  KeyMost: { fid: 11, type: coltyp.unsignedShort, offset: 37 },
  LVChunkMax: { fid: 12, type: coltyp.long, offset: 39 },
} as const;

/**
 * Where the catalog's own fixed columns stand, by fid. The rows of the catalog about itself say 4 for every
 * one of them (10 §2.3). Fid 13, PgnoFDPLastSetTime, is in newer formats only and says nothing of a schema.
 */
export const catalogOffsets: ReadonlyMap<number, number> = new Map([
  ...Object.values(catalogFixed).map(({ fid, offset }) => [fid, offset] as const),
  [13, 43] as const,
]);

/** Variable columns: fid. */
export const catalogVariable = {
  Name: 128,
  Stats: 129,
  TemplateTable: 130,
  DefaultValue: 131,
  KeyFldIDs: 132,
  VarSegMac: 133,
  ConditionalColumns: 134,
  TupleLimits: 135,
  Version: 136,
  SortID: 137,
} as const;

/** Tagged columns: fid. All are long binaries. */
export const catalogTagged = {
  CallbackData: 256,
  CallbackDependencies: 257,
  SeparateLV: 258,
  SpaceHints: 259,
  SpaceDeferredLVHints: 260,
  LocaleName: 261,
} as const;

/** What a row is about (10 §1). */
export const catalogType = { table: 1, column: 2, index: 3, longValues: 4, callback: 5 } as const;

/** Where the catalog and its copy are, in every database (10 §1). */
export const catalogTrees = {
  objects: { pgnoFDP: 4, objidFDP: 2 },
  shadow: { pgnoFDP: 24, objidFDP: 3 },
} as const;
