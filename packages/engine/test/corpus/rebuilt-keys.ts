import { TreeCursor } from '@esekit/btree';
import { JetError } from '@esekit/core';
import {
  keyDefinition,
  type IndexSchema,
  type RecordReader,
  type RecordView,
  type Table,
} from '../../src/index';
import {
  buildKeys,
  KeyBuilder,
  unicodeObstacle,
  type IndexDefinition,
  type ValueSource,
} from '../../src/keys';

/** What came of rebuilding the keys of an index from the records of its table. */
export interface RebuiltIndex {
  /** Nodes of the index. */
  entries: number;
  /** Entries found by the key built from their record. */
  found: number;
  /** Records whose text has characters without a proven weight, by the reason. */
  readonly unproven: Map<string, number>;
  /** Why no key of the index can be built at all. */
  unsupported: string | undefined;
  readonly differences: string[];
}

/** Seeks every record of a table in one of its indexes by the keys built from it. */
export function rebuildIndex(table: Table, index: IndexSchema): RebuiltIndex {
  const result: RebuiltIndex = {
    entries: 0,
    found: 0,
    unproven: new Map(),
    unsupported: undefined,
    differences: [],
  };
  const definition = keyDefinition(index);
  const tree = new TreeCursor(table.indexTree(index));
  while (tree.next()) result.entries++;
  if (index.segments.some(({ column }) => column.codePage === 1200)) {
    result.unsupported = unicodeObstacle(definition.unicode);
    if (result.unsupported !== undefined) return result;
  }
  const finder = new IndexSearch(table, index, definition);
  const records = table.cursor();
  while (records.next()) finder.look(records, result);
  return result;
}

class IndexSearch {
  readonly #reader: RecordReader;
  readonly #builder = new KeyBuilder();
  readonly #entries: TreeCursor;
  readonly #source: ValueSource;
  #record: RecordView | undefined;

  constructor(
    table: Table,
    readonly index: IndexSchema,
    readonly definition: IndexDefinition,
  ) {
    this.#reader = table.reader();
    this.#entries = new TreeCursor(table.indexTree(index));
    const columns = new Map(table.schema.columns.map((column) => [column.columnid, column]));
    const { finder } = this.#reader;
    this.#source = ({ columnid }, itag) => {
      const found = finder.find(this.#record!, columns.get(columnid)!, itag);
      if (found === 'null') return itag === 1 ? null : undefined;
      if (found !== 'value') throw new Error(found.note);
      const { bytes, start, length } = finder.place;
      return bytes.subarray(start, start + length);
    };
  }

  look(records: TreeCursor, result: RebuiltIndex): void {
    const bookmark = records.key();
    this.#record = this.#reader.read(records);
    try {
      for (const { key } of buildKeys(this.definition, this.#source, this.#builder)) {
        if (this.#isThere(key, bookmark)) result.found++;
        else result.differences.push(`record ${hex(bookmark)}: no entry ${hex(key)}`);
      }
    } catch (error) {
      if (!JetError.isInstance(error) || error.name !== 'JET_errUnicodeNormalizationNotSupported')
        throw error;
      const reason = error.message.replace(/^.*build a Unicode key: /, '');
      result.unproven.set(reason, (result.unproven.get(reason) ?? 0) + 1);
    }
  }

  #isThere(key: Uint8Array, bookmark: Uint8Array): boolean {
    const entries = this.#entries;
    if (this.index.isPrimary) return entries.seek(key) && Buffer.compare(entries.key(), bookmark) === 0;
    return entries.seekBookmark(key, bookmark) && Buffer.compare(entries.data(), bookmark) === 0;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
