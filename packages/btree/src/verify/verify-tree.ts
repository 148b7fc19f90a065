import { limits, type JetErrorName } from '@esekit/core';
import { pageFlag } from '@esekit/pages';
import { TreePage } from '../page/tree-page';
import { isLoss } from '../path/loss';
import { kindFlags } from '../path/page-role';
import { VisitedPages } from '../path/visited-pages';
import type { Tree } from '../tree';
import { LeafChain } from './leaf-chain';
import { checkRootHeader, childSlots, NodeOrder, type Bound } from './page-rules';
import type { ProblemSink, TreeFacts, TreeRule } from './tree-problem';

export interface VerifyTreeOptions {
  /** Told of each page of the tree once, damaged ones included, parents first. */
  readonly onPage?: (pgno: number) => void;
  /** The FDP that the tree's space should come from; not checked without it. */
  readonly pgnoParent?: number;
}

/**
 * Checks a tree against 03 §8, points 5 to 14, in one pass over its pages, and tells `sink` of every
 * problem. A page that is not of the tree is told of and not looked into; everything else is.
 *
 * Damage is a result, not a failure: what it throws is what no other page could be read after either.
 */
export function verifyTree(tree: Tree, sink: ProblemSink, options: VerifyTreeOptions = {}): TreeFacts {
  return new TreeVerification(tree, sink, options).run();
}

class TreeVerification {
  readonly #visited: VisitedPages;
  readonly #chain = new LeafChain();
  readonly #pagesPerLevel: number[] = [];
  #order = new NodeOrder(true);
  #kind = 0;
  #leafLevel = -1;
  #nodes = 0;
  #deletedNodes = 0;
  #problems = 0;

  constructor(
    readonly tree: Tree,
    readonly sink: ProblemSink,
    readonly options: VerifyTreeOptions,
  ) {
    this.#visited = new VisitedPages(tree.source.pageCount);
  }

  run(): TreeFacts {
    this.#subtree(this.tree.pgnoFDP, 0, null, null, undefined);
    this.#chain.end((pgno, text) => this.#report('sibling', pgno, text));
    return {
      depth: this.#pagesPerLevel.length,
      pagesPerLevel: this.#pagesPerLevel,
      nodes: this.#nodes,
      deletedNodes: this.#deletedNodes,
      problems: this.#problems,
    };
  }

  /** A page and all below it; the depth of the recursion is that of the tree. */
  #subtree(pgno: number, level: number, from: Bound, to: Bound, parent: TreePage | undefined): void {
    const page = this.#enter(pgno, level, parent);
    if (!page) {
      this.#chain.breakOff();
      return;
    }
    if (page.clines === 0 && !(level === 0 && page.isLeaf)) this.#report('noNodes', pgno, 'it has no nodes');
    try {
      if (page.isLeaf) this.#leaf(page, level, from, to);
      else this.#inner(page, level, from, to);
    } catch (error) {
      if (!isLoss(error)) throw error;
      this.#report('node', pgno, error.message);
      this.#chain.breakOff();
    }
  }

  /** Reads a page and checks that it belongs where the parent has it; `undefined` when it does not. */
  #enter(pgno: number, level: number, parent: TreePage | undefined): TreePage | undefined {
    const holder = parent?.pgno ?? pgno;
    if (pgno < 1 || pgno > this.tree.source.pageCount) {
      this.#report('pointer', holder, `it points to page ${pgno}, which does not exist`);
      return undefined;
    }
    if (level >= limits.treeDepthMost) {
      this.#report('level', holder, `it points to page ${pgno} on level ${level}`);
      return undefined;
    }
    if (!this.#visited.add(pgno)) {
      this.#report('pointer', holder, `it points to page ${pgno}, which is part of the tree already`);
      return undefined;
    }
    const page = new TreePage();
    try {
      page.bind(this.tree.source.get(pgno));
    } catch (error) {
      if (!isLoss(error)) throw error;
      this.#own(pgno, level);
      this.#report('page', pgno, error.message, error.name);
      return undefined;
    }
    return this.#belongs(page, level, parent) ? page : undefined;
  }

  #own(pgno: number, level: number): void {
    this.options.onPage?.(pgno);
    this.#pagesPerLevel[level] = (this.#pagesPerLevel[level] ?? 0) + 1;
  }

  #belongs(page: TreePage, level: number, parent: TreePage | undefined): boolean {
    const { pgno, flags } = page;
    const { objidFDP } = page.frame.view;
    if (objidFDP !== this.tree.objidFDP) {
      this.#report('object', pgno, `it belongs to object ${objidFDP}, not ${this.tree.objidFDP}`);
      return false;
    }
    if ((flags & (pageFlag.empty | pageFlag.preInit)) !== 0) {
      this.#report('role', pgno, `it is not in use: flags 0x${flags.toString(16)}`);
      return false;
    }
    this.#own(pgno, level);
    if (((flags & pageFlag.root) !== 0) !== (level === 0)) {
      this.#report('role', pgno, level === 0 ? 'it is no root' : 'it is a root below the root');
    }
    if (parent === undefined) this.#root(page);
    else this.#level(page, parent);
    if ((flags & kindFlags) !== this.#kind) {
      this.#report('kind', pgno, `its flags 0x${flags.toString(16)} are of another kind than the root's`);
    }
    return true;
  }

  #root(page: TreePage): void {
    this.#kind = page.flags & kindFlags;
    const { isSpaceTree } = this.tree;
    if (((page.flags & pageFlag.spaceTree) !== 0) !== isSpaceTree) {
      this.#report('kind', page.pgno, `it is ${isSpaceTree ? 'no' : 'a'} page of a space tree`);
    }
    this.#order = new NodeOrder(isSpaceTree || (this.#kind & pageFlag.nonUniqueKeys) === 0);
    checkRootHeader(page, this.options.pgnoParent, (rule, text) => this.#report(rule, page.pgno, text));
  }

  #level(page: TreePage, parent: TreePage): void {
    const isAboveLeaves = (parent.flags & pageFlag.parentOfLeaf) !== 0;
    if (page.isLeaf !== isAboveLeaves) {
      const text = `page ${parent.pgno} says ${isAboveLeaves ? 'leaf' : 'inner page'}, its flags do not`;
      this.#report('level', page.pgno, text);
    }
    if (page.cbPrefix === 1) this.#report('size', page.pgno, 'its prefix is 1 byte');
    if (page.isLeaf && (page.flags & pageFlag.parentOfLeaf) !== 0) {
      this.#report('level', page.pgno, 'it is leaf and parent of leaves');
    }
  }

  #leaf(page: TreePage, level: number, from: Bound, to: Bound): void {
    const { pgno } = page;
    if (this.#leafLevel === -1) this.#leafLevel = level;
    if (level !== this.#leafLevel) {
      this.#report('level', pgno, `it is a leaf on level ${level}, others are on ${this.#leafLevel}`);
    }
    this.#chain.add(page, (at, text) => this.#report('sibling', at, text));
    const deleted = this.#order.checkLeaf(page, from, to, (rule, text) => this.#report(rule, pgno, text));
    this.#nodes += page.clines - deleted;
    this.#deletedNodes += deleted;
  }

  #inner(page: TreePage, level: number, from: Bound, to: Bound): void {
    const { pgno } = page;
    const { pgnoPrev, pgnoNext } = page.frame.view;
    if (pgnoPrev !== 0 || pgnoNext !== 0) {
      this.#report('sibling', pgno, `it is no leaf and has neighbours ${pgnoPrev} and ${pgnoNext}`);
    }
    this.#order.checkInner(page, from, to, (rule, text) => this.#report(rule, pgno, text));
    // Before the first child is read, because that may evict this page.
    const slots = childSlots(page, from, to);
    for (const child of slots) this.#subtree(child.pgno, level + 1, child.from, child.to, page);
  }

  #report(rule: TreeRule, pgno: number, text: string, error?: JetErrorName): void {
    this.#problems++;
    this.sink({
      rule,
      pgno,
      error: error ?? errorOf[rule],
      text: `${this.tree.label}: page ${pgno}: ${text}`,
    });
  }
}

/** What a reader would fail with. */
const errorOf: Readonly<Record<TreeRule, JetErrorName>> = {
  page: 'JET_errReadVerifyFailure',
  pointer: 'JET_errBadParentPageLink',
  object: 'JET_errBadParentPageLink',
  kind: 'JET_errBadParentPageLink',
  role: 'JET_errBadParentPageLink',
  level: 'JET_errBadParentPageLink',
  rootHeader: 'JET_errDatabaseCorrupted',
  noNodes: 'JET_errDatabaseCorrupted',
  node: 'JET_errDatabaseCorrupted',
  keyOrder: 'JET_errDatabaseCorrupted',
  nullKey: 'JET_errDatabaseCorrupted',
  separator: 'JET_errDatabaseCorrupted',
  bounds: 'JET_errDatabaseCorrupted',
  sibling: 'JET_errBadPageLink',
  size: 'JET_errDatabaseCorrupted',
};
