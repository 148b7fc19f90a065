import { cbUsable, itagLimit, NodeView, tagSize, type PageView } from '@esekit/pages';
import type { MergeKind, MergeParentChange } from '../change/merge';
import { cbDensityFree, cbNode, cbPrefixOn } from './node-size';
import type { TreeContext } from './tree-context';

/** How a leaf is merged away (03 §6.3, §6.4). */
export interface MergePlan {
  readonly kind: MergeKind;
  readonly pgno: number;
  readonly pgnoLeft: number;
  readonly pgnoRight: number;
  readonly ilineMerge: number;
  /** Bytes of the nodes that move, and what they keep for rollback. */
  readonly cbMoved: number;
  readonly cbReserved: number;
  /** From the parent up. */
  readonly above: readonly (MergeParentChange & { readonly pgno: number })[];
}

/** What moves to a neighbour. */
interface Moving {
  readonly count: number;
  readonly cbReserved: number;
}

const noBytes = new Uint8Array(0);

/**
 * Plans to give the leaf of the position up: because nothing on it is left, or because the rest finds room on
 * the right neighbour, or on the left one below the same parent.
 *
 * @returns `undefined` when it has to stay
 */
export function planMerge(context: TreeContext): MergePlan | undefined {
  const { path } = context.position;
  const { leafLevel } = path;
  if (leafLevel === 0) return undefined;
  const { frame, pgno } = path.page(leafLevel);
  const { view } = frame;
  const moving = whatMoves(context, view);
  if (moving === undefined) return undefined;
  const { pgnoPrev: pgnoLeft, pgnoNext: pgnoRight, clines } = view;
  const choice =
    moving.count === 0 ? ({ kind: 'emptyPage', cb: 0 } as const) : chooseKind(context, view, moving);
  if (choice === undefined) return undefined;
  const { kind } = choice;
  const above = planAbove(context, kind, pgno, pgnoLeft, pgnoRight);
  const ilineMerge = kind === 'fullLeft' ? clines - 1 : 0;
  const { cbReserved } = moving;
  return above && { kind, pgno, pgnoLeft, pgnoRight, ilineMerge, cbMoved: choice.cb, cbReserved, above };
}

/** Counts the nodes that are not deleted; `undefined` when a deleted one is still needed. */
function whatMoves(context: TreeContext, view: PageView): Moving | undefined {
  const node = new NodeView();
  let count = 0;
  let cbReserved = 0;
  for (let iline = 0; iline < view.clines; iline++) {
    node.read(view, iline);
    if (context.isGone(node)) continue;
    if (node.isDeleted) return undefined;
    count++;
    cbReserved += context.cbReserved(node);
  }
  return { count, cbReserved };
}

function chooseKind(
  context: TreeContext,
  view: PageView,
  moving: Moving,
): { readonly kind: MergeKind; readonly cb: number } | undefined {
  const { position, database } = context;
  const { pgnoPrev, pgnoNext } = view;
  const { ilines, leafLevel } = position.path;
  if (pgnoNext !== 0) {
    const cb = cbOn(context, view, moving, database.buffer.pin(pgnoNext).view);
    if (cb !== undefined) return { kind: 'fullRight', cb };
  }
  if (pgnoPrev === 0 || (ilines[leafLevel - 1] ?? 0) === 0) return undefined;
  const cb = cbOn(context, view, moving, database.buffer.pin(pgnoPrev).view);
  return cb === undefined ? undefined : { kind: 'fullLeft', cb };
}

/** Bytes that the nodes take on another page; `undefined` when it is too full for them. */
function cbOn(
  { density }: TreeContext,
  view: PageView,
  moving: Moving,
  target: PageView,
): number | undefined {
  if (target.itagMicFree + moving.count + 1 >= itagLimit(target)) return undefined;
  const node = new NodeView();
  const room = cbUsable(target) - cbDensityFree(target, density) - moving.cbReserved;
  let cb = 0;
  for (let iline = 0; iline < view.clines; iline++) {
    if (node.read(view, iline).isDeleted) continue;
    const key = new Uint8Array(node.cbKey);
    node.copyKey(key);
    cb += cbNode(cbPrefixOn(target, key), key.length, node.cbData) + tagSize;
    if (cb > room) return undefined;
  }
  return cb;
}

/**
 * What a merge does to the pages above (03 §6.4), from the parent up; `undefined` when it must not be: when
 * the root would lose its only pointer, when the last leaf has a parent to itself, or when there is no room
 * for another separator.
 */
function planAbove(
  { position: { path } }: TreeContext,
  kind: MergeKind,
  pgno: number,
  pgnoLeft: number,
  pgnoRight: number,
): MergePlan['above'] | undefined {
  const above: (MergeParentChange & { readonly pgno: number })[] = [];
  const isRedirected = kind === 'fullLeft';
  let isDeletion = true;
  let pgnoChild = pgno;
  let separator = noBytes as Uint8Array;
  for (let level = path.leafLevel - 1; level >= 0; level--) {
    const { frame, pgno: pgnoHere } = path.page(level);
    const { view } = frame;
    const iline = path.ilines[level]!;
    const emptiesPage = isDeletion && view.clines === 1;
    if (emptiesPage && (level === 0 || pgnoRight === 0)) return undefined;
    if (!isDeletion && !hasRoomForSeparator(view, iline, separator)) return undefined;
    above.push({
      ...{ pgno: pgnoHere, iline, pgnoChild, emptiesPage, separator },
      leafMerge: level === path.leafLevel - 1 ? { kind, pgnoLeft } : undefined,
      changesKey: !isDeletion || isRedirected,
      deletesNode: isDeletion && !emptiesPage,
    });
    pgnoChild = pgnoHere;
    if (emptiesPage) continue;
    const isLast = iline === view.clines - 1;
    if (isRedirected || !isLast || keyAt(view, iline).length === 0) break;
    if (isDeletion) separator = keyAt(view, iline - 1);
    isDeletion = false;
  }
  return above;
}

function keyAt(view: PageView, iline: number): Uint8Array {
  const node = new NodeView().read(view, iline);
  const key = new Uint8Array(node.cbKey);
  node.copyKey(key);
  return key;
}

function hasRoomForSeparator(view: PageView, iline: number, key: Uint8Array): boolean {
  const node = new NodeView().read(view, iline);
  const cbOld = cbNode(node.cbPrefix, node.cbKey, node.cbData);
  return cbNode(cbPrefixOn(view, key), key.length, node.cbData) - cbOld <= cbUsable(view);
}
