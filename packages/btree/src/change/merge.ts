import { JetError } from '@esekit/core';
import { emptyPage, NodeView, pageFlag, type PageView } from '@esekit/pages';
import { corrupted } from './corrupted';
import { keepFree } from './keep-free';
import { deleteNode, dropNodes } from './nodes';
import { foreignPageFlags } from './page-flags';
import { changePagePointer, changeSeparator, deletePagePointer, pagePointerAt } from './page-pointers';
import { SourceNodes } from './source-nodes';

/**
 * A merge (23 §4.6.2, steps 2 to 4; 03 §6.3, §6.4): nodes of a leaf go to one of its neighbours, and a leaf
 * that has none left leaves the tree.
 */

/** `full`: the page gives away all it has and is emptied. `emptyPage`: it had only deleted nodes. */
export type MergeKind = 'emptyPage' | 'fullRight' | 'partialRight' | 'fullLeft' | 'partialLeft';

export interface Merge {
  readonly kind: MergeKind;
  readonly pgno: number;
  /** The neighbours; 0 when there is none. */
  readonly pgnoLeft: number;
  readonly pgnoRight: number;
  /** The first node that moves to the right, or the last one that moves to the left. */
  readonly ilineMerge: number;
  /** What the page that gets the nodes keeps for rollback; no more than is free then (02 §5.5). */
  readonly cbUncommittedFree: number;
}

/**
 * The leaves that are to change. One that is left out stays as it is: a log is replayed onto pages some of
 * which are newer than the record.
 */
export interface MergePages {
  /** The page that loses its nodes, as it was before. */
  readonly source?: PageView | undefined;
  readonly left?: PageView | undefined;
  readonly right?: PageView | undefined;
}

/**
 * Merges a leaf. Nodes flagged Deleted are not moved, and vanish with their page. dbtimes are the caller's.
 *
 * @throws JET_errDatabaseCorrupted when merge and pages contradict each other; pages may be half done then
 * @throws JET_errDatabaseBufferDependenciesCorrupted when nodes are to come from a page not given
 */
export function mergePages(pages: MergePages, merge: Merge): void {
  const { source, left, right } = pages;
  const { kind, pgno, pgnoLeft, pgnoRight } = merge;
  if (pgno === pgnoLeft || pgno === pgnoRight || (pgnoLeft === pgnoRight && pgnoLeft !== 0)) {
    throw corrupted(`page ${pgno} cannot stand between pages ${pgnoLeft} and ${pgnoRight}`);
  }
  const destination = kind === 'emptyPage' ? undefined : isToTheRight(kind) ? right : left;
  const range = source ? movedRange(source, merge) : undefined;
  if (destination) {
    if (!source || !range) {
      const text = `nodes that page ${pgno} gave away in a merge are gone`;
      throw new JetError('JET_errDatabaseBufferDependenciesCorrupted', text);
    }
    checkLeaf(destination, isToTheRight(kind) ? pgnoRight : pgnoLeft);
    moveNodes(source, range, destination, isToTheRight(kind) ? 0 : destination.clines);
    keepFree(destination, merge.cbUncommittedFree);
  }
  const isPartial = kind === 'partialRight' || kind === 'partialLeft';
  if (source && range) {
    if (!isPartial) emptyPage(source);
    else if (kind === 'partialRight') dropNodes(source, range.from);
    else for (let iline = range.end - 1; iline >= 0; iline--) deleteNode(source, iline);
  }
  if (isPartial) return;
  if (left) left.pgnoNext = pgnoRight;
  if (right) right.pgnoPrev = pgnoLeft;
}

/** What a merge does to a page above the leaf (23 §4.6.2, step 2). */
export interface MergeParentChange {
  /** The pointer to the page on the level below. */
  readonly iline: number;
  readonly pgnoChild: number;
  /** The merge, where the page on the level below is the leaf; higher up there is none. */
  readonly leafMerge?: Pick<Merge, 'kind' | 'pgnoLeft'> | undefined;
  readonly changesKey: boolean;
  readonly deletesNode: boolean;
  /** The page loses its only pointer, and leaves the tree as well. */
  readonly emptiesPage: boolean;
  /** The new separator, where one changes; log records have it one level below, as keyParentSep (21 §5). */
  readonly separator: Uint8Array;
}

/**
 * Does to an internal page what a merge below it calls for. dbtimes are the caller's.
 *
 * @throws JET_errDatabaseCorrupted when the change contradicts itself or the page
 */
export function changeParentOfMerge(view: PageView, change: MergeParentChange): void {
  const { iline, pgnoChild, leafMerge, changesKey, deletesNode, emptiesPage, separator } = change;
  if (view.hasFlag(pageFlag.leaf))
    throw corrupted('a merge is to change the parent of a leaf, which is a leaf');
  if (pagePointerAt(view, iline) !== pgnoChild) {
    throw corrupted(`node ${iline} points to page ${pagePointerAt(view, iline)}, not to ${pgnoChild}`);
  }
  if (emptiesPage) {
    if (view.clines !== 1) throw corrupted(`a page of ${view.clines} pointers is to be emptied`);
    emptyPage(view);
  } else if (changesKey && deletesNode) {
    if (leafMerge?.kind !== 'fullLeft') throw corrupted('a merge cannot change a separator and remove it');
    // The left page takes over the separator of the one that is emptied.
    if (iline < 1) throw corrupted(`page ${pgnoChild} has no left neighbour below its parent`);
    changePagePointer(view, iline, pgnoChild, leafMerge.pgnoLeft);
    if (pagePointerAt(view, iline - 1) !== leafMerge.pgnoLeft) {
      throw corrupted(`node ${iline - 1} does not point to page ${leafMerge.pgnoLeft}`);
    }
    deletePagePointer(view, iline - 1);
  } else if (deletesNode) {
    deletePagePointer(view, iline);
  } else if (changesKey) {
    changeSeparator(view, leafMerge?.kind === 'partialLeft' ? iline - 1 : iline, separator);
  }
}

function isToTheRight(kind: MergeKind): boolean {
  return kind === 'fullRight' || kind === 'partialRight';
}

interface Range {
  readonly from: number;
  readonly end: number;
}

/** The nodes that move. What does not move from a page that is emptied has to be deleted already. */
function movedRange(source: PageView, { kind, pgno, ilineMerge }: Merge): Range {
  checkLeaf(source, pgno);
  const { clines } = source;
  const range = rangeOf(kind, ilineMerge, clines);
  const isPartial = kind === 'partialRight' || kind === 'partialLeft';
  const isInside = range.from >= 0 && range.end <= clines && range.from <= range.end;
  if (!isInside || (isPartial && range.end - range.from >= clines)) {
    throw corrupted(`a merge of page ${pgno}, which has ${clines} nodes, cannot stop at node ${ilineMerge}`);
  }
  if (!isPartial) {
    const node = new NodeView();
    for (let iline = 0; iline < clines; iline++) {
      const isMoved = iline >= range.from && iline < range.end;
      if (!isMoved && !node.read(source, iline).isDeleted) {
        throw corrupted(`page ${pgno} is to be emptied, but its node ${iline} is not deleted`);
      }
    }
  }
  return range;
}

/** Neither an empty page nor a root has neighbours to merge with. */
function checkLeaf(view: PageView, pgno: number): void {
  if ((view.flags & (pageFlag.leaf | pageFlag.root | foreignPageFlags)) === pageFlag.leaf) return;
  throw corrupted(`page ${pgno} cannot be merged: flags ${view.flags.toString(16)}`);
}

function rangeOf(kind: MergeKind, ilineMerge: number, clines: number): Range {
  if (kind === 'emptyPage') return { from: 0, end: 0 };
  return isToTheRight(kind) ? { from: ilineMerge, end: clines } : { from: 0, end: ilineMerge + 1 };
}

function moveNodes(source: PageView, { from, end }: Range, target: PageView, at: number): void {
  const nodes = new SourceNodes(source);
  let iline = at;
  for (let i = from; i < end; i++) {
    if (nodes.read(i).isDeleted) continue;
    nodes.copyTo(target, iline);
    iline++;
  }
}
