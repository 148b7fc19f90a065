import { nodeSizeMask } from './nodes';
import { pageFlag, tagSize } from './page-layout';
import type { PageView } from './page-header';
import { structureProblem, type StructureProblem } from './structure-problem';
import { tagCb, tagIb } from './tags';

/** Top bit of the byte that holds a node's flags: Compressed (03 §2.1). */
const compressedBit = 0x80;

/**
 * Checks the nodes of a page whose lines are known to be sound: fields fit, there is data, keys
 * ascend. Linear in the bytes of the page, because each comparison ends with the shorter suffix.
 */
export function checkNodes(view: PageView): StructureProblem | undefined {
  const { bytes, tagMask, isLarge, dataStart, itagMicFree, ctagReserved } = view;
  const cbPrefixMost = tagCb(view, 0);
  const prefixStart = dataStart + tagIb(view, 0);
  let at = view.start + view.pageSize - tagSize * ctagReserved;
  let lastPrefix = 0;
  let lastSuffix = 0;
  let lastSuffixStart = 0;
  for (let itag = ctagReserved; itag < itagMicFree; itag++) {
    at -= tagSize;
    const cb = (bytes[at]! | (bytes[at + 1]! << 8)) & tagMask;
    const line = dataStart + ((bytes[at + 2]! | (bytes[at + 3]! << 8)) & tagMask);
    if (cb < 2) return badSuffix(itag, 0, cb);
    const flags = isLarge ? bytes[line + 1]! : bytes[at + 3]!;
    let cbPrefix = 0;
    let suffixStart = line + 2;
    if ((flags & compressedBit) !== 0) {
      if (cb < 4) return badSuffix(itag, 0, cb);
      cbPrefix = (bytes[line]! | (bytes[line + 1]! << 8)) & nodeSizeMask;
      if (cbPrefix > cbPrefixMost) {
        const text = `line ${itag} uses ${cbPrefix} bytes of a prefix of ${cbPrefixMost}`;
        return structureProblem('prefixSize', text);
      }
      suffixStart = line + 4;
    }
    const cbSuffix = (bytes[suffixStart - 2]! | (bytes[suffixStart - 1]! << 8)) & nodeSizeMask;
    const dataEnd = line + cb;
    if (suffixStart + cbSuffix >= dataEnd) {
      if (suffixStart + cbSuffix > dataEnd) return badSuffix(itag, cbSuffix, cb);
      return structureProblem('noData', `line ${itag} of ${cb} bytes has no data`);
    }
    if (cbPrefix + cbSuffix === 0) {
      if (itag + 1 === itagMicFree && !view.hasFlag(pageFlag.leaf)) return undefined;
      return structureProblem('nullKey', `line ${itag} of ${itagMicFree} has an empty key`);
    }
    if (
      itag > ctagReserved &&
      isGreater(bytes, prefixStart, lastPrefix, lastSuffixStart, lastSuffix, cbPrefix, suffixStart, cbSuffix)
    ) {
      return structureProblem('keyOrder', `the key of line ${itag} is less than that of line ${itag - 1}`);
    }
    lastPrefix = cbPrefix;
    lastSuffix = cbSuffix;
    lastSuffixStart = suffixStart;
  }
  return undefined;
}

function badSuffix(itag: number, cbSuffix: number, cb: number): StructureProblem {
  return structureProblem(
    'suffixSize',
    `line ${itag} of ${cb} bytes cannot hold a key suffix of ${cbSuffix}`,
  );
}

/** Whether key A is greater than key B; both begin with part of one prefix, so that part is equal. */
function isGreater(
  bytes: Uint8Array,
  prefixStart: number,
  prefixA: number,
  startA: number,
  sizeA: number,
  prefixB: number,
  startB: number,
  sizeB: number,
): boolean {
  let a = startA;
  let b = startB;
  const endA = startA + sizeA;
  const endB = startB + sizeB;
  if (prefixA < prefixB) {
    // A has left the prefix already: its suffix stands against the rest of B's prefix.
    for (let p = prefixStart + prefixA; p < prefixStart + prefixB; p++, a++) {
      if (a === endA) return false;
      if (bytes[a] !== bytes[p]) return bytes[a]! > bytes[p]!;
    }
  } else if (prefixA > prefixB) {
    for (let p = prefixStart + prefixB; p < prefixStart + prefixA; p++, b++) {
      if (b === endB) return true;
      if (bytes[p] !== bytes[b]) return bytes[p]! > bytes[b]!;
    }
  }
  for (; a < endA && b < endB; a++, b++) {
    if (bytes[a] !== bytes[b]) return bytes[a]! > bytes[b]!;
  }
  return a < endA;
}
