import type { Version } from './version';

/** The versions of one page, in the order of their making. */
interface OwedOfPage {
  oldest: Version;
  newest: Version;
}

/**
 * Versions whose before-image nobody but the version store has, by the page that their log record names (24 §1.3).
 *
 * Recovery finds the before-image on that page while the page in the file is older than the record. So it is that
 * page whose writing ends this, whatever is on it by then: the node may have moved to another page, which recovery
 * fills anew from the log, and the page may belong to another tree.
 */
export class OwedUndo {
  /** By database and page. */
  readonly #pages = new Map<number, Map<number, OwedOfPage>>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The oldest of a page; the others follow by `nextOwed`. */
  first(dbid: number, pgno: number): Version | undefined {
    return this.#pages.get(dbid)?.get(pgno)?.oldest;
  }

  add(version: Version, pgno: number): void {
    const { dbid } = version.node!.tree;
    let pages = this.#pages.get(dbid);
    if (pages === undefined) this.#pages.set(dbid, (pages = new Map()));
    version.pgnoOwed = pgno;
    version.nextOwed = undefined;
    this.#count++;
    const page = pages.get(pgno);
    if (page === undefined) {
      version.previousOwed = undefined;
      pages.set(pgno, { oldest: version, newest: version });
      return;
    }
    version.previousOwed = page.newest;
    page.newest.nextOwed = version;
    page.newest = version;
  }

  /** The log has the before-image, or nobody needs it any more. */
  remove(version: Version): void {
    if (version.pgnoOwed === 0) return;
    const pages = this.#pages.get(version.node!.tree.dbid)!;
    const page = pages.get(version.pgnoOwed)!;
    const { previousOwed, nextOwed } = version;
    if (previousOwed !== undefined) previousOwed.nextOwed = nextOwed;
    else if (nextOwed !== undefined) page.oldest = nextOwed;
    else pages.delete(version.pgnoOwed);
    if (nextOwed !== undefined) nextOwed.previousOwed = previousOwed;
    else if (previousOwed !== undefined) page.newest = previousOwed;
    version.pgnoOwed = 0;
    version.nextOwed = undefined;
    version.previousOwed = undefined;
    this.#count--;
  }
}
