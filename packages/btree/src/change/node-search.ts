import { TreeCursor } from '../cursor/tree-cursor';
import type { Tree } from '../tree';

/** Where a node stands. */
export interface NodePlace {
  readonly pgno: number;
  readonly iline: number;
}

/**
 * Looks for a node, also among those flagged Deleted, as undo has to (23 §8, 5).
 *
 * @param data together with the key the bookmark of a tree whose keys are not unique; without it the first
 *   node of the key. Where keys are unique it makes no difference
 * @throws as the moves of {@link TreeCursor} do
 */
export function findNode(tree: Tree, key: Uint8Array, data?: Uint8Array): NodePlace | undefined {
  const cursor = new TreeCursor(tree, { seesDeleted: true });
  const isFound = data === undefined ? cursor.seek(key) : cursor.seekBookmark(key, data);
  return isFound ? { pgno: cursor.pgno, iline: cursor.iline } : undefined;
}
