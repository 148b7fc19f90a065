import { JetError, limits, type JetErrorName } from '@esekit/core';
import { NodeView, pageFlag } from '@esekit/pages';
import { findChild } from '../page/search';
import { TreePage } from '../page/tree-page';
import type { Tree } from '../tree';
import { isLoss, type LossSink } from './loss';
import { checkChild, checkRoot, kindFlags } from './page-role';
import { separatorAfter, separatorBefore } from './separators';
import { VisitedPages } from './visited-pages';

const uniquenessFlags = pageFlag.nonUniqueKeys | pageFlag.spaceTree;

/** Which way a walk goes: to greater keys or to lesser ones. */
export type Direction = 1 | -1;

/**
 * The way from the root of a tree down to a leaf: a page and a node index per level. All walks follow
 * it, because parents tell the order of the leaves even where sibling links are damaged, and every page
 * that is entered is checked against its parent.
 *
 * Without `onLoss` the first thing that does not fit is thrown. With it, a page that does not fit is
 * reported and skipped with everything below it; so are pages met a second time.
 *
 * Steps are bounded: a path has at most `limits.treeDepthMost` levels, and a walk in one direction
 * enters no more leaves than the source has pages.
 */
export class TreePath {
  readonly ilines = new Int32Array(limits.treeDepthMost);
  /** Level of the leaf: 0 when the root is one. -1 when the path leads nowhere. */
  leafLevel = -1;
  /** Flags that all pages of the tree share; -1 until the root was read. */
  kind = -1;
  readonly #pages: TreePage[] = [];
  readonly #node = new NodeView();
  readonly #visited: VisitedPages;
  /** Leaves entered since the walk began, or was turned. */
  #hops = 0;
  #direction: Direction | 0 = 0;
  /** Whether something was skipped between the last leaf and the next. */
  #hasGap = false;

  constructor(
    readonly tree: Tree,
    readonly onLoss: LossSink | undefined,
  ) {
    this.#visited = new VisitedPages(tree.source.pageCount);
  }

  /** Whether keys are unique; space trees have the flag of the tree they serve, and unique keys (02 §1.2). */
  get isUnique(): boolean {
    // No path leads anywhere before the root was read, so reading it now disturbs none.
    if (this.kind < 0) this.#enterRoot();
    return (this.kind & uniquenessFlags) !== pageFlag.nonUniqueKeys;
  }

  get leaf(): TreePage {
    return this.page(this.leafLevel);
  }

  /** The page of a level, read again if it was evicted. */
  page(level: number): TreePage {
    const page = this.#pages[level]!;
    if (!page.isCurrent) {
      const { clines } = page;
      page.bind(this.tree.source.get(page.pgno));
      if (page.clines !== clines) {
        throw this.#error('JET_errDatabaseCorrupted', `page ${page.pgno} changed while it was being read`);
      }
    }
    return page;
  }

  /** Whether all pages of the path are as they were when it was made. */
  get isUnchanged(): boolean {
    for (let level = 0; level <= this.leafLevel; level++) if (!this.#pages[level]!.isUnchanged) return false;
    return this.leafLevel >= 0;
  }

  /** Nodes on the page of a level of the path. */
  clines(level: number): number {
    return this.#pages[level]!.clines;
  }

  /** Goes to the first or last leaf; `false` when there is none left to be read. */
  toEdge(direction: Direction): boolean {
    if (!this.#enterRoot()) return false;
    this.#direction = direction;
    const isFound = this.#descend(0, direction);
    if (isFound && !this.#hasGap) this.#checkEdge(this.leaf, direction);
    return isFound;
  }

  /**
   * Goes to the leaf below which a key belongs. When that is lost: to the next one in the direction
   * given, with `false`; `leafLevel` is -1 when there is none.
   *
   * @param isInfinite takes the key as greater than all that begin with it: behind its last entry, where
   *   keys are not unique
   */
  toKey(key: Uint8Array, cbKey: number, isInfinite: boolean, direction: Direction): boolean {
    if (!this.#enterRoot()) return false;
    for (let level = 0; ; level++) {
      const page = this.page(level);
      if (page.isLeaf) {
        this.leafLevel = level;
        return true;
      }
      this.ilines[level] = findChild(page, key, cbKey, isInfinite);
      if (!this.#enterChild(level)) {
        this.#direction = direction;
        this.#advanceFrom(level, direction);
        return false;
      }
    }
  }

  /** Goes to the leaf at a fraction of the tree, 0 to 1, as the number of nodes per page tells it. */
  toFraction(fraction: number): boolean {
    if (!this.#enterRoot()) return false;
    let rest = Math.min(Math.max(fraction, 0), 1);
    for (let level = 0; ; level++) {
      const page = this.page(level);
      const place = rest * page.clines;
      const iline = Math.max(0, Math.min(Math.floor(place), page.clines - 1));
      this.ilines[level] = iline;
      rest = place - iline;
      if (page.isLeaf) {
        this.leafLevel = level;
        return true;
      }
      if (!this.#enterChild(level)) return this.#advanceFrom(level, 1) || this.toEdge(-1);
    }
  }

  /**
   * Goes to the neighbour of the leaf, and to the node on it that comes first in the direction.
   *
   * @returns `false`, with the path as leading nowhere, at the end of the tree
   */
  hop(direction: Direction): boolean {
    if (this.#direction !== direction) this.#turn(direction);
    const leaf = this.leaf;
    const { pgno } = leaf;
    const link = direction > 0 ? leaf.frame.view.pgnoNext : leaf.frame.view.pgnoPrev;
    this.#hasGap = false;
    if (!this.#advance(direction)) {
      if (!this.#hasGap && link !== 0) this.#badLink(pgno, link, 0, direction);
      return false;
    }
    if (!this.#hasGap) this.#checkSiblings(pgno, link, direction);
    return true;
  }

  #enterRoot(): boolean {
    const { tree } = this;
    this.leafLevel = -1;
    this.#hops = 0;
    this.#direction = 0;
    this.#hasGap = false;
    const page = (this.#pages[0] ??= new TreePage());
    try {
      page.bind(tree.source.get(tree.pgnoFDP));
      checkRoot(page, tree);
      this.#checkNodes(page);
    } catch (error) {
      if (this.onLoss === undefined || !isLoss(error)) throw error;
      this.#report(tree.pgnoFDP, error, null, null);
      return false;
    }
    this.kind = page.flags & kindFlags;
    if (this.onLoss !== undefined) {
      this.#visited.clear();
      this.#visited.add(page.pgno);
    }
    return true;
  }

  #advance(direction: Direction): boolean {
    return this.leafLevel >= 0 && this.#advanceFrom(this.leafLevel - 1, direction);
  }

  /** To the next leaf, when everything below node `ilines[from]` is done with. */
  #advanceFrom(from: number, direction: Direction): boolean {
    const level = this.#enterNear(this.#nextPointer(from, direction), direction);
    return level >= 0 && this.#descend(level, direction);
  }

  /** From the page of a level down to the nearest leaf below or behind it. */
  #descend(from: number, direction: Direction): boolean {
    for (let level = from; level >= 0; level = this.#enterNear(level, direction)) {
      const page = this.page(level);
      this.ilines[level] = direction > 0 ? 0 : page.clines - 1;
      if (page.isLeaf) {
        this.leafLevel = level;
        return true;
      }
    }
    return false;
  }

  /** Enters the child at `ilines[from]`, or the next one that can be; its level, or -1 at the end. */
  #enterNear(from: number, direction: Direction): number {
    for (let level = from; level >= 0; level = this.#nextPointer(level, direction)) {
      if (this.#enterChild(level)) return level + 1;
    }
    this.leafLevel = -1;
    return -1;
  }

  /** Moves on by one node in the level, or in the nearest one above that has another; -1 at the end. */
  #nextPointer(from: number, direction: Direction): number {
    for (let level = from; level >= 0; level--) {
      const iline = this.ilines[level]! + direction;
      if (iline < 0 || iline >= this.#pages[level]!.clines) continue;
      this.ilines[level] = iline;
      return level;
    }
    return -1;
  }

  /** Enters the child at `ilines[level]`; `false` when it was skipped. */
  #enterChild(level: number): boolean {
    const parent = this.page(level);
    const child = parent.child(this.ilines[level]!);
    try {
      this.#checkPointer(level, child);
      const page = (this.#pages[level + 1] ??= new TreePage());
      page.bind(this.tree.source.get(child));
      checkChild(page, parent, this.tree, this.kind);
      if (page.isLeaf) this.#countLeaf(page.pgno);
      this.#checkNodes(page);
      // Only what is accepted counts as met: a wrong pointer must not hide a page from the right one.
      if (this.onLoss !== undefined) this.#visited.add(child);
      return true;
    } catch (error) {
      if (this.onLoss === undefined || !isLoss(error)) throw error;
      this.#hasGap = true;
      const keyFrom = separatorBefore(this, level, this.#node);
      const keyTo = separatorAfter(this, level, this.#node);
      this.#report(Math.max(child, 0), error, keyFrom, keyTo);
      return false;
    }
  }

  /** The pointer alone: inside the file, not back up the path, not to a page of this walk. */
  #checkPointer(level: number, child: number): void {
    if (child < 0)
      throw this.#error('JET_errDatabaseCorrupted', `${this.#nodeName(level)} has no page number`);
    if (child === 0 || child > this.tree.source.pageCount) {
      throw this.#badPointer(level, `points to page ${child}, which does not exist`);
    }
    if (level + 1 >= limits.treeDepthMost) {
      throw this.#error('JET_errBadParentPageLink', `page ${child} is on level ${level + 1}`);
    }
    for (let above = 0; above <= level; above++) {
      if (this.#pages[above]!.pgno !== child) continue;
      throw this.#badPointer(level, `points back to page ${child} above it`);
    }
    if (this.onLoss !== undefined && this.#visited.has(child)) {
      throw this.#badPointer(level, `points to page ${child}, which was met before`);
    }
  }

  #badPointer(level: number, text: string): JetError {
    return this.#error('JET_errBadParentPageLink', `${this.#nodeName(level)} ${text}`);
  }

  /** Only for errors: a text for each step down would cost more than the step. */
  #nodeName(level: number): string {
    return `node ${this.ilines[level]!} of page ${this.#pages[level]!.pgno}`;
  }

  /** A walk that enters more leaves than there are pages has met some of them again. */
  #countLeaf(pgno: number): void {
    if (++this.#hops <= this.tree.source.pageCount) return;
    throw this.#error('JET_errBadPageLink', `page ${pgno} is part of a cycle`);
  }

  /** Inner pages have nodes; those of space trees were not looked at when the page was verified. */
  #checkNodes(page: TreePage): void {
    if (!page.isLeaf && page.clines === 0) {
      throw this.#error('JET_errDatabaseCorrupted', `page ${page.pgno} is no leaf and has no nodes`);
    }
    if ((page.flags & pageFlag.spaceTree) === 0) return;
    for (let iline = 0; iline < page.clines; iline++) page.read(this.#node, iline);
  }

  /** Begins to count anew for the other direction; the pages of the path were met already. */
  #turn(direction: Direction): void {
    this.#hops = 0;
    if (this.onLoss !== undefined && this.#direction !== 0) {
      this.#visited.clear();
      for (let level = 0; level <= this.leafLevel; level++) this.#visited.add(this.#pages[level]!.pgno);
    }
    this.#direction = direction;
  }

  /** The first leaf has no left neighbour, the last one no right one. */
  #checkEdge(leaf: TreePage, direction: Direction): void {
    const { view } = leaf.frame;
    const link = direction > 0 ? view.pgnoPrev : view.pgnoNext;
    if (link !== 0) this.#badLink(leaf.pgno, link, 0, -direction);
  }

  /** The leaf that was left, and the one that was entered, have to name each other (03 §4.4). */
  #checkSiblings(left: number, link: number, direction: Direction): void {
    const { pgno, frame } = this.leaf;
    const back = direction > 0 ? frame.view.pgnoPrev : frame.view.pgnoNext;
    if (link !== pgno) this.#badLink(left, link, pgno, direction);
    if (back !== left) this.#badLink(pgno, back, left, -direction);
  }

  #badLink(pgno: number, link: number, expected: number, direction: number): void {
    const side = direction > 0 ? 'right' : 'left';
    const text = `page ${pgno} has page ${link} as ${side} neighbour, but its parents say ${expected}`;
    const error = this.#error('JET_errBadPageLink', text);
    if (this.onLoss === undefined) throw error;
    const { name, message } = error;
    this.onLoss({ kind: 'siblingLink', pgno, error: name, text: message, keyFrom: null, keyTo: null });
  }

  #report(pgno: number, error: JetError, keyFrom: Uint8Array | null, keyTo: Uint8Array | null): void {
    this.onLoss?.({ kind: 'page', pgno, error: error.name, text: error.message, keyFrom, keyTo });
  }

  #error(name: JetErrorName, text: string): JetError {
    return new JetError(name, `${this.tree.label}: ${text}`);
  }
}
