import { Tree, TreeCursor, type LossSink } from '@esekit/btree';
import { JetError } from '@esekit/core';
import type { PageSource } from '@esekit/pages';
import type { ColumnSchema, IndexSchema, TableSchema } from '../catalog/schema';
import { defaultChunkSize } from '../long-values/long-value-format';
import { StoredLongValues } from '../long-values/long-value-nodes';
import { LongValueReader } from '../long-values/long-value-reader';
import { RowDecoder, type Row } from '../records/row-decoder';
import { reportNode } from './read-loss';
import { RecordReader } from './record-reader';
import type { RowOptions } from './row-options';
import { TableIndex } from './table-index';

/**
 * A table of a database that is open for reading.
 *
 * @typeParam T the row's shape, if the caller knows it
 */
export class Table<T extends object = Row> {
  readonly #source: PageSource;

  constructor(
    source: PageSource,
    readonly schema: TableSchema,
  ) {
    this.#source = source;
  }

  get name(): string {
    return this.schema.name;
  }

  /**
   * The rows in the order of the primary index. Each is an object of its own; NULL columns read as `null`
   * and are no keys of it.
   *
   * @example for (const row of table.rows({ columns: ['Id', 'Name'] })) console.log(row.Id, row.Name);
   * @throws JET_errColumnNotFound for a column that does not exist; where damage is met and no losses are
   *   wanted, the error that names it
   */
  *rows(options: RowOptions<keyof T & string> = {}): Generator<T, void, void> {
    const reader = this.reader(options.onLoss !== undefined);
    const decoder = new RowDecoder(this.columns(options.columns));
    const cursor = this.cursor(options.onLoss);
    while (options.reverse ? cursor.previous() : cursor.next()) {
      options.signal?.throwIfAborted();
      let row: Row;
      try {
        row = decoder.decode(reader.read(cursor), reader.finder);
      } catch (error) {
        reportNode('record', cursor, error, options.onLoss);
        continue;
      }
      yield row as T;
    }
  }

  /** Counts the rows by walking the tree; no record is decoded. */
  count(onLoss?: LossSink): number {
    const cursor = this.cursor(onLoss);
    let rows = 0;
    while (cursor.next()) rows++;
    return rows;
  }

  /**
   * An index by name.
   *
   * @throws JET_errIndexNotFound
   */
  index(name: string): TableIndex<T> {
    const schema = this.schema.indexes.find((index) => index.name.toLowerCase() === name.toLowerCase());
    if (!schema) throw new JetError('JET_errIndexNotFound', `table ${this.name} has no index ${name}`);
    return new TableIndex<T>(this, schema);
  }

  get indexes(): readonly IndexSchema[] {
    return this.schema.indexes;
  }

  /** The columns of a selection, in its order. */
  columns(names: readonly string[] | undefined): readonly ColumnSchema[] {
    if (!names) return this.schema.columns;
    const byName = new Map(this.schema.columns.map((column) => [column.name, column]));
    return names.map((name) => {
      const column = byName.get(name);
      if (!column) throw new JetError('JET_errColumnNotFound', `table ${this.name} has no column ${name}`);
      return column;
    });
  }

  /** The tree of the records. */
  get tree(): Tree {
    const { pgnoFDP, objidFDP } = this.schema;
    return new Tree({ source: this.#source, pgnoFDP, objidFDP, label: `table ${this.name}` });
  }

  /** The tree of an index; the records' own for the primary one. */
  indexTree({ pgnoFDP, objidFDP, name }: IndexSchema): Tree {
    return new Tree({ source: this.#source, pgnoFDP, objidFDP, label: `index ${name} of ${this.name}` });
  }

  cursor(onLoss?: LossSink): TreeCursor {
    return new TreeCursor(this.tree, { onLoss });
  }

  /**
   * Reads records and their values.
   *
   * @param isTolerant a value that is damaged comes out as one that is not decoded, with the reason
   */
  reader(isTolerant = false): RecordReader {
    return new RecordReader(this.#source, this.longValues(), isTolerant);
  }

  /** Reads the table's long values; `undefined` when it has never separated one. */
  longValues(): LongValueReader | undefined {
    const { longValues, lvChunkMax, name } = this.schema;
    if (!longValues) return undefined;
    const chunkSize = lvChunkMax ?? defaultChunkSize(this.#source.pageSize);
    return new LongValueReader(
      new StoredLongValues(this.#source, longValues, `long values of ${name}`),
      chunkSize,
    );
  }
}
