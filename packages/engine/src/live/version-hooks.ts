import type { Tree, WritableDatabase } from '@esekit/btree';
import type { NodeView } from '@esekit/pages';
import { cbReserved, type NodeVersions } from '../transactions';
import type { VersionStore } from '../transactions/version-store';
import { LivePages } from './live-tree';
import { copyBookmark } from './node-bookmark';

/** What page changes ask the version store for: room that is kept, and nodes that are still needed. */
export function versionHooks(
  versions: VersionStore,
): Required<Pick<WritableDatabase, 'cbReserved' | 'hasVersions'>> {
  let scratch = new Uint8Array(512);
  const find = (tree: Tree, node: NodeView): NodeVersions | undefined => {
    if (versions.isEmpty || !(tree instanceof LivePages)) return undefined;
    const { owner } = tree;
    const { cbKey } = node;
    const cb = owner.isUnique ? cbKey : cbKey + node.cbData;
    if (scratch.length < cb) scratch = new Uint8Array(2 * cb);
    copyBookmark(node, scratch, cb);
    return versions.findRow(owner, scratch, cbKey, cb);
  };
  return {
    // Asked of every node of a page that is split, and most transactions only insert.
    cbReserved: (tree, node) =>
      versions.hasReplaces ? cbReserved(find(tree, node), versions.pendingReplace) : 0,
    hasVersions: (tree, node) => find(tree, node)?.newest !== undefined,
  };
}
