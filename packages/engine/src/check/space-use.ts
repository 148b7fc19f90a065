import { pool } from '@esekit/btree';
import type { CheckRun } from './check-run';
import { pageUse, type PageMap, type PageUse } from './page-map';
import { pageRange } from './space-owned';
import type { TreeSpace } from './space-read';
import { isBelow, placeOf, type TreeEntry } from './tree-list';

const useNames: Readonly<Record<PageUse, string>> = {
  [pageUse.none]: 'nothing',
  [pageUse.tree]: 'its entries',
  [pageUse.spaceTree]: 'its space trees',
  [pageUse.available]: 'available pages',
  [pageUse.splitBuffer]: 'a split buffer',
  [pageUse.abandoned]: 'a tree that is gone',
};

/** Told of each run of pages that one tree owns and has no use for. */
type LeakSink = (entry: TreeEntry, first: number, last: number) => void;

/** Pages of an extent that break one rule, put together to one problem. */
interface Finding {
  readonly kind: 'pageNotOwned' | 'availableOutside' | 'usedTwice';
  readonly text: string;
}

/** Enters what pages are used for, and tells of those that have another use or another owner. */
export class SpaceUse {
  constructor(
    readonly run: CheckRun,
    readonly map: PageMap,
    readonly trees: readonly TreeEntry[],
    /** Trees whose owned extents are not all known, by number. */
    readonly unknown: ReadonlySet<number>,
  ) {}

  /** A page that a walk over the tree, or over its space trees, has come to. */
  addTreePage(entry: TreeEntry, pgno: number, use: PageUse): void {
    this.#add(entry, pgno, pgno, use, 'pageNotOwned');
  }

  /** What a tree has to give away, and what it keeps for splits. */
  addFreeSpace(space: TreeSpace): void {
    const { entry } = space;
    for (const extent of space.available) {
      if (extent.pgnoLast < extent.pgnoFirst) continue;
      // Shelved pages lie behind the end of the file and are no one's yet (04 §3).
      if (extent.pool === pool.shelved && entry.kind === 'database') continue;
      this.#add(entry, extent.pgnoFirst, extent.pgnoLast, pageUse.available, 'availableOutside');
      this.#checkSpan(entry, extent.pgnoFirst, extent.pgnoLast);
    }
    for (const { pgnoFirst, pgnoLast } of space.buffers) {
      this.#add(entry, pgnoFirst, pgnoLast, pageUse.splitBuffer, 'availableOutside');
    }
  }

  #add(
    entry: TreeEntry,
    first: number,
    last: number,
    use: PageUse,
    kind: 'pageNotOwned' | 'availableOutside',
  ): void {
    let since = first;
    let finding: Finding | undefined;
    const end = Math.min(last, this.map.pageCount);
    for (let pgno = first; pgno <= end; pgno++) {
      const next = this.#find(entry, pgno, use, kind);
      if (finding && next?.text !== finding.text) this.#report(entry, finding, since, pgno - 1);
      if (next?.text !== finding?.text) since = pgno;
      finding = next;
    }
    if (finding) this.#report(entry, finding, since, end);
    if (last > end) {
      const text = 'they lie behind the end of the file';
      this.#report(entry, { kind: 'availableOutside', text }, Math.max(first, end + 1), last);
    }
  }

  /** What is wrong with one more use of a page; enters the use when nothing is. */
  #find(
    entry: TreeEntry,
    pgno: number,
    use: PageUse,
    kind: 'pageNotOwned' | 'availableOutside',
  ): Finding | undefined {
    const { map } = this;
    const owner = map.owner(pgno);
    const before = map.use(pgno);
    if (before === pageUse.none) map.setUse(pgno, use);
    if (owner !== entry.number) {
      if (this.unknown.has(entry.number) || this.unknown.has(owner)) return undefined;
      const text = `uses for ${useNames[use]} what `;
      if (owner === 0) return { kind, text: `${text}no tree owns` };
      const other = this.trees[owner - 1]!;
      // What was given to a child is the child's to use; only free space of the parent can still have it.
      const isGivenAway = kind === 'availableOutside' && isBelow(other, entry);
      return { kind: isGivenAway ? 'usedTwice' : kind, text: `${text}belongs to ${other.tree.label}` };
    }
    if (before === pageUse.none) return undefined;
    return { kind: 'usedTwice', text: `uses for ${useNames[use]} what it also uses for ${useNames[before]}` };
  }

  /** Available extents are parts of one owned extent each (04 §10, 3). */
  #checkSpan(entry: TreeEntry, first: number, last: number): void {
    const end = Math.min(last, this.map.pageCount + 1);
    for (let pgno = first; pgno < end; pgno++) {
      if (!this.map.isExtentEnd(pgno) || this.map.owner(pgno) !== entry.number) continue;
      const text = `the available ${pageRange(first, last)} lie in more than one owned extent`;
      this.run.warn('extentSpan', `${entry.tree.label}: ${text}`, { ...placeOf(entry), page: first });
      return;
    }
  }

  #report(entry: TreeEntry, { kind, text }: Finding, first: number, last: number): void {
    const place = { ...placeOf(entry), page: first };
    this.run.report(kind, `${entry.tree.label}, ${pageRange(first, last)}: ${text}`, place);
  }

  /**
   * Owned pages without any use are lost until the tree is dropped (04 §10, 8).
   *
   * @param isKnown whether all uses of the pages of a tree are known, by its number
   */
  reportLeaks(isKnown: (owner: number) => boolean, tell: LeakSink): void {
    const { map } = this;
    let first = 0;
    let owner = 0;
    for (let pgno = 1; pgno <= map.pageCount + 1; pgno++) {
      const isLeak = pgno <= map.pageCount && this.isUnused(pgno) && isKnown(map.owner(pgno));
      if (first !== 0 && (!isLeak || map.owner(pgno) !== owner)) {
        tell(this.trees[owner - 1]!, first, pgno - 1);
        first = 0;
      }
      if (isLeak && first === 0) [first, owner] = [pgno, map.owner(pgno)];
    }
  }

  /** Whether a page is owned, and for nothing. */
  isUnused(pgno: number): boolean {
    return this.map.owner(pgno) !== 0 && this.map.use(pgno) === pageUse.none;
  }
}
