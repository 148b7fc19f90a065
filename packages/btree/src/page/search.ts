import { nodeSizeMask, type NodeView } from '@esekit/pages';
import { compareNodeData } from './compare';
import { compressedBit, type TreePage } from './tree-page';

/**
 * Binary search on one page (03 §4.3). The sought key meets the page's prefix once; after that a node
 * that uses more of the prefix than agrees with the key is decided without looking at its bytes.
 */

/** How many bytes of `key` agree with the page's prefix. */
function commonPrefix(page: TreePage, key: Uint8Array, cbKey: number): number {
  const { bytes, prefixStart } = page;
  const cb = page.cbPrefix < cbKey ? page.cbPrefix : cbKey;
  let i = 0;
  while (i < cb && bytes[prefixStart + i] === key[i]) i++;
  return i;
}

/**
 * The key of node `iline` against the sought one.
 *
 * @param common bytes that the sought key shares with the page's prefix
 */
function compareNode(page: TreePage, iline: number, key: Uint8Array, cbKey: number, common: number): number {
  const { bytes } = page;
  const tag = page.tagStart - 4 * iline;
  let suffix = page.dataStart + ((bytes[tag + 2]! | (bytes[tag + 3]! << 8)) & page.tagMask) + 2;
  let at = 0;
  if (((page.isLarge ? bytes[suffix - 1]! : bytes[tag + 3]!) & compressedBit) !== 0) {
    at = (bytes[suffix - 2]! | (bytes[suffix - 1]! << 8)) & nodeSizeMask;
    if (at > common) return common === cbKey ? 1 : bytes[page.prefixStart + common]! - key[common]!;
    suffix += 2;
  }
  const cbSuffix = (bytes[suffix - 2]! | (bytes[suffix - 1]! << 8)) & nodeSizeMask;
  const cbRest = cbKey - at;
  const end = suffix + (cbSuffix < cbRest ? cbSuffix : cbRest);
  for (; suffix < end; suffix++, at++) {
    const difference = bytes[suffix]! - key[at]!;
    if (difference !== 0) return difference;
  }
  return cbSuffix - cbRest;
}

/**
 * The node of an internal page below which `key` belongs: the first whose separator is greater. The
 * last node takes what is left, so its separator, NULL on the right edge, is not looked at.
 *
 * @param isInfinite takes `key` as continued without end, greater than all that begin with it
 */
export function findChild(page: TreePage, key: Uint8Array, cbKey: number, isInfinite: boolean): number {
  const common = commonPrefix(page, key, cbKey);
  let low = 0;
  let high = page.clines - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = isInfinite
      ? compareTruncated(page, middle, key, cbKey, common)
      : compareNode(page, middle, key, cbKey, common);
    if (order > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** {@link compareNode}, but 0 for a node that only continues the sought key. */
function compareTruncated(
  page: TreePage,
  iline: number,
  key: Uint8Array,
  cbKey: number,
  common: number,
): number {
  const order = compareNode(page, iline, key, cbKey, common);
  return order > 0 && beginsWith(page, iline, key, cbKey) ? 0 : order;
}

/** Whether the key of node `iline` begins with `key`. */
function beginsWith(page: TreePage, iline: number, key: Uint8Array, cbKey: number): boolean {
  const { bytes } = page;
  const tag = page.tagStart - 4 * iline;
  let suffix = page.dataStart + ((bytes[tag + 2]! | (bytes[tag + 3]! << 8)) & page.tagMask) + 2;
  let cbPrefix = 0;
  if (((page.isLarge ? bytes[suffix - 1]! : bytes[tag + 3]!) & compressedBit) !== 0) {
    cbPrefix = (bytes[suffix - 2]! | (bytes[suffix - 1]! << 8)) & nodeSizeMask;
    suffix += 2;
  }
  const cbSuffix = (bytes[suffix - 2]! | (bytes[suffix - 1]! << 8)) & nodeSizeMask;
  if (cbPrefix + cbSuffix < cbKey) return false;
  for (let i = 0; i < cbKey; i++) {
    const byte = i < cbPrefix ? bytes[page.prefixStart + i] : bytes[suffix + i - cbPrefix];
    if (byte !== key[i]) return false;
  }
  return true;
}

/** The first node of a leaf whose key is not less than `key`; `clines` when all are. */
export function findKey(page: TreePage, key: Uint8Array, cbKey: number): number {
  const common = commonPrefix(page, key, cbKey);
  let low = 0;
  let high = page.clines;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareNode(page, middle, key, cbKey, common) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first node of a leaf whose key is greater than `key`; `clines` when there is none. */
export function findGreaterKey(page: TreePage, key: Uint8Array, cbKey: number): number {
  const common = commonPrefix(page, key, cbKey);
  let low = 0;
  let high = page.clines;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareNode(page, middle, key, cbKey, common) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The first node of a leaf whose (key, data) is not less than the bookmark: `cbKey` bytes of key, then
 * the data up to `cb`. Keys decide, and data only among equal keys (03 §4.1).
 */
export function findBookmark(
  page: TreePage,
  node: NodeView,
  bookmark: Uint8Array,
  cbKey: number,
  cb: number,
): number {
  const common = commonPrefix(page, bookmark, cbKey);
  let low = 0;
  let high = page.clines;
  while (low < high) {
    const middle = (low + high) >>> 1;
    let order = compareNode(page, middle, bookmark, cbKey, common);
    if (order === 0) order = compareNodeData(page.read(node, middle), bookmark, cbKey, cb);
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
