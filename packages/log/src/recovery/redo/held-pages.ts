/**
 * Pages of a database that must not be written as they are (24 §1.3): they hold a replace or a deletion
 * that may have to be undone, and what undoes it is in memory only. A replay cannot log that; were such a
 * page on disk and the replay cut short, the next one would not find out what stood there before.
 *
 * A page is held once for each such version, and let go when an UndoInfo record has turned up, the
 * transaction has ended, or the version is undone.
 */
export class HeldPages {
  readonly #counts = new Map<number, number>();

  /** Pages that are held. */
  get size(): number {
    return this.#counts.size;
  }

  has(pgno: number): boolean {
    return this.#counts.has(pgno);
  }

  hold(pgno: number): void {
    this.#counts.set(pgno, (this.#counts.get(pgno) ?? 0) + 1);
  }

  release(pgno: number): void {
    const count = this.#counts.get(pgno);
    if (count === undefined) return;
    if (count > 1) this.#counts.set(pgno, count - 1);
    else this.#counts.delete(pgno);
  }
}
