import { indexFlag } from '../schema';

/** Flags of JetCreateIndex that the catalog keeps (10 §3.3). */
export const indexGrbit = {
  unique: 0x1,
  primary: 0x2,
  disallowNull: 0x4,
  ignoreNull: 0x8,
  ignoreAnyNull: 0x20,
  ignoreFirstNull: 0x40,
  sortNullsHigh: 0x400,
  crossProduct: 0x4000,
  disallowTruncation: 0x1_0000,
  nestedTable: 0x2_0000,
  dotNetGuid: 0x4_0000,
} as const;

/** What an index's flags depend on beside the caller's. */
export interface IndexFacts {
  /** The caller named a locale. */
  readonly hasLocale: boolean;
  /** A key column is multi-valued. */
  readonly isMultiValued: boolean;
  /** A key column is text in UTF-16. */
  readonly isLocalized: boolean;
  /** The table is a template. */
  readonly isTemplate: boolean;
}

/** Flags of JetCreateIndex as the catalog's Flags (10 §3.3). */
export function catalogIndexFlags(grbit: number, facts: IndexFacts): number {
  const asks = (flag: number): boolean => (grbit & flag) !== 0;
  const { primary, unique } = indexFlag;
  let flags: number = indexFlag.extendedColumns | nullFlags(grbit);
  if (asks(indexGrbit.primary)) flags |= primary | unique;
  if (asks(indexGrbit.unique)) flags |= unique;
  if (asks(indexGrbit.sortNullsHigh)) flags |= indexFlag.sortNullsHigh;
  if (asks(indexGrbit.crossProduct)) flags |= indexFlag.crossProduct;
  if (asks(indexGrbit.disallowTruncation)) flags |= indexFlag.disallowTruncation;
  if (asks(indexGrbit.nestedTable)) flags |= indexFlag.nestedTable;
  if (asks(indexGrbit.dotNetGuid)) flags |= indexFlag.dotNetGuid;
  if (facts.hasLocale) flags |= indexFlag.localeSet;
  if (facts.isMultiValued) flags |= indexFlag.multiValued;
  if (facts.isLocalized) flags |= indexFlag.localizedText;
  return facts.isTemplate ? flags | indexFlag.template : flags;
}

/** Each of the caller's flags takes away some of what is allowed without any. */
function nullFlags(grbit: number): number {
  const { allowAllNulls, allowFirstNull, allowSomeNulls, noNullSegment } = indexFlag;
  if ((grbit & indexGrbit.disallowNull) !== 0) return noNullSegment;
  if ((grbit & indexGrbit.ignoreAnyNull) !== 0) return 0;
  if ((grbit & indexGrbit.ignoreFirstNull) !== 0) return allowSomeNulls;
  if ((grbit & indexGrbit.ignoreNull) !== 0) return allowFirstNull | allowSomeNulls;
  return allowAllNulls | allowFirstNull | allowSomeNulls;
}

/** An index of a derived table that it has from its template (10 §8.1). */
export function derivedIndexFlags(templateFlags: number): number {
  return (templateFlags & ~indexFlag.template) | indexFlag.derived;
}
