import type { ColumnSchema, RecordView } from '@esekit/engine';

const taggedFirst = 256;

/** Which of some tagged columns a record has, by going over what is in the record. */
export class TaggedWalk<C extends { readonly column: ColumnSchema }> {
  readonly #own: (C | undefined)[] = [];
  readonly #template: (C | undefined)[] = [];

  constructor(columns: readonly C[]) {
    for (const entry of columns) {
      const { isTemplate, fid } = entry.column;
      (isTemplate ? this.#template : this.#own)[fid - taggedFirst] = entry;
    }
  }

  /** The column of the n-th tagged value; `undefined` when it is deleted, or not one of these. */
  at(record: RecordView, n: number): C | undefined {
    const columns = record.isTaggedDerived(n) ? this.#template : this.#own;
    return columns[record.taggedFid(n) - taggedFirst];
  }
}
