import { JetError } from '@esekit/core';
import type { ColumnValue } from '../../keys';
import { RecordBuilder, type ColumnPlan, type SetOptions, type SetWarning } from '../../records/write';
import type { Transaction } from '../../transactions/version';
import type { PreparedUpdate } from '../prepared-update';
import { PendingLongValues } from './pending-long-values';
import type { PrepareTraits } from './prepare-kind';
import type { UpdateHost } from './update-host';

/**
 * The copy buffer of a cursor with the update that is prepared in it, if one is (14 §3). One object serves one
 * update after the other; the host's `prepared` says whether there is one.
 */
export class CopyBuffer implements PreparedUpdate {
  readonly #host: UpdateHost;
  readonly longValues: PendingLongValues;
  #builder: RecordBuilder | undefined;
  #traits: PrepareTraits | undefined;
  level = 0;
  /** The transaction in which it was prepared: another one may have seen changes since. */
  #transaction: Transaction | undefined;
  #key = new Uint8Array(64);
  #cbKey = 0;
  #original = new Uint8Array(0);
  #cbOriginal = 0;
  #movesOriginal = false;
  #sharesLate = false;

  constructor(host: UpdateHost) {
    this.#host = host;
    this.longValues = new PendingLongValues(host, () => host.cancelUpdate());
  }

  get builder(): RecordBuilder {
    return this.#builder!;
  }

  get traits(): PrepareTraits {
    return this.#traits!;
  }

  get kind(): 'insert' | 'replace' | 'readOnly' {
    return this.traits.kind;
  }

  /** The original is still to be deleted (JET_prepInsertCopyDeleteOriginal and …ReplaceOriginal). */
  get movesOriginal(): boolean {
    return this.#movesOriginal;
  }

  /** The original stays although its long values were to be handed over: they are shared when it is posted. */
  get sharesLate(): boolean {
    return this.#sharesLate;
  }

  /**
   * The first attempt to post has failed: from then on it is an ordinary copy, and the original stays (F-26).
   */
  keepOriginal(): void {
    this.#movesOriginal = false;
    this.#sharesLate = true;
  }

  /** Primary key of the record that it began with. */
  get originalKey(): Uint8Array {
    return this.#key.subarray(0, this.#cbKey);
  }

  /** The record that it began with. */
  get original(): Uint8Array {
    return this.#original.subarray(0, this.#cbOriginal);
  }

  /** Whether versions cannot tell any more what others have done to the original since (14 §3). */
  get outlivesTransaction(): boolean {
    const { transaction } = this.#host.session.session;
    return transaction === undefined || transaction !== this.#transaction;
  }

  /** Begins an update without original. */
  beginInsert(traits: PrepareTraits, next: bigint | undefined): void {
    this.#begin(traits);
    const { builder } = this;
    try {
      builder.beginInsert(next, traits.name === 'insertMustSetAutoIncrement');
    } catch (error) {
      builder.cancel();
      throw error;
    }
    this.#host.prepared = this;
  }

  /** Keeps the primary key of the record that the next `beginCopy` is about. */
  keepKey(bookmark: Uint8Array): void {
    this.#key = kept(this.#key, bookmark);
    this.#cbKey = bookmark.length;
  }

  /** Begins an update with a copy of a record, whose key is kept already. */
  beginCopy(traits: PrepareTraits, record: Uint8Array, next: bigint | undefined): void {
    this.#begin(traits);
    this.#movesOriginal = traits.movesOriginal;
    this.#original = kept(this.#original, record);
    this.#cbOriginal = record.length;
    const { builder, longValues } = this;
    try {
      if (traits.kind !== 'insert') builder.beginReplace(record);
      else builder.beginInsertCopy(this.original, next, !traits.movesOriginal);
      longValues.endCall();
    } catch (error) {
      longValues.undoCall();
      builder.cancel();
      longValues.undo();
      throw error;
    }
    this.#host.prepared = this;
  }

  /**
   * JetSetColumn.
   *
   * @param bytes `undefined` for NULL
   * @throws those of `RecordBuilder.setBytes`; JET_errNotInTransaction for a long value at level 0 (14 §1)
   */
  setBytes(plan: ColumnPlan, bytes: Uint8Array | undefined, options: SetOptions | undefined): SetWarning {
    this.#prepareSet(plan);
    const { builder, longValues } = this;
    try {
      const warning = builder.setBytes(plan, bytes, options);
      longValues.endCall();
      return warning;
    } catch (error) {
      longValues.undoCall();
      throw error;
    }
  }

  /** As {@link setBytes}, with a value of JavaScript. */
  set(plan: ColumnPlan, value: ColumnValue, options: SetOptions | undefined): SetWarning {
    this.#prepareSet(plan);
    const { builder, longValues } = this;
    try {
      const warning = builder.set(plan, value, options);
      longValues.endCall();
      return warning;
    } catch (error) {
      longValues.undoCall();
      throw error;
    }
  }

  /**
   * The record as it is to be stored (`RecordBuilder.complete`); what that does to long values belongs to the
   * update in any case.
   */
  complete(): Uint8Array {
    const { builder, longValues } = this;
    try {
      const record = builder.complete();
      longValues.endCall();
      return record;
    } catch (error) {
      longValues.undoCall();
      throw error;
    }
  }

  /** The buffer is empty again; what the update did to long values is undone. */
  cancel(): void {
    this.builder.cancel();
    this.longValues.undo();
  }

  /** The update is posted: what it did to long values stays. */
  end(): void {
    this.builder.cancel();
    this.longValues.adopt();
  }

  #prepareSet(plan: ColumnPlan): void {
    const { session, table } = this.#host;
    if (plan.isLong && session.session.level === 0) {
      const text = `set the long value ${plan.schema.name} outside of a transaction`;
      throw new JetError('JET_errNotInTransaction', text);
    }
    if (this.traits.name === 'insertMustSetAutoIncrement' && plan === this.builder.shape.autoincrement) {
      this.builder.nextAutoincrement = table.counters.peekAutoincrement();
    }
  }

  #begin(traits: PrepareTraits): void {
    const { session } = this.#host.session;
    const { shape } = this.#host.view;
    if (this.#builder?.shape !== shape) {
      this.#builder = new RecordBuilder(shape, this.longValues);
      this.longValues.attach(this.#builder);
    }
    this.#traits = traits;
    this.level = session.level;
    this.#transaction = session.transaction;
    this.#movesOriginal = false;
    this.#sharesLate = false;
  }
}

/** Copies bytes to the beginning of a buffer, or of a larger one. */
function kept(buffer: Uint8Array<ArrayBuffer>, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const target = buffer.length < bytes.length ? new Uint8Array(2 * bytes.length) : buffer;
  target.set(bytes);
  return target;
}
