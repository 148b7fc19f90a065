import {
  cbPrefixOverhead,
  hasRoomForLine,
  lineFlag,
  nodeSizeMask,
  pageFlag,
  reserveLine,
  tagCb,
  tagIb,
  tagOffset,
  type PageView,
} from '@esekit/pages';
import { corrupted } from './corrupted';
import { checkOrder } from './node-order';
import { checkNodeOf } from './page-flags';

/** Position of the flags in the byte that holds them (03 §2.1). */
const flagShift = 5;

/** Flags of a node that callers may set; Compressed follows from its key. */
export const changeableFlags = lineFlag.version | lineFlag.deleted;

/**
 * Inserts a node in front of node `iline`: `cbKey` bytes of key at `keyStart` of `keys`, and `cbData` bytes of
 * data at `dataStart` of `source`. This is what most of a replay consists of, so it allocates nothing.
 */
export function placeNode(
  view: PageView,
  iline: number,
  keys: Uint8Array,
  keyStart: number,
  cbKey: number,
  source: Uint8Array,
  dataStart: number,
  cbData: number,
  flags: number,
): void {
  const itag = itagOf(view, iline, view.clines);
  // A view of too few bytes would be filled up with whatever stood on the page.
  if (keyStart + cbKey > keys.length || dataStart + cbData > source.length) {
    throw corrupted(`a key of ${cbKey} bytes and data of ${cbData} are not all there`);
  }
  checkNodeOf(view.flags, cbData, flags & changeableFlags);
  const common = commonWithPrefix(view, keys, keyStart, cbKey);
  checkOrder(view, iline, keys, keyStart, cbKey, common, source, dataStart, cbData);
  const cbPrefix = common > cbPrefixOverhead ? common : 0;
  const cbSuffix = cbKey - cbPrefix;
  const cb = (cbPrefix === 0 ? 2 : 4) + cbSuffix + cbData;
  if (cbData < 1 || cbSuffix > nodeSizeMask || cbPrefix > nodeSizeMask) {
    throw corrupted(`a node cannot have a key of ${cbKey} bytes and data of ${cbData}`);
  }
  if (!hasRoomForLine(view, cb)) {
    throw corrupted(
      `no room for a node of ${cb} bytes: ${view.cbFree} are free, ${view.itagMicFree} tags used`,
    );
  }
  const line = reserveLine(view, itag, cb);
  clipUncommittedFree(view);
  const { bytes } = view;
  let lineFlags = flags & changeableFlags;
  let at = line;
  if (cbPrefix !== 0) {
    lineFlags |= lineFlag.compressed;
    bytes[at++] = cbPrefix;
    bytes[at++] = cbPrefix >>> 8;
  }
  bytes[at++] = cbSuffix;
  bytes[at++] = cbSuffix >>> 8;
  // The sizes just written, and the fresh tag, have zeros where the flags go.
  bytes[view.isLarge ? line + 1 : view.start + tagOffset(view, itag) + 3]! |= lineFlags << flagShift;
  copyBytes(keys, keyStart + cbPrefix, bytes, at, cbSuffix);
  copyBytes(source, dataStart, bytes, at + cbSuffix, cbData);
}

/** How much a key shares with the page's prefix; 0 on roots, whose tag 0 is none (03 §3). */
export function commonWithPrefix(view: PageView, keys: Uint8Array, keyStart: number, cbKey: number): number {
  const cbPrefix = tagCb(view, 0);
  const cbMost = cbPrefix < cbKey ? cbPrefix : cbKey;
  if (cbMost === 0 || view.hasFlag(pageFlag.root)) return 0;
  const { bytes } = view;
  const start = view.dataStart + tagIb(view, 0);
  let common = 0;
  while (common < cbMost && bytes[start + common] === keys[keyStart + common]) common++;
  return common;
}

/** After a change that took space: what is kept for rollback is no more than what is free. */
export function clipUncommittedFree(view: PageView): void {
  const { cbFree } = view;
  if (view.cbUncommittedFree > cbFree) view.cbUncommittedFree = cbFree;
}

/** The tag of node `iline`, which has to be one of 0 to `last`. */
export function itagOf(view: PageView, iline: number, last: number): number {
  const itag = iline + view.ctagReserved;
  if (iline >= 0 && iline <= last && itag <= view.itagMicFree && view.itagMicFree > 0) return itag;
  throw corrupted(`there is no node ${iline}: the page has ${view.clines}`);
}

/** Below this size a loop is faster than making the view that a block copy needs. */
const cbLoopMost = 64;

/** Copies between buffers, or inside one whose ranges do not overlap. */
export function copyBytes(
  source: Uint8Array,
  sourceStart: number,
  target: Uint8Array,
  targetStart: number,
  cb: number,
): void {
  if (cb > cbLoopMost) {
    const isWhole = sourceStart === 0 && cb === source.length;
    target.set(isWhole ? source : source.subarray(sourceStart, sourceStart + cb), targetStart);
    return;
  }
  for (let i = 0; i < cb; i++) target[targetStart + i] = source[sourceStart + i]!;
}
