import { TreeCursor } from '@esekit/btree';
import { viewOf } from '@esekit/core';
import { longValueRoot } from '../long-values/long-value-format';
import type { CheckRun } from './check-run';
import { unlessDamaged } from './damage';
import { copyShortKey, lidNumber, longValueKey, turnLid } from '../long-values/long-value-key';
import { toHex } from './problem';
import type { RecordCheck } from './record-check';
import type { TableRecords } from './table-records';
import { placeOf, type TreeEntry } from './tree-list';

/** Values whose references are counted in one pass over the records. */
const valuesPerPass = 500_000;

interface CountedValue {
  readonly key: Uint8Array;
  readonly pgno: number;
  readonly refcount: number;
  references: number;
}

/**
 * Counts the references of every long value, because some count is known to be wrong. Memory is bounded by
 * going over the records once for each half a million of values.
 */
export class LongValueSearch {
  readonly #key = new Uint8Array(12);
  readonly #seeker: TreeCursor;

  constructor(
    readonly run: CheckRun,
    readonly entry: TreeEntry,
    readonly records: TableRecords,
    readonly recordCheck: RecordCheck,
    /** Whether all of the tree could be read. */
    readonly isComplete: boolean,
  ) {
    this.#seeker = new TreeCursor(entry.tree);
  }

  async search(): Promise<void> {
    const cursor = new TreeCursor(this.entry.tree, { onLoss: () => undefined });
    let from = -1n;
    for (let isLast = false; !isLast;) {
      const values = new Map<bigint, CountedValue>();
      isLast = !this.#readRoots(cursor, values);
      const to = isLast ? undefined : [...values.keys()].at(-1);
      await this.#countReferences(values, from, to);
      for (const value of values.values()) this.#judge(value);
      from = to ?? from;
    }
  }

  /** Reads the next roots; `false` when there are no more behind them. */
  #readRoots(cursor: TreeCursor, values: Map<bigint, CountedValue>): boolean {
    while (cursor.next()) {
      const kind = longValueKey(this.#key, copyShortKey(cursor.node, this.#key));
      const data = cursor.data();
      if (kind?.kind !== 'root' || data.length < longValueRoot.sizeLeast) continue;
      values.set(lidNumber(this.#key, kind.width), {
        key: this.#key.slice(0, kind.width),
        pgno: cursor.pgno,
        refcount: viewOf(data).getUint32(longValueRoot.refcount, true),
        references: 0,
      });
      if (values.size >= valuesPerPass) return true;
    }
    return false;
  }

  async #countReferences(
    values: Map<bigint, CountedValue>,
    from: bigint,
    to: bigint | undefined,
  ): Promise<void> {
    const { records, run } = this;
    const cursor = records.walk();
    const lid = new Uint8Array(8);
    let nodes = 0;
    while (cursor.next()) {
      const record = records.read(cursor);
      if (!record) continue;
      // Copies, because looking for a value may take the page of the record away.
      let dangling: Uint8Array[] | undefined;
      this.recordCheck.check(record, noReport, (bytes, start, width) => {
        const number = lidNumber(turnLid(bytes, start, width, lid), width);
        if (number <= from || (to !== undefined && number > to)) return;
        const value = values.get(number);
        if (value) value.references++;
        else (dangling ??= []).push(lid.slice(0, width));
      });
      if (dangling) this.#reportMissing(dangling, cursor.key(), cursor.pgno);
      if (++nodes % 4096 === 0) await run.pause();
    }
  }

  #reportMissing(lids: readonly Uint8Array[], key: Uint8Array, page: number): void {
    for (const lid of lids) {
      // A value on a page that cannot be read is lost with its page.
      if (unlessDamaged(() => this.#seeker.seek(lid)) !== false) continue;
      const text = `the record refers to the long value ${toHex(lid)}, which is not there`;
      this.run.report('longValueMissing', `table ${this.records.schema.name}: ${text}`, {
        table: this.records.schema.name,
        page,
        key,
      });
    }
  }

  #judge({ key, pgno, refcount, references }: CountedValue): void {
    const place = { ...placeOf(this.entry), page: pgno, key };
    const text = `${this.entry.tree.label}: value ${toHex(key)} has the reference count ${refcount}`;
    if (refcount < references) {
      this.run.report('longValueReferences', `${text}, and ${references} references`, place);
    } else if (refcount > references && this.records.isComplete) {
      // Records that are lost may have the rest of the references.
      const kind = references === 0 ? 'longValueOrphan' : 'longValueReferences';
      this.run.warn(kind, `${text}, and ${references === 0 ? 'no' : references} references`, place);
    }
  }
}

function noReport(): void {
  // The first pass over the records has told of everything else.
}
