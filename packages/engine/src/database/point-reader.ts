import type { TreeCursor } from '@esekit/btree';
import { JetError } from '@esekit/core';
import { columnBytes, type ColumnValue } from '../keys/column-bytes';
import type { IndexDefinition } from '../keys/index-definition';
import { IntegerKey } from '../keys/integer-key';
import { SearchKey } from '../keys/search-key';
import { keyGrbit } from '../keys/search-limits';
import type { Row, RowDecoder } from '../records/row-decoder';
import type { RecordReader } from './record-reader';

/**
 * Reads single rows by the values of an index's columns, many of them: key, cursors and decoder are made
 * once and serve every read.
 */
export class PointReader<T extends object = Row> {
  readonly #key: SearchKey;
  readonly #integerKey: IntegerKey | undefined;
  /** Without the placeholder of a primary index, whose segment a search key gets by itself. */
  readonly #segments: IndexDefinition['segments'];

  constructor(
    readonly definition: IndexDefinition,
    /** Over the tree of the index. */
    readonly entries: TreeCursor,
    /** Over the records; `undefined` when the index is the primary one. */
    readonly records: TreeCursor | undefined,
    readonly reader: RecordReader,
    readonly decoder: RowDecoder,
  ) {
    this.#key = new SearchKey(definition);
    this.#integerKey = IntegerKey.of(definition);
    this.#segments = definition.segments.slice(definition.segments[0]!.column.isPlaceholder === true ? 1 : 0);
  }

  /**
   * The first row whose leading key columns have these values; `undefined` when there is none.
   *
   * @throws JET_errUnicodeNormalizationNotSupported where the index sorts text in a way that is not
   *   supported, and whatever damage on the way there is called
   */
  get(...values: readonly ColumnValue[]): T | undefined {
    if (!this.#seek(values)) return undefined;
    return this.decoder.decode(this.reader.read(this.#record()), this.reader.finder) as T;
  }

  #seek(values: readonly ColumnValue[]): boolean {
    // Segments end by themselves, so a key of fewer segments is a prefix of those it stands for.
    const mode = values.length === this.#segments.length ? '=' : 'prefix';
    const key = this.#integerKey;
    const size = key?.write(values) ?? 0;
    if (key !== undefined && size > 0) return this.entries.seek(key.bytes, mode, size);
    return this.entries.seek(this.#makeKey(values), mode);
  }

  #makeKey(values: readonly ColumnValue[]): Uint8Array {
    const segments = this.#segments;
    if (values.length === 0 || values.length > segments.length) {
      const { name } = this.definition;
      throw new JetError('JET_errInvalidParameter', `index ${name} takes 1 to ${segments.length} values`);
    }
    for (let i = 0; i < values.length; i++) {
      const bytes = columnBytes(segments[i]!.column, values[i]!);
      const isEmpty = bytes?.length === 0;
      this.#key.make(bytes, (i === 0 ? keyGrbit.newKey : 0) | (isEmpty ? keyGrbit.keyDataZeroLength : 0));
    }
    return this.#key.view();
  }

  #record(): TreeCursor {
    if (!this.records) return this.entries;
    // A copy, because the search may push the page of the entry out of the cache.
    if (this.records.seek(this.entries.data().slice())) return this.records;
    throw new JetError(
      'JET_errSecondaryIndexCorrupted',
      `index ${this.definition.name}: an entry leads to no record`,
    );
  }
}
