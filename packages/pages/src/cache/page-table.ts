/** Which slot of a cache holds a page. */
export interface PageTable {
  /** Pages it has room for. */
  readonly pagesMost: number;
  /** The slot of a page; -1 when it is in none. Any number may be asked for. */
  get(pgno: number): number;
  set(pgno: number, slot: number): void;
  delete(pgno: number): void;
}

/** Up to here a flat array costs at most 16 MiB; above, only pages that are in the cache cost anything. */
const flatPagesMost = 4 << 20;

export function createPageTable(pageCount: number): PageTable {
  return pageCount <= flatPagesMost ? new FlatPageTable(pageCount) : new SparsePageTable();
}

/** A table for a file that grows: at least as large, and as long as that is cheap, twice as large. */
export function createGrownPageTable(pageCount: number): PageTable {
  return createPageTable(pageCount > flatPagesMost ? pageCount : Math.min(2 * pageCount, flatPagesMost));
}

/** One word per page of the file: slot + 1, so that fresh memory means "in no slot". */
export class FlatPageTable implements PageTable {
  readonly #slots: Int32Array;

  constructor(readonly pagesMost: number) {
    this.#slots = new Int32Array(pagesMost + 1);
  }

  get(pgno: number): number {
    return (this.#slots[pgno] ?? 0) - 1;
  }

  set(pgno: number, slot: number): void {
    this.#slots[pgno] = slot + 1;
  }

  delete(pgno: number): void {
    this.#slots[pgno] = 0;
  }
}

export class SparsePageTable implements PageTable {
  readonly pagesMost = Number.POSITIVE_INFINITY;
  readonly #slots = new Map<number, number>();

  get(pgno: number): number {
    return this.#slots.get(pgno) ?? -1;
  }

  set(pgno: number, slot: number): void {
    this.#slots.set(pgno, slot);
  }

  delete(pgno: number): void {
    this.#slots.delete(pgno);
  }
}
