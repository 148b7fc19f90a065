/** Stamps of the pages: one byte tells up to this many walks apart. */
const stampMost = 255;

/**
 * The pages that one walk has entered. Starting over costs nothing but every 255th time, and memory is a
 * byte per page of the file at most.
 */
export class VisitedPages {
  #stamps = new Uint8Array(0);
  #stamp = 1;

  constructor(readonly pageCount: number) {}

  /** Forgets all pages. */
  clear(): void {
    if (this.#stamp < stampMost) {
      this.#stamp++;
    } else {
      this.#stamps.fill(0);
      this.#stamp = 1;
    }
  }

  has(pgno: number): boolean {
    return this.#stamps[pgno] === this.#stamp;
  }

  /** Adds a page, 1 to `pageCount`; `false` when it was there. */
  add(pgno: number): boolean {
    if (this.#stamps.length === 0) this.#stamps = new Uint8Array(this.pageCount + 1);
    if (this.#stamps[pgno] === this.#stamp) return false;
    this.#stamps[pgno] = this.#stamp;
    return true;
  }
}
