import type { JET_COLUMNID, JET_TABLEID } from '../status';

/** A column to be added, or one that is there (JET_COLUMNDEF). */
export interface JET_COLUMNDEF {
  /** Given out. */
  columnid?: JET_COLUMNID;
  /** One of `JET_coltyp`. */
  readonly coltyp: number;
  /** Code page of text; 0 = 1252. */
  readonly cp?: number | undefined;
  /** Largest value in bytes; 0 = the largest of the type. */
  readonly cbMax?: number | undefined;
  /** Bits `Column…` of `JET_bit`. */
  readonly grbit?: number | undefined;
}

/** What JetGetTableColumnInfo says besides (JET_COLUMNBASE). */
export interface JET_COLUMNBASE extends JET_COLUMNDEF {
  readonly szBaseTableName: string;
  readonly szBaseColumnName: string;
}

/** One line of a list of columns. */
export interface JET_COLUMNROW extends Required<Omit<JET_COLUMNDEF, 'columnid'>> {
  readonly columnid: JET_COLUMNID;
  readonly szColumnName: string;
  readonly defaultValue: Uint8Array | undefined;
}

/** The columns of a table (JET_COLUMNLIST): `rows` stands where the documented call gives a temporary table. */
export interface JET_COLUMNLIST {
  readonly cRecord: number;
  readonly rows: readonly JET_COLUMNROW[];
}

/** A column of a table that is created (JET_COLUMNCREATE). */
export interface JET_COLUMNCREATE {
  readonly szColumnName: string;
  readonly coltyp: number;
  readonly cbMax?: number | undefined;
  readonly grbit?: number | undefined;
  readonly pvDefault?: Uint8Array | null | undefined;
  readonly cp?: number | undefined;
  /** Given out. */
  columnid?: JET_COLUMNID;
  /** Given out: what came of this column. */
  err?: number;
}

/** A condition for a record to be in an index (JET_CONDITIONALCOLUMN). */
export interface JET_CONDITIONALCOLUMN {
  readonly szColumnName: string;
  /** IndexColumnMustBeNull or IndexColumnMustBeNonNull. */
  readonly grbit: number;
}

/** How an index compares Unicode text (JET_UNICODEINDEX2). */
export interface JET_UNICODEINDEX {
  /** `null` with an `lcid`. */
  readonly szLocaleName?: string | null | undefined;
  readonly lcid?: number | undefined;
  readonly dwMapFlags: number;
}

/** Limits of a tuple index, in characters (JET_TUPLELIMITS). */
export interface JET_TUPLELIMITS {
  readonly chLengthMin: number;
  readonly chLengthMax: number;
  readonly chToIndexMax: number;
  readonly cchIncrement?: number | undefined;
  readonly ichStart?: number | undefined;
}

/** An index that is created (JET_INDEXCREATE). */
export interface JET_INDEXCREATE {
  readonly szIndexName: string;
  /** `+a\0-b\0\0`: sign and name of each column, each ended by a NUL, one more at the end. */
  readonly szKey: string;
  /** How many characters of `szKey` count; default: all. */
  readonly cbKey?: number | undefined;
  readonly grbit: number;
  /** Percent; 0 = the default, 80. */
  readonly ulDensity?: number | undefined;
  /** With IndexUnicode. */
  readonly pidxunicode?: JET_UNICODEINDEX | null | undefined;
  readonly cbVarSegMac?: number | undefined;
  /** With IndexTupleLimits. */
  readonly ptuplelimits?: JET_TUPLELIMITS | null | undefined;
  readonly rgconditionalcolumn?: readonly JET_CONDITIONALCOLUMN[] | undefined;
  /** With IndexKeyMost. */
  readonly cbKeyMost?: number | undefined;
  /** Given out: what came of this index. */
  err?: number;
}

/** A table that is created with its columns and indexes (JET_TABLECREATE5). */
export interface JET_TABLECREATE {
  readonly szTableName: string;
  readonly szTemplateTableName?: string | null | undefined;
  readonly ulPages?: number | undefined;
  readonly ulDensity?: number | undefined;
  readonly rgcolumncreate?: readonly JET_COLUMNCREATE[] | undefined;
  readonly rgindexcreate?: readonly JET_INDEXCREATE[] | undefined;
  /** Bits `TableCreate…` of `JET_bit`. */
  readonly grbit?: number | undefined;
  /** Bytes from which long values are separated. */
  readonly cbSeparateLV?: number | undefined;
  readonly cbLVChunkMax?: number | undefined;
  /** Given out: a cursor, exclusive until it is closed. */
  tableid?: JET_TABLEID;
  /** Given out: the table, its columns and its indexes that were created. */
  cCreated?: number;
}

/** One segment of one index, as the lists of indexes have it. */
export interface JET_INDEXROW {
  readonly szIndexName: string;
  readonly grbitIndex: number;
  readonly cColumn: number;
  readonly iColumn: number;
  readonly columnid: JET_COLUMNID;
  readonly coltyp: number;
  readonly cp: number;
  /** 1 descending, 0 ascending. */
  readonly grbitColumn: number;
  readonly szColumnName: string;
}

/** The indexes of a table (JET_INDEXLIST), a row for each segment, in the order of their names. */
export interface JET_INDEXLIST {
  readonly cRecord: number;
  readonly rows: readonly JET_INDEXROW[];
}

/** A table of a database (JET_OBJECTINFO). */
export interface JET_OBJECTINFO {
  readonly objtyp: number;
  /** Bits of JET_bitTableInfo…: updatable 1, bookmark 2, rollback 4. */
  readonly grbit: number;
  /** System, template, derived, fixed. */
  readonly flags: number;
}

/** One line of the list of objects. */
export interface JET_OBJECTROW extends JET_OBJECTINFO {
  readonly szObjectName: string;
}

/** The tables of a database (JET_OBJECTLIST). */
export interface JET_OBJECTLIST {
  readonly cRecord: number;
  readonly rows: readonly JET_OBJECTROW[];
}
