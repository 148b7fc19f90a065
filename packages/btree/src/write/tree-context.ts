import type { NodeView } from '@esekit/pages';
import type { Tree } from '../tree';
import { mayHaveVersions, type CbReserved } from './node-size';
import { changeFlag } from './journal';
import { TreePosition } from './tree-position';
import type { PageAllocator, WritableDatabase } from './writable-database';

/** What the operations on one tree have in common. */
export class TreeContext {
  readonly position: TreePosition;
  readonly cbReserved: CbReserved;

  constructor(
    readonly database: WritableDatabase,
    readonly tree: Tree,
    readonly allocator: PageAllocator,
    /** Percent of the last page that insertions behind the last node may fill. */
    readonly density: number,
  ) {
    this.position = new TreePosition(tree);
    const { cbReserved } = database;
    this.cbReserved = (node: NodeView) =>
      cbReserved !== undefined && mayHaveVersions(node) ? cbReserved(tree, node) : 0;
  }

  /** Whether a deleted node may vanish with its page. */
  isGone(node: NodeView): boolean {
    const { database, tree } = this;
    return node.isDeleted && !(mayHaveVersions(node) && (database.hasVersions?.(tree, node) ?? false));
  }

  /** Bits of `changeFlag` that all records of the tree have. */
  get flags(): number {
    return (this.position.isUnique ? changeFlag.unique : 0) | (this.tree.isSpaceTree ? changeFlag.space : 0);
  }
}
