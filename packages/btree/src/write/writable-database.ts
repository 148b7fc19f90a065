import type { NodeView, PageBuffer } from '@esekit/pages';
import type { Tree } from '../tree';
import type { Journal, Writer } from './journal';

/** A database whose trees are changed. */
export interface WritableDatabase {
  readonly dbid: number;
  /**
   * Its pages. An operation on a tree pins what it changes and releases all pins of the buffer at its end,
   * so no other pins are to be relied on across one.
   */
  readonly buffer: PageBuffer;
  readonly journal: Journal;
  /** A dbtime greater than all given out before. */
  nextDbtime(): number;
  /** Files with feature 9560 (02 §1.1). */
  readonly storesReservedTags: boolean;
  /** Whether each new page is announced by a NewPage record (24 §4). */
  readonly logsNewPages: boolean;
  /**
   * Bytes that a node keeps for rollback beyond its size (02 §5.5), which its versions tell. Asked of nodes
   * flagged Version only. Without it nothing is kept.
   */
  readonly cbReserved?: ((tree: Tree, node: NodeView) => number) | undefined;
  /**
   * Whether somebody may still see a node, or may bring it back: a merge drops none of these. Asked of nodes
   * flagged Deleted and Version. Without it nobody does.
   */
  readonly hasVersions?: ((tree: Tree, node: NodeView) => boolean) | undefined;
}

/** Where a tree gets pages from, and where it gives them back to. Both log what they change. */
export interface PageAllocator {
  /**
   * A page of the tree's own space for the tree to use. May change the root's header, but no other page
   * of the tree itself, and release all pins.
   *
   * @param pgnoHint the new page should stand near this one
   * @param isAppend whether it follows the last page of the tree
   */
  allocatePage(tree: Tree, pgnoHint: number, writer: Writer, isAppend?: boolean): number;
  freePage(tree: Tree, pgno: number, writer: Writer): void;
}
