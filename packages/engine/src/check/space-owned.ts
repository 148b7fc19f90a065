import type { CheckRun } from './check-run';
import type { PageMap } from './page-map';
import type { TreeSpace } from './space-read';
import { isBelow, placeOf, type TreeEntry } from './tree-list';

/**
 * Gives the extents of a tree to it in the map. They have to be its parent's, which has claimed them before
 * (04 §1); what is not is told of, and given to it nevertheless, so that its pages are not told of again.
 *
 * @param unknown trees whose owned extents are not all known: what they do not own cannot be said
 */
export function claimOwned(
  run: CheckRun,
  map: PageMap,
  trees: readonly TreeEntry[],
  space: TreeSpace,
  unknown: ReadonlySet<number>,
): void {
  const { entry } = space;
  const claim = new ExtentClaim(run, map, trees, entry, unknown.has(entry.parent?.number ?? 0));
  for (const { pgnoFirst, pgnoLast } of space.owned) {
    if (pgnoLast > map.pageCount) {
      const text = `${entry.tree.label} owns ${pageRange(pgnoFirst, pgnoLast)}`;
      run.report('ownedOutside', `${text}, but the file ends with page ${map.pageCount}`, {
        ...placeOf(entry),
        page: pgnoFirst,
      });
    }
    claim.take(pgnoFirst, Math.min(pgnoLast, map.pageCount));
  }
}

class ExtentClaim {
  constructor(
    readonly run: CheckRun,
    readonly map: PageMap,
    readonly trees: readonly TreeEntry[],
    readonly entry: TreeEntry,
    readonly isParentUnknown: boolean,
  ) {}

  take(first: number, last: number): void {
    const { map, entry } = this;
    let spans = false;
    let since = first;
    for (let pgno = first; pgno <= last; pgno++) {
      const owner = map.owner(pgno);
      if (map.isExtentEnd(pgno) && pgno < last && owner === entry.parent?.number) spans = true;
      map.own(pgno, entry.number, pgno === last);
      if (pgno === last || map.owner(pgno + 1) !== owner) {
        this.#judge(owner, since, pgno);
        since = pgno + 1;
      }
    }
    if (!spans) return;
    const text = `${pageRange(first, last)} lie in more than one extent of ${entry.parent!.tree.label}`;
    this.run.warn('extentSpan', `${entry.tree.label}: ${text}`, { ...placeOf(entry), page: first });
  }

  /** What it means that some pages were `owner`'s when the tree claims them. */
  #judge(owner: number, first: number, last: number): void {
    const { entry, run } = this;
    if (owner === (entry.parent?.number ?? 0)) return;
    const place = { ...placeOf(entry), page: first };
    const claim = `${entry.tree.label} owns ${pageRange(first, last)}`;
    if (owner === entry.number) {
      run.report('ownedTwice', `${claim} twice`, place);
    } else if (owner === 0 || isBelow(entry, this.trees[owner - 1]!)) {
      if (!this.isParentUnknown) {
        run.report('ownedOutside', `${claim}, which ${entry.parent!.tree.label} does not own`, place);
      }
    } else {
      run.report('ownedTwice', `${claim}, which ${this.trees[owner - 1]!.tree.label} owns as well`, place);
    }
  }
}

export function pageRange(first: number, last: number): string {
  return first === last ? `page ${first}` : `pages ${first} to ${last}`;
}
