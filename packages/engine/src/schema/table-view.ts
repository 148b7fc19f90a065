import { JetError } from '@esekit/core';
import type { ColumnSchema, TableSchema } from '../catalog/schema';
import { RecordShape } from '../records/write';
import { nameKey, type IndexObject } from './index-object';

/** A table as one session sees it now. Views that show the same are the same object. */
export class TableView {
  readonly primary: IndexObject | undefined;
  readonly #byName: ReadonlyMap<string, IndexObject>;
  readonly #pageSize: number;
  #shape: RecordShape | undefined;
  #columns: ReadonlyMap<string, ColumnSchema> | undefined;

  constructor(
    readonly schema: TableSchema,
    /** Those that the session sees, the primary one among them, in the order of their names (14 §5). */
    readonly indexes: readonly IndexObject[],
    pageSize: number,
  ) {
    this.#pageSize = pageSize;
    this.primary = indexes.find(({ isPrimary }) => isPrimary);
    this.#byName = new Map(indexes.map((index) => [nameKey(index.name), index]));
  }

  /** What records of the table are like. */
  get shape(): RecordShape {
    return (this.#shape ??= new RecordShape(this.schema, { pageSize: this.#pageSize }));
  }

  findColumn(name: string): ColumnSchema | undefined {
    this.#columns ??= new Map(this.schema.columns.map((column) => [nameKey(column.name), column]));
    return this.#columns.get(nameKey(name));
  }

  /**
   * @param name `undefined` is the primary index
   * @throws JET_errIndexNotFound
   */
  index(name: string | undefined): IndexObject {
    const index = name === undefined ? this.primary : this.findIndex(name);
    if (index === undefined) {
      const text = `index ${name ?? '(primary)'} of ${this.schema.name}`;
      throw new JetError('JET_errIndexNotFound', text);
    }
    return index;
  }

  findIndex(name: string): IndexObject | undefined {
    return this.#byName.get(nameKey(name));
  }
}
