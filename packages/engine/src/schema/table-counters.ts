import { readRootHeader, TreeCursor, withAutoIncrementMost } from '@esekit/btree';
import { JetError } from '@esekit/core';
import { isLargePage } from '@esekit/pages';
import type { ColumnPlan } from '../records/write';
import { LidCounter } from '../long-values/lid-counter';
import { RecordView } from '../records/record-view';
import { coltyp } from '../values/coltyp';
import type { Session } from '../transactions';
import { inOwnTransaction } from './schema-host';
import type { TableObject } from './table-object';

/** The largest number of values that are reserved at once (11 §4.1). */
const batchMost = 1000n;

const dbkMost = 0xffff_ffff;

/** Update of the format from which LIDs have 64 bits (12 §2.2). */
const wideLidsFrom = 70;

/** Numbers that a table gives out; no rollback takes one back (11 §4.1, 13 §1). */
export class TableCounters {
  readonly #table: TableObject;
  /** The next autoincrement value; `undefined` before the first use. */
  #next: bigint | undefined;
  /** Values up to this one are reserved in the root; `undefined` where the root does not keep it. */
  #reserved: bigint | undefined;
  #batch = 1n;
  #dbk: number | undefined;
  #lids: LidCounter | undefined;

  constructor(table: TableObject) {
    this.#table = table;
  }

  /** @throws JET_errIllegalOperation when the table has no such column */
  nextAutoincrement(session: Session): bigint {
    return this.reserveAutoincrement(session, 1);
  }

  /**
   * The value that {@link nextAutoincrement} would give next, without taking it.
   *
   * @throws JET_errIllegalOperation when the table has no such column
   */
  peekAutoincrement(): bigint {
    return (this.#next ??= this.#start());
  }

  reserveAutoincrement(session: Session, count: number): bigint {
    if (!Number.isInteger(count) || count < 1) {
      throw new JetError('JET_errInvalidParameter', `reserve ${count} autoincrement values`);
    }
    this.#next ??= this.#start();
    const first = this.#next;
    this.#reserve(session, first + BigInt(count) - 1n);
    this.#next = first + BigInt(count);
    return first;
  }

  /** @throws JET_errOutOfSequentialIndexValues */
  nextDbk(): number {
    this.#dbk ??= this.#lastDbk();
    if (this.#dbk >= dbkMost) {
      throw new JetError('JET_errOutOfSequentialIndexValues', `insert after record ${this.#dbk}`);
    }
    return ++this.#dbk;
  }

  /** What new long values are called (12 §2.2). */
  get lids(): LidCounter {
    const { ulDaeUpdateMajor } = this.#table.host.header;
    return (this.#lids ??= new LidCounter(ulDaeUpdateMajor >= wideLidsFrom ? 8 : 4));
  }

  /** Puts the field into the root of a table that gets an autoincrement column. */
  initialise(session: Session): void {
    this.#write(session, 0n);
  }

  /** Another column is the one from now on. */
  forgetAutoincrement(): void {
    this.#next = undefined;
    this.#reserved = undefined;
    this.#batch = 1n;
  }

  /** Raises what the root has, in batches that grow from one to the next. */
  #reserve(session: Session, last: bigint): void {
    if (this.#reserved === undefined) return;
    let reserved = this.#reserved;
    while (reserved < last) {
      this.#batch = this.#batch * 2n < batchMost ? this.#batch * 2n : batchMost;
      reserved += this.#batch;
    }
    if (reserved === this.#reserved) return;
    this.#write(session, reserved);
    this.#reserved = reserved;
  }

  #write(session: Session, most: bigint): void {
    if (session.level === 0) {
      inOwnTransaction(this.#table.host, (own) => this.#write(own, most));
      return;
    }
    this.#table.host.requireWritable();
    this.#table.tree.writer.setExternalHeader(session, (header) => withAutoIncrementMost(header, most));
  }

  #start(): bigint {
    const plan = this.#column();
    const { autoIncrementMost } = readRootHeader(this.#table.tree.tree);
    this.#reserved = autoIncrementMost;
    if (autoIncrementMost !== undefined) return autoIncrementMost + 1n;
    return this.#highest(plan) + 1n;
  }

  #column(): ColumnPlan {
    const { shape } = this.#table.maintenance;
    if (shape.autoincrement !== undefined) return shape.autoincrement;
    throw new JetError(
      'JET_errIllegalOperation',
      `${this.#table.tree.tree.label} has no autoincrement column`,
    );
  }

  /** The largest value in the pages, whoever sees it: at an end of the table if its keys begin with it. */
  #highest(plan: ColumnPlan): bigint {
    const cursor = new TreeCursor(this.#table.tree.tree, { seesDeleted: true });
    const first = this.#table.primary?.schema.segments[0];
    const record = new RecordView(isLargePage(this.#table.host.pageSize));
    const value = (): bigint => {
      const { bytes, dataStart, cbData } = cursor.node;
      record.reset(bytes, dataStart, cbData);
      if (record.findFixed(plan.fid, plan.offset, plan.size) !== 'value') return 0n;
      const view = new DataView(bytes.buffer, bytes.byteOffset + record.valueStart, plan.size);
      if (plan.size === 4) return BigInt(view.getInt32(0, true));
      return plan.schema.coltyp === coltyp.unsignedLongLong
        ? view.getBigUint64(0, true)
        : view.getBigInt64(0, true);
    };
    if (first?.column.columnid === plan.schema.columnid) {
      return (first.descending ? cursor.first() : cursor.last()) ? max(value(), 0n) : 0n;
    }
    let highest = 0n;
    while (cursor.next()) highest = max(highest, value());
    return highest;
  }

  #lastDbk(): number {
    const cursor = new TreeCursor(this.#table.tree.tree, { seesDeleted: true });
    if (!cursor.last()) return 0;
    const key = new Uint8Array(cursor.node.cbKey);
    cursor.node.copyKey(key);
    return new DataView(key.buffer).getUint32(0);
  }
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
