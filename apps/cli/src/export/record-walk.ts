import { TreeCursor, type LossSink } from '@esekit/btree';
import { JetError, type JetErrorName } from '@esekit/core';
import { RecordView, type IndexSchema, type Table } from '@esekit/engine';
import { isLargePage } from '@esekit/pages';
import { isDamage } from '../database/damage';

export interface WalkOptions {
  /** Walks in the order of this index instead of the primary one. */
  readonly index?: IndexSchema | undefined;
  /** Told of pages that are passed over. */
  readonly onLoss: LossSink;
  /** Every record is copied to the beginning of these bytes, which hold the largest. */
  readonly into?: Uint8Array | undefined;
  /** Told of a record that is passed over. */
  readonly onDamage: (error: JetErrorName, text: string) => void;
}

/** Walks over the records of a table, one view moved from record to record. */
export class RecordWalk {
  readonly record: RecordView;
  /** The cursor whose order it is. */
  readonly cursor: TreeCursor;
  readonly #records: TreeCursor;
  readonly #options: WalkOptions;
  readonly #copies: boolean;
  #copy: Uint8Array;

  constructor(
    readonly table: Table,
    options: WalkOptions,
  ) {
    const { index, onLoss, into } = options;
    const { tree, schema } = table;
    this.#options = options;
    const isSecondary = index !== undefined && !index.isPrimary;
    this.cursor = isSecondary ? new TreeCursor(table.indexTree(index), { onLoss }) : table.cursor(onLoss);
    // An entry of an index leads to one record: where that is lost, there is nothing to go on with.
    this.#records = isSecondary ? new TreeCursor(tree) : this.cursor;
    this.record = new RecordView(isLargePage(tree.source.pageSize));
    this.#copies = into !== undefined || schema.longValues !== undefined;
    this.#copy = into ?? new Uint8Array(4096);
  }

  /** Moves to the next record that can be read; `false` behind the last one. */
  next(): boolean {
    while (this.cursor.next()) {
      try {
        this.#read();
        return true;
      } catch (error) {
        if (!isDamage(error)) throw error;
        const text = `${this.table.name}: a record is skipped: ${error.message}`;
        this.#options.onDamage(error.name, text);
      }
    }
    return false;
  }

  #read(): void {
    const { cursor } = this;
    const records = this.#records;
    // The search may push the page with the entry out of the cache: it gets a copy of the bookmark.
    if (records !== cursor && !records.seek(cursor.node.data().slice())) {
      const name = this.#options.index?.name;
      throw new JetError('JET_errSecondaryIndexCorrupted', `an entry of index ${name} leads to no record`);
    }
    const { bytes, dataStart, cbData } = records.node;
    if (!this.#copies) {
      this.record.reset(bytes, dataStart, cbData);
      return;
    }
    // Reading a long value can push the page with the record out of the cache.
    if (this.#copy.length < cbData) this.#copy = new Uint8Array(2 * cbData);
    const copy = this.#copy;
    for (let i = 0; i < cbData; i++) copy[i] = bytes[dataStart + i]!;
    this.record.reset(copy, 0, cbData);
  }
}
