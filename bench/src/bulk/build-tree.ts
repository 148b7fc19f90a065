import { pageDataSize, pageFlag, spaceHeaderSize, tagSize } from '@esekit/pages';
import type { Line } from '../database/page-image';
import { bookmarkOf, nodeLine, pageNumberBytes, separator, type TreeNode } from './nodes';
import type { PageWriter } from './page-writer';
import { spaceHeader, spacePages, type Extent } from './space-pages';

/** A tree to be built; its root is written by itself, because only it has a header. */
export interface TreePlan {
  readonly pgnoRoot: number;
  readonly objidFDP: number;
  readonly isUnique: boolean;
  /** Flags that all pages of the tree carry. */
  readonly kindFlags: number;
  /** The tree that the space comes from. */
  readonly pgnoParent: number;
}

/** A finished page and the key that ends it. */
interface Child {
  readonly pgno: number;
  readonly separator: Uint8Array;
}

/** How much of a page's data area is used. */
const density = 0.95;
const noPrefix = new Uint8Array(0);
/** Ends the last page of every level. */
const infinity = new Uint8Array(0);

/**
 * Builds a tree of at least two leaves bottom up from nodes in order: leaves, then their parents, then
 * theirs, until all children fit into the root. It owns the pages from its root to its last one, and
 * further extents if its children live in them: those are added by the caller.
 *
 * @returns the extent that the tree takes
 */
export function buildTree(writer: PageWriter, plan: TreePlan, nodes: Iterable<TreeNode>): Extent {
  const leaves = writeLeaves(writer, plan, nodes);
  let level = leaves;
  let pgnoNext = plan.pgnoRoot + spacePages + leaves.length;
  let isAboveLeaves = true;
  while (!fitsRoot(writer, level)) {
    const role = isAboveLeaves ? pageFlag.parentOfLeaf : 0;
    level = writeParents(writer, plan, level, pgnoNext, role);
    pgnoNext += level.length;
    isAboveLeaves = false;
  }
  const flags = pageFlag.root | (isAboveLeaves ? pageFlag.parentOfLeaf : 0) | plan.kindFlags;
  const facts = { pgnoPrev: 0, pgnoNext: 0, objidFDP: plan.objidFDP, flags };
  const extent = { pgnoLast: pgnoNext - 1, pages: pgnoNext - plan.pgnoRoot };
  const header = spaceHeader(plan.pgnoRoot, extent.pages, plan.pgnoParent, plan.isUnique);
  writer.write(plan.pgnoRoot, facts, [{ bytes: header, flags: 0 }, ...childLines(level)]);
  return extent;
}

function writeLeaves(writer: PageWriter, plan: TreePlan, nodes: Iterable<TreeNode>): Child[] {
  const most = Math.floor(density * pageDataSize(writer.pageSize));
  const flags = pageFlag.leaf | plan.kindFlags;
  const children: Child[] = [];
  let lines: Line[] = [];
  let prefix: Uint8Array = noPrefix;
  let used = 0;
  let last: TreeNode | undefined;
  const finish = (end: Uint8Array): void => {
    const pgno = plan.pgnoRoot + spacePages + children.length;
    const pgnoPrev = children.length > 0 ? pgno - 1 : 0;
    const pgnoNext = end === infinity ? 0 : pgno + 1;
    writer.write(pgno, { pgnoPrev, pgnoNext, objidFDP: plan.objidFDP, flags }, lines);
    children.push({ pgno, separator: end });
  };
  for (const node of nodes) {
    let line = nodeLine(node, prefix);
    if (!last || used + line.bytes.length + tagSize > most) {
      if (last) finish(separator(bookmarkOf(last, plan.isUnique), bookmarkOf(node, plan.isUnique)));
      // The first key serves as the prefix: its neighbours share most of it.
      prefix = node.key;
      lines = [{ bytes: prefix, flags: 0 }];
      used = prefix.length + tagSize;
      line = nodeLine(node, prefix);
    }
    lines.push(line);
    used += line.bytes.length + tagSize;
    last = node;
  }
  finish(infinity);
  return children;
}

function writeParents(
  writer: PageWriter,
  plan: TreePlan,
  children: readonly Child[],
  pgnoFirst: number,
  role: number,
): Child[] {
  const most = Math.floor(density * pageDataSize(writer.pageSize)) - tagSize;
  const facts = { pgnoPrev: 0, pgnoNext: 0, objidFDP: plan.objidFDP, flags: role | plan.kindFlags };
  const parents: Child[] = [];
  let group: Child[] = [];
  let used = 0;
  const finish = (): void => {
    const pgno = pgnoFirst + parents.length;
    writer.write(pgno, facts, [{ bytes: noPrefix, flags: 0 }, ...childLines(group)]);
    parents.push({ pgno, separator: group.at(-1)!.separator });
    group = [];
    used = 0;
  };
  for (const child of children) {
    const size = childSize(child);
    if (used + size > most) finish();
    group.push(child);
    used += size;
  }
  finish();
  return parents;
}

function childLines(children: readonly Child[]): Line[] {
  return children.map((child) =>
    nodeLine({ key: child.separator, data: pageNumberBytes(child.pgno) }, noPrefix),
  );
}

/** The node's size word, its key, a page number and a tag. */
function childSize({ separator }: Child): number {
  return 2 + separator.length + 4 + tagSize;
}

function fitsRoot(writer: PageWriter, children: readonly Child[]): boolean {
  const used = children.reduce((sum, child) => sum + childSize(child), spaceHeaderSize + tagSize);
  return used <= pageDataSize(writer.pageSize);
}
