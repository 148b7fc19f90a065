import {
  cbPrefixOverhead,
  cbUsable,
  hasRoomForLine,
  lineFlag,
  NodeView,
  pageFlag,
  tagSize,
} from '@esekit/pages';
import type { PageView } from '@esekit/pages';
import { keepFree } from '../change/keep-free';
import { commonWithPrefix } from '../change/place-node';

/** What a key leaves out on a page because the page's prefix has it; 0 when it is stored in full. */
export function cbPrefixOn(view: PageView, key: Uint8Array): number {
  const common = commonWithPrefix(view, key, 0, key.length);
  return common > cbPrefixOverhead ? common : 0;
}

/** Bytes of a node without its tag. */
export function cbNode(cbPrefix: number, cbKey: number, cbData: number): number {
  return (cbPrefix === 0 ? 2 : 4) + cbKey - cbPrefix + cbData;
}

/** Bytes that a node keeps for rollback. */
export type CbReserved = (node: NodeView) => number;

/** Whether a new node of `cb` bytes leaves what others keep, and `cbToLeave` bytes more. */
export function hasUsableRoom(view: PageView, cb: number, cbToLeave = 0): boolean {
  return cb + tagSize + cbToLeave <= cbUsable(view) && hasRoomForLine(view, cb);
}

const node = new NodeView();

/**
 * What a page keeps for rollback, counted from its nodes: the field may be older than the versions that are
 * left (02 §5.5).
 */
export function recountReserved(view: PageView, cbReserved: CbReserved): void {
  keepFree(view, countReserved(view, cbReserved));
}

/** What the nodes of a page keep for rollback. */
export function countReserved(view: PageView, cbReserved: CbReserved): number {
  const { clines } = view;
  let cb = 0;
  for (let iline = 0; iline < clines; iline++) cb += cbReserved(node.read(view, iline));
  return cb;
}

/** Whether the node may have versions. */
export function mayHaveVersions({ flags }: NodeView): boolean {
  return (flags & lineFlag.version) !== 0;
}

/** Kinds of trees whose last page is filled to the end, as nothing in them grows (03 §5.3). */
const denseKinds = pageFlag.spaceTree | pageFlag.longValue;

/** Bytes that insertions behind the last node leave free on the last page. */
export function cbDensityFree(view: PageView, density: number): number {
  return view.hasFlag(denseKinds) ? 0 : Math.floor(((100 - density) * view.pageSize) / 100);
}
