import { limits } from '@esekit/core';
import { tagSize } from './page-layout';
import type { PageView } from './page-header';
import { structureProblem, type StructureProblem } from './structure-problem';
import { tagCb, tagIb } from './tags';

/** One bit per byte of a data area, for one call; only pages with lines out of order need it. */
const occupied = new Int32Array(limits.pageSizeMost / 32);

/**
 * Checks that every line lies below ibMicFree, that lines and free space add up, and that no two
 * lines share a byte. The tag array itself must be inside the page.
 */
export function checkLines(view: PageView): StructureProblem | undefined {
  const { bytes, tagMask, ibMicFree, itagMicFree, ctagReserved } = view;
  let at = view.start + view.pageSize;
  let sum = 0;
  let end = 0;
  let isInOrder = true;
  for (let itag = 0; itag < itagMicFree; itag++) {
    at -= tagSize;
    const cb = (bytes[at]! | (bytes[at + 1]! << 8)) & tagMask;
    const ib = (bytes[at + 2]! | (bytes[at + 3]! << 8)) & tagMask;
    if (cb === 0) {
      if (itag >= ctagReserved) return structureProblem('emptyLine', `line ${itag} has size 0`);
      // An empty header keeps its offset while ibMicFree falls (02 §5.2, §5.3): real pages have it above.
      continue;
    }
    if (ib + cb > ibMicFree) {
      return structureProblem('lineBounds', `line ${itag} ends at ${ib + cb}, behind ibMicFree ${ibMicFree}`);
    }
    if (ib < end) isInOrder = false;
    end = ib + cb;
    sum += cb;
  }
  const total = sum + view.cbFree + tagSize * itagMicFree;
  if (total !== view.cbPageData) {
    const parts = `${sum} in lines + ${view.cbFree} free + ${itagMicFree} tags`;
    return structureProblem('spaceSum', `${parts} = ${total} bytes, not ${view.cbPageData}`);
  }
  // Lines that follow each other in tag order cannot overlap, and most real pages are like that.
  return isInOrder ? undefined : findOverlap(view);
}

/** Linear: the sizes are known to add up to no more than the page. */
function findOverlap(view: PageView): StructureProblem | undefined {
  const { bytes, tagMask, itagMicFree } = view;
  occupied.fill(0, 0, (view.ibMicFree + 31) >>> 5);
  let at = view.start + view.pageSize;
  for (let itag = 0; itag < itagMicFree; itag++) {
    at -= tagSize;
    const cb = (bytes[at]! | (bytes[at + 1]! << 8)) & tagMask;
    const ib = (bytes[at + 2]! | (bytes[at + 3]! << 8)) & tagMask;
    if (cb > 0 && !occupy(ib, ib + cb - 1)) return overlapOf(view, itag);
  }
  return undefined;
}

/** Takes the bytes `first` to `last`; false when one of them was taken already. */
function occupy(first: number, last: number): boolean {
  const lastWord = last >>> 5;
  const lastMask = -1 >>> (31 - (last & 31));
  let word = first >>> 5;
  let mask = -1 << (first & 31);
  for (; word < lastWord; word++) {
    if ((occupied[word]! & mask) !== 0) return false;
    occupied[word]! |= mask;
    mask = -1;
  }
  mask &= lastMask;
  if ((occupied[word]! & mask) !== 0) return false;
  occupied[word]! |= mask;
  return true;
}

function overlapOf(view: PageView, itag: number): StructureProblem {
  const ib = tagIb(view, itag);
  const end = ib + tagCb(view, itag);
  for (let other = 0; other < itag; other++) {
    const otherIb = tagIb(view, other);
    const otherEnd = otherIb + tagCb(view, other);
    if (otherIb < otherEnd && otherIb < end && ib < otherEnd) {
      const text = `line ${itag} at ${ib} to ${end} overlaps line ${other} at ${otherIb} to ${otherEnd}`;
      return structureProblem('lineOverlap', text);
    }
  }
  return structureProblem('lineOverlap', `line ${itag} at ${ib} to ${end} overlaps another`);
}
