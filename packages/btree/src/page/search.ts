import { nodeSizeMask, tagSize, type NodeView } from '@esekit/pages';
import { compareNodeData, compareNodeKey } from './compare';
import { compressedBit, type TreePage } from './tree-page';

/**
 * Binary search on one page (03 §4.3). The sought key meets the page's prefix once; after that a node
 * that uses more of the prefix than agrees with the key is decided without looking at its bytes.
 */

/** What the search calls a node whose key only continues the sought one. */
const continuation = { greater: 1, equal: 0 } as const;

/** Orders are whole numbers, so "less" and "not greater" are both "below a bound". */
const bound = { less: 0, notGreater: 1 } as const;

/**
 * The node of an internal page below which `key` belongs: the first whose separator is greater. The
 * last node takes what is left, so its separator, NULL on the right edge, is not looked at.
 *
 * @param isInfinite takes `key` as continued without end, greater than all that begin with it
 */
export function findChild(page: TreePage, key: Uint8Array, cbKey: number, isInfinite: boolean): number {
  const longer = isInfinite ? continuation.equal : continuation.greater;
  return search(page, key, cbKey, page.clines - 1, bound.notGreater, longer);
}

/** The first node of a leaf whose key is not less than `key`; `clines` when all are. */
export function findKey(page: TreePage, key: Uint8Array, cbKey: number): number {
  return search(page, key, cbKey, page.clines, bound.less, continuation.greater);
}

/** The first node of a leaf whose key is greater than `key`; `clines` when there is none. */
export function findGreaterKey(page: TreePage, key: Uint8Array, cbKey: number): number {
  return search(page, key, cbKey, page.clines, bound.notGreater, continuation.greater);
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
  let low = findKey(page, bookmark, cbKey);
  // Mostly no node has the key, or one: whether the second has it is cheaper to see than where the last is.
  if (!hasKey(page, node, low, bookmark, cbKey)) return low;
  let high = hasKey(page, node, low + 1, bookmark, cbKey) ? findGreaterKey(page, bookmark, cbKey) : low + 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareNodeData(page.read(node, middle), bookmark, cbKey, cb) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function hasKey(page: TreePage, node: NodeView, iline: number, key: Uint8Array, cbKey: number): boolean {
  return iline < page.clines && compareNodeKey(page.read(node, iline), key, cbKey) === 0;
}

/** How many bytes of `key` agree with the page's prefix. */
function commonPrefix(page: TreePage, key: Uint8Array, cbKey: number): number {
  const { bytes, prefixStart } = page;
  const cb = page.cbPrefix < cbKey ? page.cbPrefix : cbKey;
  let i = 0;
  while (i < cb && bytes[prefixStart + i] === key[i]) i++;
  return i;
}

/**
 * The first of `count` nodes whose order against the key is not below `limit`. All that a seek does on
 * a page happens in this loop, so it is written out in one piece.
 */
function search(
  page: TreePage,
  key: Uint8Array,
  cbKey: number,
  count: number,
  limit: number,
  longer: number,
): number {
  const { bytes, tagStart, dataStart, tagMask, isLarge } = page;
  const common = commonPrefix(page, key, cbKey);
  // The order of every node that shares more with the prefix than the key does.
  const ordinary = common === cbKey ? longer : (bytes[page.prefixStart + common]! - key[common]!) | 0;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const tag = tagStart - tagSize * middle;
    let suffix = dataStart + ((bytes[tag + 2]! | (bytes[tag + 3]! << 8)) & tagMask) + 2;
    let at = 0;
    if (((isLarge ? bytes[suffix - 1]! : bytes[tag + 3]!) & compressedBit) !== 0) {
      at = (bytes[suffix - 2]! | (bytes[suffix - 1]! << 8)) & nodeSizeMask;
      suffix += 2;
    }
    let order = ordinary;
    if (at <= common) {
      const cbSuffix = (bytes[suffix - 2]! | (bytes[suffix - 1]! << 8)) & nodeSizeMask;
      const cbRest = cbKey - at;
      const end = suffix + (cbSuffix < cbRest ? cbSuffix : cbRest);
      while (suffix < end && bytes[suffix] === key[at]) {
        suffix++;
        at++;
      }
      if (suffix < end) order = bytes[suffix]! - key[at]!;
      else order = cbSuffix > cbRest ? longer : cbSuffix - cbRest;
    }
    if (order < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
