import { availableExtents, ownedExtents, pool, type Extent, type Tree } from '@esekit/btree';
import { NodeView, pageFlag, type PageSource } from '@esekit/pages';
import { limits, viewOf } from '@esekit/core';
import type { Database } from '../database/database';
import { unlessDamaged } from './damage';
import { listTrees, type TreeKind } from './tree-list';

/** The space of one tree, in pages. */
export interface TreeSpaceUse {
  /** Of the table, the index, or `LV`; `database` for the root. */
  readonly name: string;
  readonly kind: TreeKind;
  /** The table of an index or of long values. */
  readonly table: string | undefined;
  readonly objid: number;
  readonly pgnoFDP: number;
  /** Pages the tree owns, those of its children included; `undefined` where damage hides it. */
  readonly owned: number | undefined;
  /** Of these, pages that can be given away. */
  readonly available: number | undefined;
  /** Pages that hold entries, from the root to the leaves. Those of the space trees do not count. */
  readonly pagesInUse: number | undefined;
}

/**
 * How much space each tree of a database has, and how much of it is free. Leaves are counted by the pointers
 * to them, so hardly more than their parents are read.
 *
 * @example
 * for (const { name, owned, available } of spaceOf(database)) console.log(name, owned, available);
 */
export function spaceOf(database: Database): TreeSpaceUse[] {
  return listTrees(database.source, database.tables).map(({ tree, name, kind, table }) => ({
    name,
    kind,
    table: kind === 'index' || kind === 'long values' ? table?.name : undefined,
    objid: tree.objidFDP,
    pgnoFDP: tree.pgnoFDP,
    owned: unlessDamaged(() => countPages(ownedExtents(tree))),
    available: unlessDamaged(() => countPages(availableExtents(tree))),
    pagesInUse: unlessDamaged(() => countTreePages(database.source, tree)),
  }));
}

/** Shelved pages lie behind the end of the file, and are no one's yet (04 §3). */
function countPages(extents: Iterable<Extent>): number {
  let pages = 0;
  for (const extent of extents) {
    if (extent.pool !== pool.shelved) pages += extent.pgnoLast - extent.pgnoFirst + 1;
  }
  return pages;
}

function countTreePages(source: PageSource, tree: Tree): number {
  return countBelow(source, tree.pgnoFDP, 0);
}

/** A page, and all below it. A tree with a cycle ends at the level that no tree has. */
function countBelow(source: PageSource, pgno: number, level: number): number {
  const { view } = source.get(pgno);
  if (view.hasFlag(pageFlag.leaf) || level >= limits.treeDepthMost) return 1;
  if (view.hasFlag(pageFlag.parentOfLeaf)) return 1 + view.clines;
  const node = new NodeView();
  // Copies, because reading a child may take the page away.
  const children = Array.from({ length: view.clines }, (_, iline) => {
    const data = node.read(view, iline).data();
    return data.length === 4 ? viewOf(data).getUint32(0, true) : 0;
  });
  let pages = 1;
  for (const child of children) pages += countBelow(source, child, level + 1);
  return pages;
}
