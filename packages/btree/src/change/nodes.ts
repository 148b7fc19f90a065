import { JetError } from '@esekit/core';
import {
  deleteLine,
  lineFlag,
  NodeView,
  nodeSizeMask,
  resizeLine,
  tagCb,
  tagFlags,
  tagIb,
  writeTagFlags,
  type PageView,
} from '@esekit/pages';
import { corrupted } from './corrupted';
import { cbPagePointer, checkNodeOf } from './page-flags';
import { changeableFlags, clipUncommittedFree, copyBytes, itagOf, placeNode } from './place-node';

/**
 * Changes to single nodes (23 §4.6), used where a log is replayed and where it is written. They change
 * lines and the accounting of their space, and nothing else: dbtime and the frame a page stands in are the
 * caller's. Of what a page keeps for rollback they take only what they need (23 §4.6.4): who must not take it
 * asks `cbUsable` first.
 *
 * A change that the page contradicts (no such node, no room, fields that do not fit) is
 * JET_errDatabaseCorrupted; the page is unchanged then, unless it contradicts itself. The message does not
 * name the page: the caller knows which it is.
 *
 * Bytes that are written must not lie on the page itself.
 */

/** The one node that a call looks at. */
const node = new NodeView();
/** What stands in front of the data of a node that moves: at most two sizes and a suffix. */
const head = new Uint8Array(4 + nodeSizeMask);

/**
 * Inserts a node in front of node `iline`. The key is given in full: what it shares with the page's
 * prefix is left out of it when that is more than 2 bytes (03 §2.3).
 *
 * @param iline 0 to `view.clines`
 * @param flags bits of `lineFlag`, Version and Deleted
 */
export function insertNode(
  view: PageView,
  iline: number,
  key: Uint8Array,
  data: Uint8Array,
  flags = 0,
): void {
  placeNode(view, iline, key, 0, key.length, data, 0, data.length, flags);
}

/** {@link insertNode} of `cbKey` bytes of key at `start` of `bytes` and `cbData` bytes of data behind them. */
export function insertNodeFrom(
  view: PageView,
  iline: number,
  bytes: Uint8Array,
  start: number,
  cbKey: number,
  cbData: number,
  flags = 0,
): void {
  placeNode(view, iline, bytes, start, cbKey, bytes, start + cbKey, cbData, flags);
}

/** Removes node `iline` (record Delete). */
export function deleteNode(view: PageView, iline: number): void {
  deleteLine(view, itagOf(view, iline, view.clines - 1));
}

/** Removes the nodes from `iline` on, not the reserved lines. */
export function dropNodes(view: PageView, iline: number): void {
  for (let itag = view.itagMicFree - 1; itag >= iline + view.ctagReserved; itag--) deleteLine(view, itag);
}

/**
 * Sets and clears flags of node `iline`: Version and Deleted of `lineFlag`. A flag in both is set.
 *
 * @throws JET_errInvalidParameter for Compressed, which is part of the key's form
 */
export function changeNodeFlags(view: PageView, iline: number, set: number, clear: number): void {
  if (((set | clear) & ~changeableFlags) !== 0) {
    throw new JetError('JET_errInvalidParameter', `flags ${set} and ${clear} are not for callers to change`);
  }
  const itag = itagOf(view, iline, view.clines - 1);
  if (set !== 0) checkNodeOf(view.flags, cbPagePointer, set);
  const flags = (tagFlags(view, itag) & ~clear) | set;
  if (!writeTagFlags(view, itag, flags)) throw corrupted(`node ${iline} is too short to have flags`);
}

/** Replaces the data of node `iline`; its key, in the form it has, and its flags stay. */
export function replaceNodeData(view: PageView, iline: number, data: Uint8Array): void {
  replaceNodeDataFrom(view, iline, data, 0, data.length);
}

/** {@link replaceNodeData} by `cbData` bytes at `start` of `bytes`. */
export function replaceNodeDataFrom(
  view: PageView,
  iline: number,
  bytes: Uint8Array,
  start: number,
  cbData: number,
): void {
  const itag = itagOf(view, iline, view.clines - 1);
  node.read(view, iline);
  const growth = cbData - node.cbData;
  if (cbData < 1 || start + cbData > bytes.length) {
    throw corrupted(`node ${iline} is to have ${cbData} bytes of data, which are not there`);
  }
  checkNodeOf(view.flags, cbData, 0);
  if (growth > view.cbFree) {
    throw corrupted(`node ${iline} is to grow by ${growth} bytes, ${view.cbFree} are free`);
  }
  const { flags } = node;
  if (growth !== 0) {
    const cbLine = tagCb(view, itag);
    const cbHead = cbLine - node.cbData;
    if (growth > 0) copyBytes(view.bytes, node.dataStart - cbHead, head, 0, cbHead);
    const line = resizeLine(view, itag, cbLine + growth);
    clipUncommittedFree(view);
    if (growth > 0) copyBytes(head, 0, view.bytes, line, cbHead);
    writeTagFlags(view, itag, flags);
    copyBytes(bytes, start, view.bytes, line + cbHead, cbData);
  } else {
    copyBytes(bytes, start, view.bytes, node.dataStart, cbData);
  }
}

/**
 * Adds to the little-endian integer of `width` bytes at `cbOffset` of the data of node `iline`, without
 * regard to overflow (records Delta and Delta64).
 */
export function addToNodeData(
  view: PageView,
  iline: number,
  cbOffset: number,
  delta: bigint,
  width: 4 | 8,
): void {
  itagOf(view, iline, view.clines - 1);
  node.read(view, iline);
  if (!(cbOffset >= 0 && cbOffset + width <= node.cbData)) {
    throw corrupted(`node ${iline} has no ${width} bytes at ${cbOffset} of ${node.cbData}`);
  }
  const { bytes } = view;
  let rest = delta;
  let sum = 0;
  for (let at = node.dataStart + cbOffset; at < node.dataStart + cbOffset + width; at++) {
    sum = (sum >>> 8) + bytes[at]! + Number(rest & 0xffn);
    bytes[at] = sum;
    rest >>= 8n;
  }
}

/**
 * Replaces tag 0: the space header or split buffer of a root, the prefix of any other page (03 §3).
 *
 * @param bytes may be empty
 */
export function setExternalHeader(view: PageView, bytes: Uint8Array): void {
  if (view.itagMicFree === 0) throw corrupted('the page has no external header');
  const cbOld = tagCb(view, 0);
  if (bytes.length - cbOld > view.cbFree) {
    throw corrupted(
      `an external header of ${bytes.length} bytes instead of ${cbOld}, ${view.cbFree} are free`,
    );
  }
  checkPrefixUse(view, bytes);
  copyBytes(bytes, 0, view.bytes, resizeLine(view, 0, bytes.length), bytes.length);
  clipUncommittedFree(view);
}

/** The keys of nodes must not change with the prefix: what they use of it has to stay. */
function checkPrefixUse(view: PageView, prefix: Uint8Array): void {
  const start = view.dataStart + tagIb(view, 0);
  let cbSame = 0;
  const cbMost = Math.min(prefix.length, tagCb(view, 0));
  while (cbSame < cbMost && view.bytes[start + cbSame] === prefix[cbSame]) cbSame++;
  for (let iline = 0; iline < view.clines; iline++) {
    if ((tagFlags(view, iline + view.ctagReserved) & lineFlag.compressed) === 0) continue;
    const { cbPrefix } = node.read(view, iline);
    if (cbPrefix > cbSame) {
      throw corrupted(`node ${iline} uses ${cbPrefix} bytes of a prefix of which ${cbSame} are to stay`);
    }
  }
}
