import type { TreeEstimate } from '../live';
import { CursorCore } from './cursor-core';
import {
  gotoBookmark,
  gotoSecondaryBookmark,
  secondaryBookmark,
  type SecondaryBookmark,
} from './navigation/bookmarks';
import { approximatePosition, gotoPosition, recordCount } from './navigation/count';
import { moveFirst, moveLast, moveRows, step } from './navigation/move';
import { makeKey, retrieveKey, seekValues, type KeyValues } from './navigation/make-key';
import { seek, type SeekWarning } from './navigation/seek';
import { setCurrentIndex } from './navigation/select-index';
import { setIndexRange } from './navigation/set-range';
import { enumerateColumns, type EnumeratedColumn, type EnumerateOptions } from './reading/enumerate';
import { recordSize, type RecordSize } from './reading/record-size';
import { retrieveColumn } from './reading/retrieve';
import { countInstances, retrieveColumns, type ColumnToRetrieve } from './reading/retrieve-many';
import { RetrievedValue, type RetrieveOptions } from './reading/retrieved-value';
import { CursorUpdates } from './update';
import { CoreUpdateHost } from './update/core-host';

/**
 * What a JET_TABLEID is: a place in a table, or in one of its indexes, with everything that is read there and
 * changed there (14 §3, §4). Calls are in the terms of the API, and answer as the engine does.
 *
 * @example
 * const cursor = new Cursor(session, table);
 * cursor.setCurrentIndex('byName');
 * cursor.makeKey(name, keyGrbit.newKey);
 * if (cursor.seek(seekGrbit.ge) === undefined) use(cursor.retrieveColumn(columnid).place);
 */
export class Cursor extends CursorCore {
  readonly #value = new RetrievedValue();
  #updates: CursorUpdates | undefined;

  /** What changes rows through this cursor. */
  get updates(): CursorUpdates {
    this.checkOpen();
    return (this.#updates ??= new CursorUpdates(new CoreUpdateHost(this)));
  }

  /** Goes to the first entry; whether there is one. */
  first(): boolean {
    this.checkOpen();
    return moveFirst(this);
  }

  last(): boolean {
    this.checkOpen();
    return moveLast(this);
  }

  /** JetMove by one, without an exception at the end. */
  next(): boolean {
    this.checkOpen();
    return step(this, 1);
  }

  previous(): boolean {
    this.checkOpen();
    return step(this, -1);
  }

  /**
   * JetMove; see `move` for the special numbers and flags.
   *
   * @throws JET_errNoCurrentRecord at the end; JET_errRecordDeleted, when 0 asks for the current record
   */
  move(rows: number, grbit = 0): void {
    this.checkOpen();
    moveRows(this, rows, grbit);
  }

  /**
   * JetMakeKey: adds a segment to the search key of the current index.
   *
   * @param data raw bytes of the column; `null` or none: NULL, unless `keyDataZeroLength` says otherwise
   * @param grbit bits of `keyGrbit`
   * @throws JET_errNoCurrentIndex, JET_errKeyNotMade, JET_errKeyIsMade, JET_errInvalidBufferSize,
   *   JET_errInvalidGrbit, JET_errInvalidParameter, JET_errIndexTuplesKeyTooSmall,
   *   JET_errUnicodeNormalizationNotSupported
   */
  makeKey(data: Uint8Array | null, grbit = 0): void {
    this.checkOpen();
    makeKey(this, data, grbit);
  }

  /**
   * JetSeek with the key made; bits of `seekGrbit`.
   *
   * @throws JET_errKeyNotMade, JET_errInvalidParameter, JET_errRecordNotFound
   */
  seek(grbit: number): SeekWarning {
    this.checkOpen();
    return seek(this, grbit);
  }

  /**
   * Goes to the first entry whose leading columns have these values; whether there is one. It makes the key and
   * seeks in one, which for whole numbers is much faster.
   *
   * @throws those of {@link makeKey}; JET_errInvalidParameter for values that the columns do not have
   */
  find(...values: KeyValues): boolean {
    this.checkOpen();
    return seekValues(this, values);
  }

  /**
   * JetSetIndexRange with the key made; bits of `rangeGrbit`.
   *
   * @throws JET_errInvalidOperation, JET_errNoCurrentIndex, JET_errKeyNotMade, JET_errNoCurrentRecord
   */
  setIndexRange(grbit: number): void {
    this.checkOpen();
    setIndexRange(this, grbit);
  }

  /** Name of the index that moves follow; empty in sequential order. */
  get currentIndex(): string {
    this.checkOpen();
    return this.order?.name ?? '';
  }

  /**
   * JetSetCurrentIndex4; bits of `setIndexGrbit`.
   *
   * @param name `undefined` for the primary index
   * @param itag with `noMove`: the instance of the multi-valued column whose entry is gone to
   * @throws JET_errIndexNotFound; JET_errNoCurrentRecord, JET_errRecordDeleted with `noMove`
   */
  setCurrentIndex(name: string | undefined, grbit = 0, itag = 1): void {
    this.checkOpen();
    setCurrentIndex(this, name, grbit, itag);
  }

  /**
   * JetGetBookmark: the primary key of the current record, to keep.
   *
   * @throws JET_errNoCurrentRecord; before the first move on a fresh cursor too
   */
  getBookmark(): Uint8Array {
    this.checkOpen();
    return this.bookmark().slice();
  }

  /** @throws JET_errInvalidBookmark, JET_errRecordDeleted, JET_errNoCurrentRecord */
  gotoBookmark(bookmark: Uint8Array): void {
    this.checkOpen();
    gotoBookmark(this, bookmark);
  }

  /** @throws JET_errNoCurrentIndex, JET_errNoCurrentRecord */
  getSecondaryIndexBookmark(): SecondaryBookmark {
    this.checkOpen();
    return secondaryBookmark(this);
  }

  /** @throws JET_errNoCurrentIndex, JET_errInvalidBookmark, JET_errRecordDeleted */
  gotoSecondaryIndexBookmark(key: Uint8Array, bookmark: Uint8Array, grbit = 0): void {
    this.checkOpen();
    gotoSecondaryBookmark(this, key, bookmark, grbit);
  }

  /**
   * JetRetrieveKey: a copy of the key of the current entry, or with `copy` of the search key.
   *
   * @throws JET_errNoCurrentRecord, JET_errRecordDeleted; JET_errKeyNotMade
   */
  retrieveKey(copy = false): Uint8Array {
    this.checkOpen();
    return retrieveKey(this, copy);
  }

  /** JetIndexRecordCount. @throws JET_errNoCurrentRecord */
  indexRecordCount(most = 0): number {
    this.checkOpen();
    return recordCount(this, most);
  }

  /** JetGetRecordPosition, as a fraction. @throws JET_errNoCurrentRecord */
  approximatePosition(): TreeEstimate {
    this.checkOpen();
    return approximatePosition(this);
  }

  /** JetGotoPosition. @throws JET_errInvalidParameter, JET_errRecordNotFound */
  gotoPosition(fraction: number): void {
    this.checkOpen();
    gotoPosition(this, fraction);
  }

  /**
   * JetRetrieveColumn; bits of `retrieveFlag`.
   *
   * @param result where the answer goes; by default an object of the cursor, which the next call writes over
   * @throws see `retrieveColumn`
   */
  retrieveColumn(
    columnid: number,
    options: RetrieveOptions = noOptions,
    result = this.#value,
  ): RetrievedValue {
    this.checkOpen();
    retrieveColumn(this, columnid, options, result);
    return result;
  }

  /** JetRetrieveColumns: `take` gets one result after the other. */
  retrieveColumns(
    columns: readonly ColumnToRetrieve[],
    take: (result: RetrievedValue, n: number) => void,
  ): void {
    this.checkOpen();
    retrieveColumns(this, columns, this.#value, take);
  }

  /** Instances of a column, or of all tagged ones (column 0). */
  countInstances(columnid: number, grbit = 0): number {
    this.checkOpen();
    return countInstances(this, columnid, grbit);
  }

  /** JetEnumerateColumns. */
  enumerateColumns(options: EnumerateOptions = {}): EnumeratedColumn[] {
    this.checkOpen();
    return enumerateColumns(this, options);
  }

  /** JetGetRecordSize2; bits of `recordSizeFlag`. */
  recordSize(grbit = 0, total?: RecordSize): RecordSize {
    this.checkOpen();
    return recordSize(this, grbit, total);
  }

  /** JetDupCursor: a cursor on the same table, as if it were opened now (F-41). */
  duplicate(): Cursor {
    this.checkOpen();
    return new Cursor(this.session, this.table, { isReadOnly: this.isReadOnly });
  }
}

const noOptions: RetrieveOptions = {};
