import { JetError } from '@esekit/core';
import type { ColumnValue } from '../../keys';
import { RecordView } from '../record-view';
import { visitSeparated } from '../separated-values';
import { RecordCheck } from './check-record';
import type { ColumnPlan } from './column-plan';
import { ValueEncoder } from './encode-value';
import { Instances } from './instances';
import { setLongValue, setPlainLongValue } from './long-value-columns';
import type { LongValueStore } from './long-value-store';
import type { RecordShape } from './record-shape';
import { setFlag } from './set-flags';
import { setFixed, setTagged, setVariable } from './short-columns';
import { SpecialColumns, type UpdateKind } from './special-columns';
import { WorkRecord } from './work-record';

/** What JetSetColumn takes besides column and value. */
export interface SetOptions {
  /** Tagged columns: from 1; 0, or behind the last instance, adds one. Default 1. */
  readonly itag?: number;
  /** Bits of `setFlag`. Default 0. */
  readonly grbit?: number;
  /** Long values: where an overwrite begins. Default 0. */
  readonly ibLongValue?: number;
  /** Long values with `setFlag.sizeLV`: the size, when no data comes with it. */
  readonly size?: number;
}

/** Not an error: what a successful set has to say. */
export type SetWarning = 'JET_wrnColumnMaxTruncated' | undefined;

const empty = new Uint8Array(0);

/**
 * The copy buffer (14 §3): a record that is built, from nothing or from a stored one, column by column by
 * the rules of 11, in the engine's own bytes. One builder serves one update after the other.
 *
 * @example
 * builder.beginInsert(nextAutoincrement);
 * builder.set(shape.columnNamed('name'), 'row1');
 * const record = builder.finish();
 */
export class RecordBuilder {
  readonly #work: WorkRecord;
  readonly #encoder = new ValueEncoder();
  readonly #special: SpecialColumns;
  readonly #check: RecordCheck;
  /** By ordinal: set in this update. */
  readonly #isSet: Uint8Array;
  #kind: UpdateKind | undefined;
  #hasChanged = false;

  /** @param store the tree of the table's long values; without it every value stays in the record */
  constructor(
    readonly shape: RecordShape,
    store?: LongValueStore,
  ) {
    this.#work = new WorkRecord(shape, store);
    this.#special = new SpecialColumns(this.#work);
    this.#check = new RecordCheck(shape);
    this.#isSet = new Uint8Array(shape.columns.length);
  }

  /** Bytes of the record; valid until the next change. */
  get record(): Uint8Array {
    return this.#work.record.bytes.subarray(0, this.#work.record.length);
  }

  get length(): number {
    return this.#work.record.length;
  }

  get isPrepared(): boolean {
    return this.#kind !== undefined;
  }

  /** Whether any column was set since the update was prepared: without it a replace does nothing (14 §3.2). */
  get hasChanged(): boolean {
    return this.#hasChanged;
  }

  isSet(plan: ColumnPlan): boolean {
    return this.#isSet[plan.ordinal] === 1;
  }

  readonly #isSetOf = (plan: ColumnPlan): boolean => this.isSet(plan);

  /** The next value that the table will hand out now: one that is set by the caller must be below it (11 §4.1). */
  set nextAutoincrement(next: bigint) {
    this.#special.next = next;
  }

  /**
   * JET_prepInsert: the default record (11 §5), and the next autoincrement value where the table has such a column.
   *
   * @param mustSet JET_prepInsertMustSetAutoIncrement: the caller sets the value, which must be below `next`
   */
  beginInsert(next?: bigint, mustSet = false): void {
    const { defaultRecord } = this.shape;
    this.#begin(mustSet ? 'insertMustSet' : 'insert', defaultRecord, 0, defaultRecord.length);
    if (this.length > this.shape.recordMost) throw this.#work.tooBig(0);
    this.#special.beginAutoincrement(next, mustSet);
  }

  /**
   * JET_prepReplace: a copy of the record, whatever it holds.
   *
   * @throws JET_errDatabaseCorrupted when its parts do not fit together
   */
  beginReplace(bytes: Uint8Array, start = 0, length = bytes.length - start): void {
    this.#check.check(bytes, start, length);
    this.#begin('replace', bytes, start, length);
    this.#work.bytesMost = Math.max(this.shape.recordMost, length);
  }

  /**
   * JET_prepInsertCopy and its variants: a copy to be inserted.
   *
   * @param next the fresh autoincrement value; undefined keeps that of the record (…ReplaceOriginal)
   * @param sharesLongValues the original stays: its separated values get one more reference
   */
  beginInsertCopy(bytes: Uint8Array, next: bigint | undefined, sharesLongValues: boolean): void {
    this.#check.check(bytes, 0, bytes.length);
    this.#begin('insertCopy', bytes, 0, bytes.length);
    this.#work.bytesMost = Math.max(this.shape.recordMost, bytes.length);
    if (sharesLongValues) this.#addReferences();
    if (next !== undefined) this.#special.beginAutoincrement(next, false);
  }

  cancel(): void {
    this.#kind = undefined;
  }

  /**
   * Sets a column to a value of JavaScript; see `ValueEncoder` for what becomes what.
   *
   * @throws those of {@link setBytes}, and JET_errColumnDoesNotFit, JET_errUnicodeTranslationFail,
   *   JET_errInvalidParameter for a value that the column's type does not have
   */
  set(plan: ColumnPlan, value: ColumnValue, options?: SetOptions): SetWarning {
    const encoder = this.#encoder;
    if (!encoder.encode(plan, value)) return this.#set(plan, undefined, 0, 0, options);
    return this.#set(plan, encoder.bytes, encoder.start, encoder.length, options);
  }

  /**
   * JetSetColumn: the raw bytes of a value; undefined for NULL.
   *
   * @throws JET_errUpdateNotPrepared, JET_errNullInvalid, JET_errInvalidColumnType, JET_errInvalidBufferSize,
   *   JET_errColumnTooBig, JET_errColumnNoChunk, JET_errMultiValuedDuplicate, JET_errRecordTooBig,
   *   JET_errAutoIncrementNotSet, JET_errSetAutoIncrementTooHigh
   */
  setBytes(plan: ColumnPlan, bytes: Uint8Array | undefined, options?: SetOptions): SetWarning {
    return this.#set(plan, bytes, 0, bytes?.length ?? 0, options);
  }

  #set(
    plan: ColumnPlan,
    bytes: Uint8Array | undefined,
    start: number,
    length: number,
    options: SetOptions | undefined,
  ): SetWarning {
    if (this.#kind === undefined) throw new JetError('JET_errUpdateNotPrepared', `set column ${plan.fid}`);
    const grbit = options?.grbit ?? 0;
    const itag = options?.itag ?? 1;
    this.#special.check(plan, this.#kind, bytes, start, length);
    const warning = plan.isLong
      ? this.#setLong(plan, bytes, start, length, itag, grbit, options)
      : this.#setShort(plan, bytes, start, length, itag, grbit);
    this.#isSet[plan.ordinal] = 1;
    this.#hasChanged = true;
    return warning;
  }

  #setShort(
    plan: ColumnPlan,
    bytes: Uint8Array | undefined,
    start: number,
    length: number,
    itag: number,
    grbit: number,
  ): SetWarning {
    if (plan.kind === 'fixed') setFixed(this.#work, plan, bytes, start, length, grbit);
    else if (plan.kind === 'variable') return setVariable(this.#work, plan, bytes, start, length, grbit);
    else if ((grbit & setFlag.revertToDefaultValue) !== 0) this.#revert(plan);
    else setTagged(this.#work, plan, bytes, start, length, itag, grbit);
    return undefined;
  }

  #setLong(
    plan: ColumnPlan,
    bytes: Uint8Array | undefined,
    start: number,
    length: number,
    itag: number,
    grbit: number,
    options: SetOptions | undefined,
  ): undefined {
    if ((grbit & setFlag.revertToDefaultValue) !== 0) {
      this.#revert(plan);
      return;
    }
    if (bytes !== undefined && setPlainLongValue(this.#work, plan, bytes, start, length, grbit)) return;
    const data = bytes?.subarray(start, start + length) ?? empty;
    const cbData = (grbit & setFlag.sizeLV) !== 0 ? (options?.size ?? length) : length;
    const isNull = bytes === undefined && cbData === 0;
    const ibLongValue = options?.ibLongValue ?? 0;
    this.#checkLong(plan, cbData, ibLongValue, grbit);
    const setting = { plan, data, cbData, ibLongValue, itag, grbit: isNull ? 0 : grbit };
    if (!setLongValue(this.#work, setting)) this.#removeLong(plan, itag, grbit);
  }

  /** @throws JET_errInvalidParameter for sizes that are none; JET_errInvalidBufferSize */
  #checkLong(plan: ColumnPlan, cbData: number, ibLongValue: number, grbit: number): void {
    const isSize = (value: number): boolean => Number.isInteger(value) && value >= 0;
    if (!isSize(cbData) || !isSize(ibLongValue)) {
      throw new JetError(
        'JET_errInvalidParameter',
        `set ${cbData} bytes at ${ibLongValue} of column ${plan.fid}`,
      );
    }
    if ((grbit & setFlag.contiguousLV) === 0 || cbData >= this.shape.pageSize) return;
    throw new JetError(
      'JET_errInvalidBufferSize',
      `${cbData} bytes for a contiguous value of column ${plan.fid}`,
    );
  }

  /**
   * NULL: the instance goes, and with it its reference to a separated value. The tree comes first, as in every
   * change: who wants to take back what has failed looks at the record when the tree is changed.
   */
  #removeLong(plan: ColumnPlan, itag: number, grbit: number): void {
    const old = Instances.of(this.#work.area, plan).list[itag - 1];
    if (old?.isSeparated) this.#work.needStore().release(old.bytes);
    setTagged(this.#work, plan, undefined, 0, 0, itag, grbit);
  }

  /** JET_bitSetRevertToDefaultValue: all instances go, so that the default counts again (11 §5). */
  #revert(plan: ColumnPlan): void {
    const { list } = Instances.of(this.#work.area, plan);
    for (const { isSeparated, bytes } of list) if (isSeparated) this.#work.needStore().release(bytes);
    this.#work.area.remove(plan.fid, plan.isTemplate);
  }

  /**
   * Puts the LID of a value that is separated already into the record: for a value that moves with its record.
   *
   * @param itag 0, or behind the last: a new instance
   */
  setReference(plan: ColumnPlan, lid: Uint8Array, itag = 1): void {
    if (this.#kind === undefined) throw new JetError('JET_errUpdateNotPrepared', `set column ${plan.fid}`);
    const instances = Instances.of(this.#work.area, plan);
    const n = itag >= 1 && itag <= instances.list.length ? itag - 1 : instances.list.length;
    instances.list[n] = { bytes: lid, isSeparated: true, isCompressed: false, isEncrypted: false };
    this.#work.makeRoom(() => this.#work.area.growth(plan.fid, plan.isTemplate, instances.size));
    this.#work.write(instances);
    this.#isSet[plan.ordinal] = 1;
    this.#hasChanged = true;
  }

  /** Puts a record back that {@link record} gave in this update, before a set that has failed. */
  restore(bytes: Uint8Array): void {
    this.#work.record.startFrom(bytes, 0, bytes.length);
  }

  /**
   * What JetUpdate does to the record before it is stored: not-null columns without value are refused, the
   * version column gets its value (14 §3.1, §3.2). It may be done again, because the update stays prepared:
   * storing the record may fail.
   *
   * @returns the record, a view that holds until the next change
   * @throws JET_errNullInvalid, JET_errAutoIncrementNotSet, JET_errRecordTooBig
   */
  complete(): Uint8Array {
    const kind = this.#kind;
    if (kind === undefined) throw new JetError('JET_errUpdateNotPrepared', 'complete a record');
    if (kind !== 'replace') this.#checkMustBeSet();
    this.#special.complete(kind, this.#hasChanged, this.#isSetOf);
    return this.record;
  }

  /** {@link complete} and the end of the update, when it does not throw. */
  finish(): Uint8Array {
    const record = this.complete();
    this.#kind = undefined;
    return record;
  }

  #checkMustBeSet(): void {
    for (const plan of this.shape.mustBeSet) {
      if (this.#isSet[plan.ordinal] === 0 && this.#isNull(plan)) {
        throw new JetError('JET_errNullInvalid', `column ${plan.schema.name} must have a value`);
      }
    }
  }

  #isNull(plan: ColumnPlan): boolean {
    const { record, area } = this.#work;
    if (plan.kind === 'fixed') return plan.fid > record.fidFixedLast || record.isFixedNull(plan.fid);
    if (plan.kind === 'variable') return record.isVariableNull(plan.fid);
    const { n, isPresent } = area.find(plan.fid, plan.isTemplate);
    return !isPresent || area.isNull(n);
  }

  #begin(kind: UpdateKind, bytes: Uint8Array, start: number, length: number): void {
    if (this.#kind !== undefined) throw new JetError('JET_errAlreadyPrepared', 'prepare an update');
    if (length > this.shape.pageSize)
      throw new JetError('JET_errRecordTooBig', `a record of ${length} bytes`);
    this.#work.record.startFrom(bytes, start, length);
    this.#work.bytesMost = this.shape.recordMost;
    this.#isSet.fill(0);
    this.#hasChanged = false;
    this.#special.reset();
    this.#kind = kind;
  }

  #addReferences(): void {
    const { record, store, shape } = this.#work;
    if (store === undefined) return;
    const view = new RecordView(shape.isLargePage).reset(record.bytes, 0, record.length);
    visitSeparated(view, (lid) => {
      store.addReference(lid);
    });
  }
}
