import type { ColumnSchema } from '../../catalog/schema';
import { taggedHeader } from '../../records/record-layout';
import type { RecordView } from '../../records/record-view';
import type { CursorCore } from '../cursor-core';
import { retrieveFlag } from './retrieve-flags';
import { retrieveInstance } from './retrieve-instance';
import { RetrievedValue } from './retrieved-value';

/** Flags of JetEnumerateColumns. */
export const enumerateFlag = {
  copy: 0x1,
  ignoreDefault: 0x20,
  presenceOnly: 0x2_0000,
  taggedOnly: 0x4_0000,
  compressOutput: 0x8_0000,
  ignoreUserDefinedDefault: 0x10_0000,
  inRecordOnly: 0x20_0000,
} as const;

/** An instance of a column. */
export interface EnumeratedValue {
  readonly itagSequence: number;
  readonly bytes: Uint8Array;
  /** `JET_wrnColumnTruncated` when there are more bytes than were wanted. */
  readonly warning: 'JET_wrnColumnTruncated' | 'JET_wrnColumnNotInRecord' | undefined;
}

/** What JetEnumerateColumns says of a column. */
export interface EnumeratedColumn {
  readonly columnid: number;
  /**
   * `undefined`: see `values`. JET_wrnColumnSingleValue: the only one of `values`, in the short form. The others
   * have no values.
   */
  readonly warning: 'JET_wrnColumnNull' | 'JET_wrnColumnPresent' | 'JET_wrnColumnSingleValue' | undefined;
  readonly values: readonly EnumeratedValue[];
}

/** A column that is asked for, and instances of it; none: all of them. */
export interface ColumnToEnumerate {
  readonly columnid: number;
  readonly itags?: readonly number[] | undefined;
}

export interface EnumerateOptions {
  /** Bits of `enumerateFlag`. Default 0. */
  readonly grbit?: number;
  /** Bytes of a value that are wanted. Default: all. */
  readonly cbMost?: number;
  /** Default: all columns of the record, and those that are not in it and have a default. */
  readonly columns?: readonly ColumnToEnumerate[] | undefined;
}

/**
 * JetEnumerateColumns: the columns asked for in the order they are asked for; otherwise fixed, variable and tagged
 * ones, each ascending, without those that the record does not have.
 *
 * @throws JET_errColumnNotFound, JET_errNoCurrentRecord, JET_errRecordDeleted
 */
export function enumerateColumns(core: CursorCore, options: EnumerateOptions = {}): EnumeratedColumn[] {
  const grbit = options.grbit ?? 0;
  const { shape } = core.view;
  const record = core.source.stableRecord((grbit & enumerateFlag.copy) !== 0);
  const walk = new Enumeration(core, record, options);
  if (options.columns !== undefined) {
    return options.columns.map(({ columnid, itags }) => walk.column(shape.column(columnid).schema, itags));
  }
  const columns: EnumeratedColumn[] = [];
  for (const { schema } of shape.columns) {
    if ((grbit & enumerateFlag.taggedOnly) !== 0 && schema.kind !== 'tagged') continue;
    if (walk.isListed(schema)) columns.push(walk.column(schema, undefined));
  }
  return columns;
}

class Enumeration {
  readonly #core: CursorCore;
  readonly #record: RecordView;
  readonly #grbit: number;
  readonly #cbMost: number | undefined;
  readonly #result = new RetrievedValue();

  constructor(core: CursorCore, record: RecordView, { grbit = 0, cbMost }: EnumerateOptions) {
    this.#core = core;
    this.#record = record;
    this.#grbit = grbit;
    this.#cbMost = cbMost;
  }

  /** In the record, if only as NULL, or with a default that counts. */
  isListed(column: ColumnSchema): boolean {
    if (this.#isInRecord(column)) return true;
    return column.defaultValue !== undefined && !this.#has(enumerateFlag.ignoreDefault);
  }

  column(column: ColumnSchema, itags: readonly number[] | undefined): EnumeratedColumn {
    const { columnid } = column;
    const values = this.#values(column, itags);
    if (values.length === 0) return { columnid, warning: 'JET_wrnColumnNull', values };
    if (this.#has(enumerateFlag.presenceOnly)) {
      return { columnid, warning: 'JET_wrnColumnPresent', values: [] };
    }
    const isShort =
      this.#has(enumerateFlag.compressOutput) &&
      itags === undefined &&
      values.length === 1 &&
      values[0]!.warning === undefined &&
      !this.#isSeparated(column);
    return { columnid, warning: isShort ? 'JET_wrnColumnSingleValue' : undefined, values };
  }

  #values(column: ColumnSchema, itags: readonly number[] | undefined): EnumeratedValue[] {
    const values: EnumeratedValue[] = [];
    if (this.#has(enumerateFlag.ignoreDefault) && !this.#isInRecord(column)) return values;
    if (itags !== undefined) {
      for (const itag of itags) this.#add(values, column, itag);
      return values;
    }
    const most = column.kind === 'tagged' ? Number.MAX_SAFE_INTEGER : 1;
    for (let itag = 1; itag <= most && this.#add(values, column, itag); itag++);
    return values;
  }

  #add(values: EnumeratedValue[], column: ColumnSchema, itagSequence: number): boolean {
    const result = this.#result;
    const grbit = this.#has(enumerateFlag.ignoreDefault) ? retrieveFlag.ignoreDefault : 0;
    // Whether a value is there can be told without reading it.
    const cbMost = this.#has(enumerateFlag.presenceOnly) ? 0 : this.#cbMost;
    const options = cbMost === undefined ? { grbit } : { grbit, cbMost };
    const { finder } = this.#core.source;
    retrieveInstance(finder, this.#record, column, itagSequence, options, result);
    if (result.warning === 'JET_wrnColumnNull') return false;
    const isCut = result.warning === 'JET_wrnBufferTruncated';
    values.push({
      itagSequence,
      bytes: result.place.copy(),
      warning: isCut ? 'JET_wrnColumnTruncated' : undefined,
    });
    return true;
  }

  #isInRecord(column: ColumnSchema): boolean {
    const record = this.#record;
    if (column.kind === 'fixed') return column.fid <= record.fidFixedLast;
    if (column.kind === 'variable') return column.fid <= record.fidVarLast;
    return record.findTagged(column.fid, column.isTemplate) !== 'absent';
  }

  #isSeparated(column: ColumnSchema): boolean {
    const record = this.#record;
    if (column.kind !== 'tagged' || record.findTagged(column.fid, column.isTemplate) !== 'value')
      return false;
    record.findInstance(1);
    return (record.instanceFlags & taggedHeader.separated) !== 0;
  }

  #has(flag: number): boolean {
    return (this.#grbit & flag) !== 0;
  }
}
