import type { JET_COLUMNID, JET_TABLEID } from '../status';

/** Where in a value and in which of several values a retrieval begins (JET_RETINFO). */
export interface JET_RETINFO {
  ibLongValue?: number | undefined;
  /** From 1 on; 0 or none: the first. */
  itagSequence?: number | undefined;
  /** Given out. */
  columnidNextTagged?: JET_COLUMNID;
}

/** One column of JetRetrieveColumns (JET_RETRIEVECOLUMN). */
export interface JET_RETRIEVECOLUMN {
  readonly columnid: JET_COLUMNID;
  readonly pvData: Uint8Array | null;
  readonly cbData: number;
  readonly grbit?: number | undefined;
  readonly ibLongValue?: number | undefined;
  /** 0: given out is the number of values. */
  itagSequence: number;
  /** Given out. */
  cbActual?: number;
  columnidNextTagged?: JET_COLUMNID;
  err?: number;
}

/** Where in a value and at which of several values a setting goes (JET_SETINFO). */
export interface JET_SETINFO {
  readonly ibLongValue?: number | undefined;
  /** 0 adds a value. */
  readonly itagSequence?: number | undefined;
}

/** One column of JetSetColumns (JET_SETCOLUMN). */
export interface JET_SETCOLUMN {
  readonly columnid: JET_COLUMNID;
  readonly pvData: Uint8Array | null;
  readonly cbData: number;
  readonly grbit?: number | undefined;
  readonly ibLongValue?: number | undefined;
  readonly itagSequence?: number | undefined;
  /** Given out. */
  err?: number;
}

/** Columns that JetEnumerateColumns is asked for (JET_ENUMCOLUMNID). */
export interface JET_ENUMCOLUMNID {
  readonly columnid: JET_COLUMNID;
  /** Which values; none: all. */
  readonly rgtagSequence?: readonly number[] | undefined;
}

export interface JET_ENUMCOLUMNVALUE {
  readonly itagSequence: number;
  readonly err: number;
  readonly cbData: number;
  readonly pvData: Uint8Array | null;
}

/** A column of a record (JET_ENUMCOLUMN). */
export interface JET_ENUMCOLUMN {
  readonly columnid: JET_COLUMNID;
  /** JET_wrnColumnSingleValue: the value is in `cbData` and `pvData`, else in the list. */
  readonly err: number;
  readonly rgEnumColumnValue?: readonly JET_ENUMCOLUMNVALUE[];
  readonly cbData?: number;
  readonly pvData?: Uint8Array | null;
}

/** Sizes of a record in bytes, and counts (JET_RECSIZE2). */
export interface JET_RECSIZE {
  cbData: number;
  cbLongValueData: number;
  cbOverhead: number;
  cbLongValueOverhead: number;
  cNonTaggedColumns: number;
  cTaggedColumns: number;
  cLongValues: number;
  cMultiValues: number;
  cCompressedColumns: number;
  cbDataCompressed: number;
  cbLongValueDataCompressed: number;
}

/** Where a record is among the others (JET_RECPOS): an estimate. */
export interface JET_RECPOS {
  centriesLT: number;
  centriesInRange: number;
  centriesTotal: number;
}

/** An index with its range, for JetIntersectIndexes (JET_INDEXRANGE). */
export interface JET_INDEXRANGE {
  readonly tableid: JET_TABLEID;
  /** RecordInIndex or RecordNotInIndex. */
  readonly grbit: number;
}

/** What JetIntersectIndexes found (JET_RECORDLIST); the bookmarks stand where the documented call has a table. */
export interface JET_RECORDLIST {
  readonly cRecord: number;
  readonly bookmarks: readonly Uint8Array[];
}
