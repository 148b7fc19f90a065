import { JetError } from '@esekit/core';
import { coltyp } from '../../values/coltyp';
import type { ColumnPlan } from './column-plan';
import type { WorkRecord } from './work-record';

/** What an update will do with the record (14 §3). */
export type UpdateKind = 'insert' | 'insertMustSet' | 'insertCopy' | 'replace';

/** The rules of autoincrement and version columns (11 §4.1, §4.2). */
export class SpecialColumns {
  readonly #work: WorkRecord;
  readonly #scratch = new Uint8Array(8);
  readonly #view = new DataView(this.#scratch.buffer);
  /** The next value that the table will hand out. */
  #next: bigint | undefined;
  #isAutoincrementSet = false;
  /** The version column as the replaced record has it. */
  #versionBefore: bigint | undefined;

  constructor(work: WorkRecord) {
    this.#work = work;
  }

  reset(): void {
    this.#next = undefined;
    this.#isAutoincrementSet = false;
    this.#versionBefore = undefined;
  }

  /** Others may have taken values since {@link beginAutoincrement}: the limit for one that the caller sets. */
  set next(next: bigint) {
    this.#next = next;
  }

  /**
   * Gives the new record its value, or waits for the caller's (JET_prepInsertMustSetAutoIncrement).
   *
   * @throws JET_errOutOfAutoincrementValues when the column cannot hold the next value
   */
  beginAutoincrement(next: bigint | undefined, mustSet: boolean): void {
    const { autoincrement } = this.#work.shape;
    if (mustSet && (autoincrement === undefined || autoincrement.hasDefault)) {
      throw new JetError(
        'JET_errIllegalOperation',
        'set an autoincrement column that the table does not have',
      );
    }
    if (autoincrement === undefined || next === undefined) return;
    if (next > mostOf(autoincrement)) {
      throw new JetError(
        'JET_errOutOfAutoincrementValues',
        `${next} for column ${autoincrement.schema.name}`,
      );
    }
    this.#next = next;
    if (!mustSet) this.#put(autoincrement, next);
  }

  /**
   * Whether the column may be set at all in this update.
   *
   * @throws JET_errInvalidColumnType, JET_errAutoIncrementNotSet, JET_errInvalidParameter,
   *   JET_errSetAutoIncrementTooHigh
   */
  check(
    plan: ColumnPlan,
    kind: UpdateKind,
    bytes: Uint8Array | undefined,
    start: number,
    length: number,
  ): void {
    const { autoincrement, version } = this.#work.shape;
    if (plan === autoincrement) {
      if (kind !== 'insertMustSet') throw refused(plan);
      this.#checkAutoincrement(plan, bytes, start, length);
    } else if (plan === version && kind === 'replace') throw refused(plan);
  }

  #checkAutoincrement(plan: ColumnPlan, bytes: Uint8Array | undefined, start: number, length: number): void {
    if (bytes === undefined || length === 0) {
      throw new JetError('JET_errAutoIncrementNotSet', `set column ${plan.schema.name} to NULL`);
    }
    if (length === plan.size) {
      const value = this.#read(plan, bytes, start);
      if (value === 0n) throw new JetError('JET_errInvalidParameter', `set column ${plan.schema.name} to 0`);
      if (this.#next !== undefined && value >= this.#next) {
        throw new JetError('JET_errSetAutoIncrementTooHigh', `${value}, but the next one is ${this.#next}`);
      }
    }
    this.#isAutoincrementSet = true;
  }

  /**
   * What JetUpdate adds: the version column is 0 in a new record unless set, and one more in a changed one,
   * however often that is tried.
   *
   * @throws JET_errAutoIncrementNotSet
   */
  complete(kind: UpdateKind, hasChanged: boolean, isSet: (plan: ColumnPlan) => boolean): void {
    const { version } = this.#work.shape;
    if (kind === 'insertMustSet' && !this.#isAutoincrementSet) {
      throw new JetError('JET_errAutoIncrementNotSet', 'insert without a value of the autoincrement column');
    }
    if (version === undefined) return;
    if (kind === 'replace') {
      if (!hasChanged) return;
      this.#versionBefore ??= this.#value(version);
      this.#put(version, this.#versionBefore + 1n);
    } else if (!isSet(version)) this.#put(version, 0n);
  }

  /** The value in the record; NULL counts as 0. */
  #value(plan: ColumnPlan): bigint {
    const { record } = this.#work;
    if (plan.fid > record.fidFixedLast || record.isFixedNull(plan.fid)) return 0n;
    return this.#read(plan, record.bytes, plan.offset);
  }

  #read(plan: ColumnPlan, bytes: Uint8Array, at: number): bigint {
    this.#scratch.set(bytes.subarray(at, at + plan.size));
    if (plan.size === 4) return BigInt(this.#view.getInt32(0, true));
    return isUnsigned(plan) ? this.#view.getBigUint64(0, true) : this.#view.getBigInt64(0, true);
  }

  #put(plan: ColumnPlan, value: bigint): void {
    const { record, shape } = this.#work;
    this.#work.makeRoom(() => record.growthOfFixed(plan));
    record.extendFixed(plan, shape.byFid);
    this.#view.setBigInt64(0, value, true);
    record.putFixed(plan, this.#scratch, 0, plan.size);
  }
}

const isUnsigned = (plan: ColumnPlan): boolean => plan.schema.coltyp === coltyp.unsignedLongLong;

/** The last value that an autoincrement column can have. */
function mostOf(plan: ColumnPlan): bigint {
  return (1n << BigInt(8 * plan.size - (isUnsigned(plan) ? 0 : 1))) - 1n;
}

function refused(plan: ColumnPlan): JetError {
  return new JetError(
    'JET_errInvalidColumnType',
    `set column ${plan.schema.name}, which the engine sets itself`,
  );
}
