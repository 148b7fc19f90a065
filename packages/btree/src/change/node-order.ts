import { NodeView, nodeSizeMask, pageFlag, tagIb, tagOffset, type PageView } from '@esekit/pages';
import { compareNodeData } from '../page/compare';
import { compressedBit } from '../page/tree-page';
import { corrupted } from './corrupted';

const node = new NodeView();

/**
 * Checks that a new node follows the one in front of it and precedes the one behind it (03 §4.1): by key, and
 * where keys are not unique, by data among equal keys.
 *
 * @param common how much of the key the page's prefix begins with
 * @throws JET_errDatabaseCorrupted
 */
export function checkOrder(
  view: PageView,
  iline: number,
  keys: Uint8Array,
  keyStart: number,
  cbKey: number,
  common: number,
  source: Uint8Array,
  dataStart: number,
  cbData: number,
): void {
  const { clines } = view;
  if (cbKey === 0 && (iline < clines || view.hasFlag(pageFlag.leaf))) {
    throw corrupted(`node ${iline} of ${clines} is to have an empty key`);
  }
  if (iline > 0) {
    const order =
      compareWithNode(view, iline - 1, keys, keyStart, cbKey, common) ||
      compareData(view, iline - 1, source, dataStart, cbData);
    if (order <= 0) throw corrupted(`a node for place ${iline} does not follow the one in front`);
  }
  if (iline < clines) {
    const order =
      compareWithNode(view, iline, keys, keyStart, cbKey, common) ||
      compareData(view, iline, source, dataStart, cbData);
    if (order >= 0) throw corrupted(`a node for place ${iline} does not precede the one behind`);
  }
}

/** Whether bookmarks of a page's tree are key and data; space trees have unique keys, whatever they serve. */
export function hasDataInBookmark(flags: number): boolean {
  const decisive = pageFlag.nonUniqueKeys | pageFlag.spaceTree | pageFlag.leaf;
  return (flags & decisive) === (pageFlag.nonUniqueKeys | pageFlag.leaf);
}

/** Data against that of a node with the same key; 0 where equal keys are wrong whatever follows. */
function compareData(view: PageView, iline: number, source: Uint8Array, start: number, cb: number): number {
  if (!hasDataInBookmark(view.flags)) return 0;
  return -compareNodeData(node.read(view, iline), source, start, start + cb);
}

/**
 * A key, which shares `common` bytes with the page's prefix, against the key of a node. An empty key is NULL,
 * greater than all (03 §4.1), and nothing may follow a node that has it.
 */
function compareWithNode(
  view: PageView,
  iline: number,
  keys: Uint8Array,
  keyStart: number,
  cbKey: number,
  common: number,
): number {
  const { bytes, dataStart, tagMask, isLarge } = view;
  const tag = view.start + tagOffset(view, iline + view.ctagReserved);
  let suffix = dataStart + ((bytes[tag + 2]! | (bytes[tag + 3]! << 8)) & tagMask) + 2;
  let cbPrefix = 0;
  if (((isLarge ? bytes[suffix - 1]! : bytes[tag + 3]!) & compressedBit) !== 0) {
    cbPrefix = (bytes[suffix - 2]! | (bytes[suffix - 1]! << 8)) & nodeSizeMask;
    suffix += 2;
  }
  const cbSuffix = (bytes[suffix - 2]! | (bytes[suffix - 1]! << 8)) & nodeSizeMask;
  if (cbPrefix + cbSuffix === 0) return -1;
  if (cbKey === 0) return 1;
  if (cbPrefix > common) {
    // Where the node follows the prefix further than the key does, the prefix decides.
    const prefix = dataStart + tagIb(view, 0);
    return common === cbKey ? -1 : keys[keyStart + common]! - bytes[prefix + common]!;
  }
  const cbRest = cbKey - cbPrefix;
  const cb = cbRest < cbSuffix ? cbRest : cbSuffix;
  const start = keyStart + cbPrefix;
  for (let i = 0; i < cb; i++) {
    const difference = keys[start + i]! - bytes[suffix + i]!;
    if (difference !== 0) return difference;
  }
  return cbRest - cbSuffix;
}
