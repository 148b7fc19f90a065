import { spaceTrees, type Tree } from '@esekit/btree';
import { spaceFlag } from '@esekit/pages';
import type { CheckRun } from './check-run';
import { isDamage, isDiskFailure } from '../records/damage';
import { kindOfPageFailure, unlessDamaged } from './damage';
import { PageMap, pageUse, type PageUse } from './page-map';
import { markAbandonedTrees } from './space-abandoned';
import { claimOwned, pageRange } from './space-owned';
import { readSpace, type TreeSpace } from './space-read';
import { SpaceUse } from './space-use';
import { checkTreePages } from './tree-check';
import { placeOf, type TreeEntry } from './tree-list';

/**
 * Checks who owns which page and what for (04 §10): first every tree claims its extents, parents before
 * children; then the pages that walks come to are entered; what is left over is lost.
 */
export class SpaceCheck {
  readonly #map: PageMap;
  readonly #unknown = new Set<number>();
  readonly #spaces = new Map<TreeEntry, TreeSpace>();
  readonly #use: SpaceUse;
  /** Trees with uses of their pages that are not known, by number: damage hides them. */
  readonly #hidden = new Set<number>();

  constructor(
    readonly run: CheckRun,
    readonly trees: readonly TreeEntry[],
    /** Trees whose root is there. */
    readonly present: ReadonlySet<TreeEntry>,
  ) {
    this.#map = new PageMap(run.source.pageCount);
    this.#use = new SpaceUse(run, this.#map, trees, this.#unknown);
  }

  /** Gives every tree the extents that it says are its own. */
  claim(): void {
    for (const entry of this.trees) {
      if (!this.present.has(entry)) {
        this.#unknown.add(entry.number);
        this.#hide(entry);
        continue;
      }
      const space = readSpace(this.run, entry);
      if (!space.isComplete) {
        this.#unknown.add(entry.number);
        this.#hide(entry);
      }
      this.#spaces.set(entry, space);
      claimOwned(this.run, this.#map, this.trees, space, this.#unknown);
      if (entry.kind === 'database') this.#checkRootExtents(entry, space);
    }
  }

  /** The database owns all pages from the first one on, without a gap (04 §1). */
  #checkRootExtents(entry: TreeEntry, space: TreeSpace): void {
    let next = 1;
    for (const { pgnoFirst, pgnoLast } of space.owned) {
      if (pgnoFirst > next && space.isComplete) {
        const text = `the database does not own ${pageRange(next, pgnoFirst - 1)}`;
        this.run.report('ownedOutside', text, { ...placeOf(entry), page: next });
      }
      next = Math.max(next, pgnoLast + 1);
    }
  }

  /** Walks a tree and its space trees, and enters their pages. */
  checkTree(entry: TreeEntry): void {
    this.#walk(entry, entry.tree, pageUse.tree);
    const space = this.#spaces.get(entry);
    if (!space?.header) return;
    if ((space.header.flags & spaceFlag.multipleExtent) !== 0) {
      const trees = unlessDamaged(() => spaceTrees(entry.tree));
      for (const tree of trees ? [trees.owned, trees.available] : []) {
        this.#walk(entry, tree, pageUse.spaceTree);
      }
    }
    this.#use.addFreeSpace(space);
  }

  #walk(entry: TreeEntry, tree: Tree, use: PageUse): void {
    const add = (pgno: number): void => this.#use.addTreePage(entry, pgno, use);
    if (!checkTreePages(this.run, entry, tree, add)) this.#hide(entry);
  }

  /** Pages of the tree may have uses that are not known, and its parent's may be its own. */
  #hide(entry: TreeEntry): void {
    this.#hidden.add(entry.number);
    if (entry.parent) this.#hidden.add(entry.parent.number);
  }

  /** What is left when all trees were walked. */
  async finish(): Promise<void> {
    markAbandonedTrees(this.run, this.#map, this.trees);
    this.#use.reportLeaks(
      (owner) => !this.#hidden.has(owner),
      (entry, first, last) => this.#reportLeak(entry, first, last),
    );
    await this.#checkFreePages();
  }

  #reportLeak(entry: TreeEntry, first: number, last: number): void {
    const pages = pageRange(first, last);
    // A repair builds trees anew and leaves the old ones where they were.
    if (this.run.database.header.ulRepairCount > 0) {
      this.run.note(`the repair of the database has left ${pages} of ${entry.tree.label} without a use`);
      return;
    }
    const text = `${entry.tree.label} owns ${pages}, which it neither uses nor has available`;
    this.run.warn('spaceLeak', text, { ...placeOf(entry), page: first });
  }

  /** Free pages are blank or good (03 §8, 2); one that is neither holds no data, but tells of a bad disk. */
  async #checkFreePages(): Promise<void> {
    const { run } = this;
    for (let pgno = 1; pgno <= this.#map.pageCount; pgno++) {
      const use = this.#map.use(pgno);
      if (use === pageUse.tree || use === pageUse.spaceTree) continue;
      if (this.#map.owner(pgno) !== 0) this.#checkFreePage(pgno);
      run.countPage();
      if (run.isPauseDue) await run.pause();
    }
  }

  #checkFreePage(pgno: number): void {
    try {
      this.run.source.get(pgno);
    } catch (error) {
      if (!isDamage(error) || isDiskFailure(error)) throw error;
      if (error.name === 'JET_errPageNotInitialized') return;
      const text = `a page that is not in use: ${error.message}`;
      this.run.warn(kindOfPageFailure(error.name, error.message), text, { page: pgno });
    }
  }
}
