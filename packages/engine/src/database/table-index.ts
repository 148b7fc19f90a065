import { TreeCursor, type LossSink, type Tree } from '@esekit/btree';
import { JetError } from '@esekit/core';
import { keyDefinition } from '../catalog/key-definition';
import type { ColumnSchema, IndexSchema } from '../catalog/schema';
import type { ColumnValue } from '../keys/column-bytes';
import { makeSearchKey } from '../keys/search-key';
import { keyGrbit } from '../keys/search-limits';
import { RowDecoder, type Row } from '../records/row-decoder';
import { PointReader } from './point-reader';
import { reportNode } from './read-loss';
import type { RecordReader } from './record-reader';
import type { RowOptions } from './row-options';

/** A value of the leading columns of an index, in their order. */
export type KeyValues = readonly ColumnValue[];

export interface RangeOptions<Name extends string = string> extends RowOptions<Name> {
  /** Rows from this key on, itself included. */
  readonly from?: KeyValues | undefined;
  /** Rows up to this key, itself and everything that begins with it included. */
  readonly to?: KeyValues | undefined;
}

/** An entry of an index: its normalised key, and the key of the record it belongs to. */
export interface IndexEntry {
  readonly key: Uint8Array;
  readonly bookmark: Uint8Array;
}

/** What an index needs of its table. */
export interface IndexedTable {
  reader(isTolerant: boolean): RecordReader;
  columns(names: readonly string[] | undefined): readonly ColumnSchema[];
  cursor(onLoss?: LossSink): TreeCursor;
  indexTree(index: IndexSchema): Tree;
}

/** An index of a table: its rows in the order of the index, and seeks. */
export class TableIndex<T extends object = Row> {
  constructor(
    readonly table: IndexedTable,
    readonly schema: IndexSchema,
  ) {}

  get name(): string {
    return this.schema.name;
  }

  /**
   * The rows in the order of the index, all of them or a range. Works for every index, also where keys
   * of its language cannot be made: then `from` and `to` cannot be given.
   *
   * @example for (const row of table.index('byName').rows({ from: ['A'], to: ['B'] })) …
   */
  *rows(options: RangeOptions<keyof T & string> = {}): Generator<T, void, void> {
    const reader = this.table.reader(options.onLoss !== undefined);
    const decoder = new RowDecoder(this.table.columns(options.columns));
    const records = this.table.cursor();
    for (const cursor of this.#range(options)) {
      let row: Row;
      try {
        const record = this.schema.isPrimary ? cursor : this.#follow(cursor, records);
        row = decoder.decode(reader.read(record), reader.finder);
      } catch (error) {
        reportNode(this.schema.isPrimary ? 'record' : 'entry', cursor, error, options.onLoss);
        continue;
      }
      yield row as T;
    }
  }

  /**
   * The first row whose leading key columns have these values; `undefined` when there is none.
   *
   * @throws JET_errUnicodeNormalizationNotSupported where the index sorts text in a way that is not
   *   supported; {@link rows} still walks it
   */
  seek(values: KeyValues, options: RowOptions<keyof T & string> = {}): T | undefined {
    return this.rows({ ...options, from: values, to: values }).next().value ?? undefined;
  }

  /**
   * For many reads of single rows by key.
   *
   * @example const byId = table.index('primary').pointReader({ columns: ['Name'] }); byId.get(42)?.Name;
   */
  pointReader(options: Pick<RowOptions<keyof T & string>, 'columns'> = {}): PointReader<T> {
    return new PointReader<T>(
      keyDefinition(this.schema),
      new TreeCursor(this.table.indexTree(this.schema)),
      this.schema.isPrimary ? undefined : this.table.cursor(),
      this.table.reader(false),
      new RowDecoder(this.table.columns(options.columns)),
    );
  }

  /** The entries in order: copies of key and bookmark. */
  *entries(options: RangeOptions = {}): Generator<IndexEntry, void, void> {
    for (const cursor of this.#range(options)) {
      const { node } = cursor;
      const key = new Uint8Array(node.cbKey);
      node.copyKey(key);
      yield { key, bookmark: this.schema.isPrimary ? key : node.data().slice() };
    }
  }

  /** The normalised key of leading values, as entries have it. */
  key(values: KeyValues): Uint8Array {
    return makeSearchKey(keyDefinition(this.schema), values);
  }

  *#range(options: RangeOptions): Generator<TreeCursor, void, void> {
    const cursor = new TreeCursor(this.table.indexTree(this.schema), { onLoss: options.onLoss });
    const lower = options.from && this.key(options.from);
    const upper = options.to && this.#upperLimit(options.to);
    const [start, stop] = options.reverse ? [upper, lower] : [lower, upper];
    const isInside = (): boolean =>
      !stop || (options.reverse ? cursor.compareKey(stop) >= 0 : cursor.compareKey(stop) <= 0);
    let found = start
      ? cursor.seek(start, options.reverse ? '<=' : '>=')
      : this.#toEnd(cursor, options.reverse);
    while (found && isInside()) {
      options.signal?.throwIfAborted();
      yield cursor;
      found = options.reverse ? cursor.previous() : cursor.next();
    }
  }

  #toEnd(cursor: TreeCursor, reverse: boolean | undefined): boolean {
    return reverse ? cursor.last() : cursor.first();
  }

  /** Greater than every entry that begins with these values. */
  #upperLimit(values: KeyValues): Uint8Array {
    return makeSearchKey(keyDefinition(this.schema), values, keyGrbit.fullColumnEndLimit);
  }

  /** The record that an entry of a secondary index belongs to. */
  #follow(entry: TreeCursor, records: TreeCursor): TreeCursor {
    // A copy, because the search may push the page of the entry out of the cache.
    if (records.seek(entry.data().slice())) return records;
    throw new JetError('JET_errSecondaryIndexCorrupted', `index ${this.name}: an entry leads to no record`);
  }
}
