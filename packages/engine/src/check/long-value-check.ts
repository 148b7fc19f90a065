import { TreeCursor } from '@esekit/btree';
import { JetError, viewOf } from '@esekit/core';
import { decompressInto } from '@esekit/core/compression';
import { defaultChunkSize, longValueFlag, longValueRoot } from '../long-values/long-value-format';
import { compareKeys } from '../keys/compare-keys';
import type { CheckRun } from './check-run';
import { Hash, HashSum } from './hash';
import { copyShortKey, longValueKey, turnLid } from '../long-values/long-value-key';
import { LongValueSearch } from './long-value-search';
import type { RecordCheck } from './record-check';
import type { TableRecords } from './table-records';
import { placeOf, type TreeEntry } from './tree-list';

/** The value that the walk is in. */
interface OpenValue {
  readonly lid: Uint8Array;
  readonly size: number;
  readonly isEncrypted: boolean;
  /** No record refers to it, so it may be half gone. */
  readonly isUnreferenced: boolean;
  /** Offset that the next chunk has to have. */
  next: number;
}

/**
 * Checks the long values of a table (12 §8): chunks without gaps, sizes, and reference counts. The counts are
 * compared as one sum over all values; only when it differs are single values looked for.
 */
export class LongValueCheck {
  readonly #chunkSize: number;
  readonly #counted = new HashSum();
  readonly #referred = new HashSum();
  readonly #hash = new Hash();
  readonly #key = new Uint8Array(12);
  readonly #lid = new Uint8Array(8);
  readonly #plain: Uint8Array;
  #open: OpenValue | undefined;
  /** Something was lost, so the next chunks may have lost their root. */
  #isInGap = false;
  #isComplete = true;
  #unreferenced = 0;

  constructor(
    readonly run: CheckRun,
    readonly entry: TreeEntry,
    readonly records: TableRecords,
    readonly recordCheck: RecordCheck,
  ) {
    this.#chunkSize = records.schema.lvChunkMax ?? defaultChunkSize(run.source.pageSize);
    this.#plain = new Uint8Array(this.#chunkSize);
  }

  /** A record refers to a value: the LID as it stands in the record. */
  addReference(bytes: Uint8Array, start: number, width: number): void {
    const lid = turnLid(bytes, start, width, this.#lid);
    this.#hash.reset().add(lid, 0, width);
    this.#referred.add(this.#hash, this.#hash);
  }

  /** Walks the tree, after all records were seen. */
  async compare(): Promise<void> {
    const { run, entry } = this;
    const cursor = new TreeCursor(entry.tree, {
      onLoss: (loss) => {
        if (loss.kind === 'siblingLink') return;
        this.#isInGap = true;
        this.#isComplete = false;
      },
    });
    let pgno = 0;
    while (cursor.next()) {
      this.#take(cursor);
      if (cursor.pgno === pgno) continue;
      pgno = cursor.pgno;
      run.countPage(0.5);
      if (run.isPauseDue) await run.pause();
    }
    this.#close(0);
    this.#noteUnreferenced();
    if (this.#counted.equals(this.#referred)) return;
    await new LongValueSearch(run, entry, this.records, this.recordCheck, this.#isComplete).search();
  }

  /**
   * A crash between the last reference and the clean-up leaves values with the count 0 for ever, in databases
   * that were recovered and closed cleanly too. They are garbage, and nothing is wrong with them.
   */
  #noteUnreferenced(): void {
    const count = this.#unreferenced;
    if (count > 0) this.run.note(`${count} of the ${this.entry.tree.label} are waiting to be removed`);
  }

  #take(cursor: TreeCursor): void {
    const { node } = cursor;
    const cbKey = copyShortKey(node, this.#key);
    const kind = longValueKey(this.#key, cbKey);
    if (!kind) {
      this.#report(cursor.pgno, cursor.key(), `a key of ${cbKey} bytes is that of no long value`);
    } else if (kind.kind === 'root') {
      this.#close(cursor.pgno);
      this.#isInGap = false;
      this.#takeRoot(cursor, kind.width);
    } else {
      this.#takeChunk(cursor, kind.width);
    }
  }

  #takeRoot(cursor: TreeCursor, width: number): void {
    const data = cursor.data();
    const lid = this.#key.slice(0, width);
    const { sizeLeast, flags: flagsAt } = longValueRoot;
    if (data.length !== sizeLeast && data.length !== sizeLeast + 1) {
      this.#report(cursor.pgno, lid, `its root has ${data.length} bytes`);
      this.#isInGap = true;
      return;
    }
    const view = viewOf(data);
    const refcount = view.getUint32(longValueRoot.refcount, true);
    const flags = data.length > flagsAt ? data[flagsAt]! : 0;
    if ((flags & ~longValueFlag.encrypted) !== 0) {
      this.#report(cursor.pgno, lid, `its root has the flags 0x${flags.toString(16)}`);
    }
    this.#hash.reset().add(lid, 0, width);
    this.#counted.add(this.#hash, this.#hash, refcount);
    if (refcount === 0) this.#unreferenced++;
    this.#open = {
      lid,
      size: view.getUint32(longValueRoot.size, true),
      isEncrypted: (flags & longValueFlag.encrypted) !== 0,
      isUnreferenced: refcount === 0,
      next: 0,
    };
  }

  #takeChunk(cursor: TreeCursor, width: number): void {
    const { pgno } = cursor;
    const open = this.#open;
    const lid = this.#key.subarray(0, width);
    const offset = viewOf(this.#key).getUint32(width);
    if (!open || compareKeys(open.lid, lid) !== 0) {
      this.#close(pgno);
      if (!this.#isInGap)
        this.#report(pgno, lid.slice(), `its chunk at ${offset} has no root in front of it`);
      return;
    }
    if (offset !== open.next && !this.#isInGap) {
      this.#report(pgno, open.lid, `a chunk at ${offset} follows, where ${open.next} is next`);
    }
    this.#isInGap = false;
    if (offset >= open.size)
      this.#report(pgno, open.lid, `its chunk at ${offset} lies behind its ${open.size} bytes`);
    else this.#checkChunk(cursor, open, offset);
    open.next = offset + this.#chunkSize;
  }

  #checkChunk(cursor: TreeCursor, open: OpenValue, offset: number): void {
    const expected = Math.min(this.#chunkSize, open.size - offset);
    const data = cursor.data();
    // Encrypted bytes are more than plain ones, and how many more is not known without the key.
    if (data.length === expected || open.isEncrypted) return;
    const { pgno } = cursor;
    if (data.length > expected) {
      this.#report(pgno, open.lid, `its chunk at ${offset} has ${data.length} bytes, not ${expected}`);
      return;
    }
    try {
      decompressInto(data, this.#plain, 0, expected);
    } catch (error) {
      if (!JetError.isInstance(error)) throw error;
      this.#report(pgno, open.lid, `its chunk at ${offset} cannot be decompressed: ${error.message}`);
    }
  }

  /** The value in work has no more chunks. */
  #close(pgno: number): void {
    const open = this.#open;
    this.#open = undefined;
    // Clean-up takes the chunks of a value without references from the end, and a crash may come in between.
    if (!open || open.next >= open.size || open.isUnreferenced || this.#isInGap) return;
    this.#report(pgno, open.lid, `it has ${open.size} bytes, and its chunk at ${open.next} is missing`);
  }

  #report(pgno: number, lid: Uint8Array, what: string): void {
    this.run.report('longValueChunk', this.#text(lid, what), this.#place(pgno, lid));
  }

  #text(lid: Uint8Array, what: string): string {
    const hex = Array.from(lid, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return `${this.entry.tree.label}: value ${hex}: ${what}`;
  }

  #place(pgno: number, key: Uint8Array): { table?: string; index?: string; page?: number; key: Uint8Array } {
    return { ...placeOf(this.entry), ...(pgno === 0 ? {} : { page: pgno }), key };
  }
}
