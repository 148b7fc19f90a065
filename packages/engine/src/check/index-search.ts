import { TreeCursor } from '@esekit/btree';
import { compareKeys } from '../keys/compare-keys';
import type { CheckRun } from './check-run';
import { unlessDamaged } from './damage';
import type { IndexKeys } from './index-keys';
import { toHex, type CheckKind } from './problem';
import type { TableRecords } from './table-records';
import { placeOf, type TreeEntry } from './tree-list';

/** Nodes between two looks at the signal; each of them costs a seek. */
const nodesBetweenPauses = 2048;

/**
 * Finds each entry that does not belong to its record, and each record without its entry, by seeking them
 * one after the other. What lies on pages that cannot be read is passed over: it is lost, but not wrong.
 */
export class IndexSearch {
  readonly #index: TreeCursor;
  readonly #records: TreeCursor;
  #nodes = 0;

  constructor(
    readonly run: CheckRun,
    readonly entry: TreeEntry,
    readonly records: TableRecords,
    readonly keys: IndexKeys,
  ) {
    this.#index = new TreeCursor(entry.tree);
    this.#records = new TreeCursor(records.tree);
  }

  async bothWays(): Promise<void> {
    await this.orphans();
    await this.#missing();
  }

  /** From the entries to their records. */
  async orphans(): Promise<void> {
    const cursor = new TreeCursor(this.entry.tree, { onLoss: () => undefined });
    while (cursor.next()) {
      // Copies, because seeking the record may take the page of the entry away.
      const key = cursor.key();
      const bookmark = cursor.data().slice();
      const { pgno } = cursor;
      const isFound = unlessDamaged(() => this.#records.seek(bookmark));
      if (isFound === false) {
        this.#report(
          'indexEntryOrphan',
          `the entry leads to ${toHex(bookmark)}, which is no record`,
          pgno,
          key,
        );
      } else if (isFound === true && this.#hasKey(key) === false) {
        this.#report('indexEntryWrong', `the record ${toHex(bookmark)} does not have this key`, pgno, key);
      }
      await this.#pauseAtTimes();
    }
  }

  /** Whether the record that was found has a key; `undefined` when that cannot be said. */
  #hasKey(key: Uint8Array): boolean | undefined {
    if (this.keys.obstacle !== undefined || !this.records.read(this.#records)) return undefined;
    let isFound = false;
    const outcome = this.keys.build(this.records.keys, (bytes, length) => {
      isFound ||= compareKeys(bytes.subarray(0, length), key) === 0;
    });
    return outcome === 'built' ? isFound : undefined;
  }

  /** From the records to their entries. */
  async #missing(): Promise<void> {
    const cursor = this.records.walk();
    while (cursor.next()) {
      const bookmark = cursor.key();
      const { pgno } = cursor;
      const wanted: Uint8Array[] = [];
      if (this.records.read(cursor)) {
        this.keys.build(this.records.keys, (bytes, length) => wanted.push(bytes.slice(0, length)));
      }
      for (const key of wanted) {
        if (unlessDamaged(() => this.#hasEntry(key, bookmark)) !== false) continue;
        const text = `the record ${toHex(bookmark)} on page ${pgno} has no entry for this key`;
        this.#report('indexEntryMissing', text, pgno, key);
      }
      await this.#pauseAtTimes();
    }
  }

  #hasEntry(key: Uint8Array, bookmark: Uint8Array): boolean {
    // Where keys are unique the bookmark is not a part of what is sought.
    return this.#index.seekBookmark(key, bookmark) && compareKeys(this.#index.data(), bookmark) === 0;
  }

  #report(kind: CheckKind, text: string, page: number, key: Uint8Array): void {
    this.run.report(kind, `${this.entry.tree.label}: ${text}`, { ...placeOf(this.entry), page, key });
  }

  async #pauseAtTimes(): Promise<void> {
    if (++this.#nodes % nodesBetweenPauses === 0) await this.run.pause();
  }
}
