import { TreeCursor } from '@esekit/btree';
import type { CheckRun } from './check-run';
import { Hash, HashSum, packed } from './hash';
import { IndexKeys } from './index-keys';
import { IndexSearch } from './index-search';
import type { TableRecords } from './table-records';
import { placeOf, type TreeEntry } from './tree-list';

/** Records whose keys are not known that are remembered one by one. */
const unknownMost = 200_000;

/**
 * Compares a secondary index with the records of its table. One pass over the records and one over the
 * index add up hashes of (key, bookmark) pairs; only when the sums differ are single entries looked for.
 * That needs no memory for keys, and no seeks in a sound database.
 */
export class IndexCheck {
  readonly keys: IndexKeys;
  /** Pairs that the records should have. */
  readonly #expected = new HashSum();
  /** Bookmarks alone, for indexes whose keys cannot be made. */
  readonly #expectedBookmarks = new HashSum();
  readonly #hash = new Hash();
  /** Hashes of the bookmarks of records whose keys are not known. */
  readonly #unknown = new Set<number>();
  #hasTooManyUnknown = false;
  #hasLosses = false;

  constructor(
    readonly run: CheckRun,
    readonly entry: TreeEntry,
    readonly records: TableRecords,
  ) {
    this.keys = new IndexKeys(records.schema.indexes.find(({ name }) => name === entry.name) ?? entry.index!);
    const { obstacle } = this.keys;
    if (obstacle === undefined) return;
    const text = `the keys of ${entry.tree.label} were not compared with the records: ${obstacle}`;
    run.note(text);
  }

  /**
   * Adds what the index should hold for a record.
   *
   * @param bookmark hash of the record's key
   */
  addRecord(bookmark: Hash, report: (text: string) => void): void {
    const { keys, records } = this;
    if (keys.isSingle && (keys.obstacle !== undefined || this.#hasTooManyUnknown)) {
      if (keys.hasEntry(records.keys)) this.#expectedBookmarks.add(bookmark, bookmark);
      return;
    }
    if (keys.obstacle !== undefined) return;
    let entries = 0;
    const outcome = keys.build(records.keys, (bytes, length) => {
      entries++;
      this.#expected.add(this.#hash.reset().add(bytes, 0, length), bookmark);
    });
    if (outcome === 'nullDisallowed') report(`it has a NULL that index ${this.entry.name} does not allow`);
    if (outcome === 'unknown') {
      this.#addUnknown(bookmark);
      if (keys.isSingle && keys.hasEntry(records.keys)) entries = 1;
    }
    if (keys.isSingle && entries > 0) this.#expectedBookmarks.add(bookmark, bookmark);
  }

  #addUnknown(bookmark: Hash): void {
    if (this.#unknown.size < unknownMost) this.#unknown.add(packed(bookmark));
    else this.#hasTooManyUnknown = true;
  }

  /** Walks the index, after all records were added. */
  async compare(): Promise<void> {
    const { run, entry, keys } = this;
    if (!keys.definition) return;
    const found = new HashSum();
    const foundBookmarks = new HashSum();
    const bookmark = new Hash();
    const cursor = new TreeCursor(entry.tree, { onLoss: () => (this.#hasLosses = true) });
    let pgno = 0;
    while (cursor.next()) {
      const { node } = cursor;
      bookmark.reset().addData(node);
      foundBookmarks.add(bookmark, bookmark);
      if (this.#unknown.size === 0 || !this.#unknown.has(packed(bookmark))) {
        found.add(this.#hash.reset().addKey(node), bookmark);
      }
      if (cursor.pgno === pgno) continue;
      pgno = cursor.pgno;
      run.countPage(0.5);
      if (run.isPauseDue) await run.pause();
    }
    await this.#judge(found, foundBookmarks);
  }

  async #judge(found: HashSum, foundBookmarks: HashSum): Promise<void> {
    const { keys, run, entry } = this;
    const search = new IndexSearch(run, entry, this.records, keys);
    const isByKey = keys.obstacle === undefined && !this.#hasTooManyUnknown;
    if (isByKey) {
      if (!found.equals(this.#expected)) await search.bothWays();
    } else if (!keys.isSingle) {
      await search.orphans();
    } else if (!foundBookmarks.equals(this.#expectedBookmarks)) {
      await search.orphans();
      this.#reportCount(foundBookmarks.count);
    }
  }

  /** Without keys a missing entry cannot be looked for, but it is missed. */
  #reportCount(found: number): void {
    const expected = this.#expectedBookmarks.count;
    if (found >= expected || this.#hasLosses || !this.records.isComplete) return;
    const text = `${this.entry.tree.label} has ${found} entries, its records should have ${expected}`;
    this.run.report('indexEntryMissing', text, placeOf(this.entry));
  }
}
