/** A tree as versions know it. `objidFDP` is what tells trees apart: page numbers are used again. */
export interface VersionedTree {
  readonly dbid: number;
  readonly objidFDP: number;
  readonly pgnoFDP: number;
}

/** A node wherever it stands: the whole key, and the data too where keys are not unique (otherwise empty). */
export interface Bookmark {
  readonly tree: VersionedTree;
  readonly key: Uint8Array;
  readonly data: Uint8Array;
}

/** What happened to a node whose versions are gone, bits of `SettledNode.owed`. */
export const owed = {
  insert: 1,
  /** An insert was undone, so a deleted node stands there. */
  undoneInsert: 2,
  replace: 4,
  flagDelete: 8,
  /** Also one that was undone: the integer may be 0 now as well. */
  delta: 16,
} as const;
