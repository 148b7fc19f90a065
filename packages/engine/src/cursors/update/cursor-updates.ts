import { JetError } from '@esekit/core';
import type { ColumnValue } from '../../keys';
import type { ColumnPlan, SetOptions, SetWarning } from '../../records/write';
import { CopyBuffer } from './copy-buffer';
import { escrowUpdate } from './escrow';
import { prepareKind, traitsOf, type PrepareTraits } from './prepare-kind';
import { deleteRecord } from './delete-record';
import { insertRecord } from './insert-record';
import { replaceRecord } from './replace-record';
import { WriteContext } from './write-context';
import type { UpdateHost } from './update-host';

/** What JetUpdate2 takes (14 §3.3). */
export const updateFlag = {
  checkESE97Compatibility: 1,
  noVersion: 2,
  enforceOptionallyUniqueIndices: 4,
} as const;

export interface UpdateOptions {
  /** Bits of `updateFlag`. Default 0. */
  readonly grbit?: number;
  /** Bytes that the caller has for the bookmark. Default: any number. */
  readonly bookmarkBytesMost?: number;
}

export interface EscrowOptions {
  /** JET_bitEscrowNoRollback. */
  readonly isPermanent?: boolean;
}

/** Kinds of lock of JetGetLock. */
export const lockFlag = { read: 1, write: 2 } as const;

/**
 * Everything of a cursor that changes rows (14 §3): prepared updates and their posting, deletes, escrow updates
 * and locks. Calls are in the terms of the API; each of them happens as a whole or not at all.
 */
export class CursorUpdates {
  readonly #host: UpdateHost;
  readonly #buffer: CopyBuffer;
  readonly #context: WriteContext;
  readonly #options = { bookmarkBytesMost: 0, isStrict: false };

  constructor(host: UpdateHost) {
    this.#host = host;
    this.#buffer = new CopyBuffer(host);
    this.#context = new WriteContext(host);
  }

  /**
   * JetPrepareUpdate.
   *
   * @param kind a number of `prepareKind`
   * @throws JET_errUpdateNotPrepared for a cancel; JET_errAlreadyPrepared, JET_errPermissionDenied,
   *   JET_errTransReadOnly, JET_errInvalidParameter, JET_errNotInTransaction, JET_errNoCurrentRecord,
   *   JET_errRecordDeleted, JET_errWriteConflict, JET_errIllegalOperation, JET_errOutOfAutoincrementValues
   */
  prepare(kind: number): void {
    const host = this.#host;
    if (kind === prepareKind.cancel) {
      if (host.prepared === undefined) throw notPrepared('cancel an update');
      host.cancelUpdate();
      return;
    }
    if (host.prepared !== undefined) {
      throw new JetError('JET_errAlreadyPrepared', 'prepare an update on a cursor that has one');
    }
    if (kind !== prepareKind.readOnlyCopy) host.requireUpdatable();
    const traits = traitsOf(kind);
    if (traits.copies) this.#prepareCopy(traits);
    else this.#buffer.beginInsert(traits, this.#autoincrement(traits));
  }

  /**
   * JetSetColumn.
   *
   * @param columnid as the API knows it
   * @param bytes `undefined` for NULL
   * @throws JET_errPermissionDenied, JET_errTransReadOnly, also without prepared update;
   *   JET_errUpdateNotPrepared, JET_errBadColumnId, JET_errColumnNotFound; JET_errNotInTransaction for a
   *   long value at level 0; those of `RecordBuilder.setBytes`
   */
  setColumn(columnid: number, bytes: Uint8Array | undefined, options?: SetOptions): SetWarning {
    this.#host.requireUpdatable();
    this.#needUpdate('set a column');
    const buffer = this.#buffer;
    return buffer.setBytes(buffer.builder.shape.column(columnid), bytes, options);
  }

  /**
   * As {@link setColumn}, with a column of the update's shape and a value of JavaScript.
   *
   * @throws those of {@link setColumn} and of `RecordBuilder.set`
   */
  setValue(plan: ColumnPlan, value: ColumnValue, options?: SetOptions): SetWarning {
    this.#host.requireUpdatable();
    this.#needUpdate('set a column');
    return this.#buffer.set(plan, value, options);
  }

  /**
   * JetUpdate and JetUpdate2. When it throws, the update stays prepared, and nothing else has changed.
   *
   * @returns the bookmark of the record; of a replaced one no more than what the caller has room for
   * @throws JET_errUpdateNotPrepared, JET_errInvalidGrbit, JET_errUpdateMustVersion, JET_errBufferTooSmall,
   *   JET_errNullInvalid, JET_errAutoIncrementNotSet, JET_errNullKeyDisallowed, JET_errKeyTruncated,
   *   JET_errKeyDuplicate, JET_errWriteConflict, JET_errRecordDeleted, JET_errRecordPrimaryChanged,
   *   JET_errSecondaryIndexCorrupted, JET_errUnicodeNormalizationNotSupported
   */
  update({ grbit = 0, bookmarkBytesMost = Infinity }: UpdateOptions = {}): Uint8Array {
    const host = this.#host;
    this.#needUpdate('post an update');
    this.#checkGrbit(grbit);
    // A commit may have come between, and another transaction may only read.
    host.requireUpdatable();
    this.#options.bookmarkBytesMost = bookmarkBytesMost;
    this.#options.isStrict = (grbit & updateFlag.enforceOptionallyUniqueIndices) !== 0;
    const bookmark = this.#post();
    host.prepared = undefined;
    this.#buffer.end();
    return bookmark;
  }

  #post(): Uint8Array {
    const { session } = this.#host;
    if (this.#buffer.kind === 'insert') return session.atomically(this.#insert);
    session.atomically(this.#replace);
    return this.#buffer.originalKey.slice(0, this.#options.bookmarkBytesMost);
  }

  // One closure for all updates instead of one for each.
  readonly #insert = (): Uint8Array => insertRecord(this.#context, this.#buffer, this.#options);
  readonly #replace = (): void => {
    replaceRecord(this.#context, this.#buffer, this.#options);
  };

  /**
   * JetDelete of the current record. A prepared update is cancelled, unless it is one that deletes this record
   * itself.
   *
   * @throws JET_errAlreadyPrepared, JET_errPermissionDenied, JET_errTransReadOnly, JET_errNoCurrentRecord,
   *   JET_errRecordDeleted, JET_errWriteConflict, JET_errSecondaryIndexCorrupted,
   *   JET_errUnicodeNormalizationNotSupported
   */
  delete(): void {
    const host = this.#host;
    host.requireUpdatable();
    if (host.prepared !== undefined && this.#buffer.traits.movesOriginal) {
      throw new JetError('JET_errAlreadyPrepared', 'delete a record that a prepared update deletes');
    }
    host.cancelUpdate();
    const bookmark = host.currentBookmark().slice();
    host.session.atomically(() => {
      deleteRecord(this.#context, bookmark);
    });
  }

  /**
   * JetEscrowUpdate of the current record.
   *
   * @param delta little-endian, as wide as the column
   * @returns the value before, with what others have added and not committed
   * @throws JET_errNotInTransaction, JET_errPermissionDenied, JET_errTransReadOnly, JET_errAlreadyPrepared,
   *   JET_errInvalidBufferSize, JET_errInvalidOperation, JET_errNoCurrentRecord, JET_errRecordDeleted,
   *   JET_errWriteConflict
   */
  escrow(plan: ColumnPlan, delta: Uint8Array, options: EscrowOptions = {}): Uint8Array {
    return escrowUpdate(this.#host, plan, delta, options.isPermanent !== true);
  }

  /**
   * JetGetLock of the current record.
   *
   * @param grbit `lockFlag.read` or `lockFlag.write`
   * @throws JET_errNotInTransaction, JET_errInvalidGrbit, JET_errPermissionDenied, JET_errTransReadOnly,
   *   JET_errNoCurrentRecord, JET_errWriteConflict
   */
  lock(grbit: number): void {
    const host = this.#host;
    const { session } = host.session;
    if (session.level === 0) throw new JetError('JET_errNotInTransaction', 'lock a record at level 0');
    if (grbit !== lockFlag.read && grbit !== lockFlag.write) {
      throw new JetError('JET_errInvalidGrbit', `lock a record with grbit ${grbit}`);
    }
    if (grbit === lockFlag.write) host.requireUpdatable();
    host.table.tree.lock(session, host.placeBookmark(), grbit === lockFlag.read ? 'readLock' : 'writeLock');
  }

  #prepareCopy(traits: PrepareTraits): void {
    const host = this.#host;
    const { session } = host.session;
    const buffer = this.#buffer;
    buffer.keepKey(host.currentBookmark());
    if (traits.needsTransaction && session.level === 0) {
      throw new JetError('JET_errNotInTransaction', `prepare ${traits.name} outside of a transaction`);
    }
    const { originalKey } = buffer;
    // The copy is taken after the lock. At level 0 there is none: whether the record has changed is seen as it
    // is posted.
    if (traits.locks && session.level > 0) host.table.tree.lock(session, originalKey, 'writeLock');
    const next = this.#autoincrement(traits);
    const record = host.findRecord(originalKey);
    if (record === undefined) throw new JetError('JET_errRecordDeleted', `prepare ${traits.name}`);
    buffer.beginCopy(traits, record, next);
  }

  #autoincrement({ name, takesAutoincrement }: PrepareTraits): bigint | undefined {
    const { table, view, session } = this.#host;
    if (view.shape.autoincrement === undefined) return undefined;
    if (takesAutoincrement) return table.counters.nextAutoincrement(session.session);
    return name === 'insertMustSetAutoIncrement' ? table.counters.peekAutoincrement() : undefined;
  }

  #needUpdate(what: string): void {
    const { prepared } = this.#host;
    if (prepared === undefined || prepared.kind === 'readOnly') throw notPrepared(what);
  }

  #checkGrbit(grbit: number): void {
    const { checkESE97Compatibility, noVersion, enforceOptionallyUniqueIndices } = updateFlag;
    if ((grbit & ~(checkESE97Compatibility | noVersion | enforceOptionallyUniqueIndices)) !== 0) {
      throw new JetError('JET_errInvalidGrbit', `post an update with grbit 0x${grbit.toString(16)}`);
    }
    if ((grbit & noVersion) !== 0 && !this.#host.isTableUncommitted) {
      throw new JetError('JET_errUpdateMustVersion', 'post an update without versions', {
        hint: 'Only a table created by the transaction itself can be changed in this way.',
      });
    }
  }
}

function notPrepared(what: string): JetError {
  return new JetError('JET_errUpdateNotPrepared', `${what} on a cursor without prepared update`);
}
