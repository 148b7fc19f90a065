import type { NodeView } from '@esekit/pages';
import type { TreePage } from '../page/tree-page';

/**
 * What the parents say of the bookmarks below the node of `level` that a path goes through: they are not
 * less than one separator and less than the next (03 §4.2).
 */

/** A path as far as separators are concerned. */
export interface PathOfPages {
  /** The node taken on each level. */
  readonly ilines: ArrayLike<number>;
  page(level: number): TreePage;
}

/** The separator in front; `null` when the subtree is the first of the tree. */
export function separatorBefore(path: PathOfPages, level: number, node: NodeView): Uint8Array | null {
  for (let i = level; i >= 0; i--) {
    const iline = path.ilines[i]!;
    if (iline > 0) return keyOf(path.page(i).read(node, iline - 1));
  }
  return null;
}

/** The separator behind; `null` when the subtree is the last of the tree. */
export function separatorAfter(path: PathOfPages, level: number, node: NodeView): Uint8Array | null {
  for (let i = level; i >= 0; i--) {
    path.page(i).read(node, path.ilines[i]!);
    // NULL stands for "to the end of this page", and where that is, the page above knows.
    if (node.cbKey > 0) return keyOf(node);
  }
  return null;
}

function keyOf(node: NodeView): Uint8Array {
  const key = new Uint8Array(node.cbKey);
  node.copyKey(key);
  return key;
}
