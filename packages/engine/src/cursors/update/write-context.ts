import { JetError } from '@esekit/core';
import type { RecordShape } from '../../records/write';
import { isNamed, type IndexPlan } from './index-plan';
import { KeySource } from './key-source';
import { TablePlan } from './table-plan';
import type { UpdateHost } from './update-host';

/** What writing a row works with: the plan of its table, and the records that keys are built from. */
export class WriteContext {
  readonly source: KeySource;
  #plan: TablePlan | undefined;
  #stored = new Uint8Array(0);

  constructor(readonly host: UpdateHost) {
    this.source = new KeySource(host.view.shape.isLargePage, () => host.longValueReader());
  }

  /**
   * The plan for the indexes that the session keeps now.
   *
   * @param shape of the records: that of a prepared update may be older than the schema
   */
  plan(shape: RecordShape): TablePlan {
    const { table, session } = this.host;
    const indexes = table.indexesKeptBy(session.session);
    return this.#plan?.isFor(shape, indexes) === true ? this.#plan : this.#newPlan(shape, indexes);
  }

  #newPlan(shape: RecordShape, indexes: ReturnType<UpdateHost['table']['indexesKeptBy']>): TablePlan {
    const { host } = this;
    return (this.#plan = new TablePlan(shape, indexes, host.table.primary, (index, key) =>
      host.hasEntry(index, key),
    ));
  }

  /**
   * A copy of the record with a primary key, which holds until the next one is asked for.
   *
   * @throws JET_errRecordDeleted when the session does not see one
   */
  readStored(bookmark: Uint8Array, what: string): Uint8Array {
    const record = this.host.findRecord(bookmark);
    if (record === undefined) throw new JetError('JET_errRecordDeleted', what);
    if (this.#stored.length < record.length) this.#stored = new Uint8Array(2 * record.length);
    this.#stored.set(record);
    return this.#stored.subarray(0, record.length);
  }

  /** Builds the keys that a stored record has in some indexes. */
  buildBefore(record: Uint8Array, indexes: readonly IndexPlan[]): void {
    this.source.reset(record);
    for (let i = 0; i < indexes.length; i++) indexes[i]!.buildBefore(this.source);
  }

  /** Builds the keys that a record to be stored will have. */
  buildAfter(record: Uint8Array, indexes: readonly IndexPlan[], primary?: IndexPlan): void {
    this.source.reset(record);
    primary?.buildAfter(this.source);
    for (let i = 0; i < indexes.length; i++) indexes[i]!.buildAfter(this.source);
  }

  /** Calls `visit` with the LID of each separated value of a record. */
  visitLids(record: Uint8Array, visit: (lid: Uint8Array) => void): void {
    this.source.reset(record);
    this.source.visitLids(visit);
  }

  /** Deletes a record whose entries are deleted already. */
  deleteNode(bookmark: Uint8Array, what: string): void {
    const { table, session } = this.host;
    asDeleted(what, () => {
      table.tree.flagDelete(session.session, bookmark);
    });
  }
}

/** A record that the session does not see is deleted for it, whatever the tree calls that. */
export function asDeleted(what: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    if (!isNamed(cause, 'JET_errRecordNotFound')) throw cause;
    throw new JetError('JET_errRecordDeleted', what, { cause });
  }
}
