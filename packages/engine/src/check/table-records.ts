import { TreeCursor, type Tree } from '@esekit/btree';
import { isLargePage } from '@esekit/pages';
import type { TableSchema } from '../catalog/schema';
import { Table } from '../database/table';
import type { LongValueReader } from '../long-values/long-value-reader';
import { RecordView } from '../records/record-view';
import type { CheckRun } from './check-run';
import { isDamage } from '../records/damage';
import { KeySource, readsLongValues } from './key-source';

/** The records of a table, and the keys that they should have. */
export class TableRecords {
  readonly keys: KeySource;
  readonly tree: Tree;
  /** Whether every page of records could be read so far. */
  isComplete = true;
  readonly #record: RecordView;
  readonly #copies: boolean;

  constructor(
    readonly run: CheckRun,
    readonly schema: TableSchema,
  ) {
    const table = new Table(run.source, schema);
    const isLarge = isLargePage(run.source.pageSize);
    const longValues: LongValueReader | undefined = table.longValues();
    this.tree = table.tree;
    this.keys = new KeySource(schema.columns, longValues, isLarge);
    this.#record = new RecordView(isLarge);
    // Reading a long value may push the page of the record out of memory.
    this.#copies = longValues !== undefined && schema.indexes.some(readsLongValues);
  }

  /** A cursor that passes over pages that are lost; the walk over the tree has told of them. */
  walk(): TreeCursor {
    return new TreeCursor(this.tree, {
      onLoss: (loss) => {
        if (loss.kind === 'page') this.isComplete = false;
      },
    });
  }

  /**
   * The record that a cursor stands on, which is also the one that keys are built from.
   *
   * @returns `undefined` when its parts do not fit together; `report` is told why
   */
  read(cursor: TreeCursor, report?: (text: string) => void): RecordView | undefined {
    const { bytes, dataStart, cbData } = cursor.node;
    try {
      const record = this.#copies
        ? this.#record.reset(bytes.slice(dataStart, dataStart + cbData), 0, cbData)
        : this.#record.reset(bytes, dataStart, cbData);
      this.keys.record = record;
      return record;
    } catch (error) {
      if (!isDamage(error)) throw error;
      report?.(error.message);
      return undefined;
    }
  }
}
