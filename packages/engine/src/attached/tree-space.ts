import { availableExtents, ownedExtents, pool, type Extent, type Tree } from '@esekit/btree';

/** The space of a tree, in pages. */
export interface TreeSpace {
  /** Pages of the tree, those of its children included. */
  readonly owned: number;
  /** Of these, pages that can be given away. */
  readonly available: number;
}

/** What a tree owns, and how much of it is free (04 §4). */
export function treeSpace(tree: Tree): TreeSpace {
  return { owned: countPages(ownedExtents(tree)), available: countPages(availableExtents(tree)) };
}

/** Shelved pages lie behind the end of the file, and are no one's yet. */
function countPages(extents: Iterable<Extent>): number {
  let pages = 0;
  for (const extent of extents) {
    if (extent.pool !== pool.shelved) pages += extent.pgnoLast - extent.pgnoFirst + 1;
  }
  return pages;
}
