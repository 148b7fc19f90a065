import type { TreeCursor } from '@esekit/btree';
import { isLargePage, type PageSource } from '@esekit/pages';
import type { LongValueReader } from '../long-values/long-value-reader';
import { RecordView } from '../records/record-view';
import { ValueFinder } from '../records/value-place';

/** One record view and value finder, moved from record to record. */
export class RecordReader {
  readonly finder: ValueFinder;
  readonly #record: RecordView;
  #copy = new Uint8Array(0);

  constructor(source: PageSource, longValues: LongValueReader | undefined, isTolerant: boolean) {
    this.#record = new RecordView(isLargePage(source.pageSize));
    this.finder = new ValueFinder(longValues, isTolerant);
  }

  /**
   * The record that a cursor stands on. Its bytes are copied when long values may be read, because those
   * can push its page out of the cache.
   */
  read(cursor: TreeCursor): RecordView {
    const { bytes, dataStart, cbData } = cursor.node;
    if (!this.finder.longValues) return this.#record.reset(bytes, dataStart, cbData);
    if (this.#copy.length < cbData) this.#copy = new Uint8Array(2 * cbData);
    const copy = this.#copy;
    for (let i = 0; i < cbData; i++) copy[i] = bytes[dataStart + i]!;
    return this.#record.reset(copy, 0, cbData);
  }
}
