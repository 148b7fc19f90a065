import { pageFlag, NodeView, type PageView } from '@esekit/pages';
import { compareNodeKey } from '../page/compare';
import { corrupted } from './corrupted';
import { deleteNode, insertNode, replaceNodeData } from './nodes';
import { cbPagePointer } from './page-flags';

/**
 * Nodes of internal pages (03 §2.1): a separator, and the number of the page below which everything less
 * than it stands. What contradicts the page is JET_errDatabaseCorrupted.
 */

const node = new NodeView();

/** The data of a node that points to a page. */
export function encodePagePointer(pgno: number): Uint8Array {
  return Uint8Array.of(pgno, pgno >>> 8, pgno >>> 16, pgno >>> 24);
}

/** The page that node `iline` points to. */
export function pagePointerAt(view: PageView, iline: number): number {
  readPointer(view, iline);
  const { bytes, dataStart: at } = node;
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

/** Makes node `iline`, which has to point to page `pgnoOld`, point to page `pgno`. */
export function changePagePointer(view: PageView, iline: number, pgnoOld: number, pgno: number): void {
  const found = pagePointerAt(view, iline);
  if (found !== pgnoOld) throw corrupted(`node ${iline} points to page ${found}, not to ${pgnoOld}`);
  replaceNodeData(view, iline, encodePagePointer(pgno));
}

/**
 * What a split of the page `child` does to its parent where that is not split itself (23 §4.6.1, step 9):
 * the node that pointed to the child now points to the new page, and gets one in front of it for the child.
 *
 * @param key the separator between the two
 * @returns place of the new node
 */
export function insertPagePointer(view: PageView, key: Uint8Array, child: SplitChild): number {
  if (view.hasFlag(pageFlag.leaf)) throw corrupted('a page pointer is to be inserted on a leaf');
  if (key.length === 0) throw corrupted('a page pointer is to be inserted without a separator');
  const iline = findSeparator(view, key);
  if (iline === view.clines) throw corrupted('no node of the page is greater than the separator of a split');
  const found = pagePointerAt(view, iline);
  if (found !== child.pgno) {
    throw corrupted(`node ${iline} points to page ${found}, but the page that was split is ${child.pgno}`);
  }
  if (iline > 0) {
    readPointer(view, iline - 1);
    if (compareNodeKey(node, key) === 0) throw corrupted(`node ${iline - 1} has the separator of a split`);
  }
  insertNode(view, iline, key, encodePagePointer(child.pgno));
  changePagePointer(view, iline + 1, child.pgno, child.pgnoNew);
  return iline;
}

/** A page that was split, and the one that got the greater part. */
export interface SplitChild {
  readonly pgno: number;
  readonly pgnoNew: number;
}

/**
 * Removes the pointer `iline` (23 §4.6.2, step 2). When it was the last of its page, and so of its whole
 * level, the one before it takes over the NULL key.
 */
export function deletePagePointer(view: PageView, iline: number): void {
  readPointer(view, iline);
  const last = view.clines - 1;
  if (last < 1) throw corrupted('a page is to lose the only page pointer it has');
  const isRightEdge = iline === last && node.cbKey === 0;
  deleteNode(view, iline);
  if (isRightEdge) changeSeparator(view, last - 1, new Uint8Array(0));
}

/**
 * Gives the pointer `iline` another separator (23 §4.6.2, step 2): removes the node and inserts it again,
 * so that it makes the best of the page's prefix.
 */
export function changeSeparator(view: PageView, iline: number, key: Uint8Array): void {
  const pgno = pagePointerAt(view, iline);
  checkBetweenNeighbours(view, iline, key);
  deleteNode(view, iline);
  insertNode(view, iline, key, encodePagePointer(pgno));
}

/** The first node whose separator is greater; NULL at the end is greater than everything (03 §4.2). */
function findSeparator(view: PageView, key: Uint8Array): number {
  let low = 0;
  let high = view.clines;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isSeparatorGreater(view, middle, key)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isSeparatorGreater(view: PageView, iline: number, key: Uint8Array): boolean {
  readPointer(view, iline);
  return node.cbKey === 0 || (key.length > 0 && compareNodeKey(node, key) > 0);
}

function checkBetweenNeighbours(view: PageView, iline: number, key: Uint8Array): void {
  const isLast = iline === view.clines - 1;
  if (iline > 0) {
    readPointer(view, iline - 1);
    const isAscending = node.cbKey > 0 && (key.length === 0 || compareNodeKey(node, key) < 0);
    if (!isAscending) throw corrupted(`the separator of node ${iline} is to be less than the one before it`);
  }
  if (!isLast && (key.length === 0 || !isSeparatorGreater(view, iline + 1, key))) {
    throw corrupted(`the separator of node ${iline} is to be greater than the one behind it`);
  }
}

function readPointer(view: PageView, iline: number): void {
  if (!(iline >= 0 && iline < view.clines)) throw corrupted(`there is no page pointer ${iline}`);
  node.read(view, iline);
  if (node.cbData !== cbPagePointer)
    throw corrupted(`node ${iline} has ${node.cbData} bytes of data, not a page number`);
}
