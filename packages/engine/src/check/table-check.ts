import { readRootHeader } from '@esekit/btree';
import type { CheckRun } from './check-run';
import { isCatalog, recordSchema } from './check-schema';
import { unlessDamaged } from './damage';
import { Hash } from './hash';
import { IndexCheck } from './index-check';
import { IndexKeys } from './index-keys';
import { LongValueCheck } from './long-value-check';
import { RecordCheck, type RecordReport } from './record-check';
import { TableRecords } from './table-records';
import type { TreeEntry } from './tree-list';

/**
 * Checks what a table holds: its records by themselves, against their primary key, against the secondary
 * indexes, and against the long values.
 *
 * @param children the indexes and the long values of the table, as far as their roots are there
 */
export async function checkTable(
  run: CheckRun,
  entry: TreeEntry,
  children: readonly TreeEntry[],
): Promise<void> {
  const table = recordSchema(entry.table!);
  // Nothing is known of the columns when the catalog could not be read.
  if (table.columns.length === 0 && isCatalog(table)) return;
  const records = new TableRecords(run, table);
  const most = unlessDamaged(() => readRootHeader(entry.tree).autoIncrementMost);
  const recordCheck = new RecordCheck(table, most);
  const indexes = children
    .filter(({ kind }) => kind === 'index')
    .map((child) => new IndexCheck(run, child, records));
  const longValueTree = children.find(({ kind }) => kind === 'long values');
  const longValues = longValueTree && new LongValueCheck(run, longValueTree, records, recordCheck);
  await new RecordWalk(run, records, recordCheck, indexes, longValues).walk();
  for (const index of indexes) await index.compare();
  await longValues?.compare();
}

/** One pass over the records, for everything that needs them. */
class RecordWalk {
  readonly #cursor;
  readonly #primary: IndexKeys | undefined;
  readonly #bookmark = new Hash();
  #hasKey = false;
  #unknownKeys = 0;

  constructor(
    readonly run: CheckRun,
    readonly records: TableRecords,
    readonly recordCheck: RecordCheck,
    readonly indexes: readonly IndexCheck[],
    readonly longValues: LongValueCheck | undefined,
  ) {
    this.#cursor = records.walk();
    const primary = records.schema.indexes.find(({ isPrimary }) => isPrimary);
    this.#primary = primary && new IndexKeys(primary);
  }

  async walk(): Promise<void> {
    const { run, records, longValues } = this;
    const cursor = this.#cursor;
    const onReference = longValues
      ? longValues.addReference.bind(longValues)
      : (): void => this.#report('longValueMissing', 'it refers to a long value, and the table has none');
    let pgno = 0;
    while (cursor.next()) {
      this.#bookmark.reset().addKey(cursor.node);
      const record = records.read(cursor, (text) => this.#report('record', text));
      if (record) {
        this.recordCheck.check(record, this.#report, onReference);
        this.#checkPrimaryKey();
        for (const index of this.indexes) index.addRecord(this.#bookmark, this.#reportNull);
      }
      if (cursor.pgno === pgno) continue;
      pgno = cursor.pgno;
      run.countPage(0.5);
      if (run.isPauseDue) await run.pause();
    }
    if (this.#unknownKeys > 0 && this.#primary) {
      run.note(
        `${this.#unknownKeys} primary keys of ${records.tree.label} were not compared with the records`,
      );
    }
  }

  /** The key of a record is made of its columns; a table without primary index counts instead (13 §1). */
  #checkPrimaryKey(): void {
    const primary = this.#primary;
    const cursor = this.#cursor;
    if (!primary) {
      const { cbKey } = cursor.node;
      if (cbKey !== 4)
        this.#report('primaryKey', `its key has ${cbKey} bytes, and the table no primary index`);
      return;
    }
    this.#hasKey = false;
    const outcome = primary.build(this.records.keys, this.#compareKey);
    if (outcome === 'unknown') this.#unknownKeys++;
    else if (!this.#hasKey) this.#report('primaryKey', 'its columns give another primary key');
  }

  readonly #compareKey = (bytes: Uint8Array, length: number): void => {
    this.#hasKey ||= this.#cursor.compareKey(bytes, length) === 0;
  };

  readonly #reportNull = (text: string): void => this.#report('columnNull', text);

  readonly #report: RecordReport = (kind, text) => {
    const { schema, tree } = this.records;
    this.run.report(kind, `${tree.label}: ${text}`, {
      table: schema.name,
      page: this.#cursor.pgno,
      key: this.#cursor.key(),
    });
  };
}
