import { JetError } from '@esekit/core';
import { itagMicFreeMask, tagSize } from './page-layout';
import type { PageView } from './page-header';
import { moveTag, tagCb, tagIb } from './tags';

/** ib << 12 | itag of every line of the page at hand. Nothing outlives one call. */
const order = new Uint32Array(itagMicFreeMask + 1);
const itagBits = 12;

/** Distances of a Shell sort; real pages are mostly in order, and hostile ones cannot make it quadratic. */
const gaps = [1750, 701, 301, 132, 57, 23, 10, 4, 1] as const;

/**
 * Closes the gaps between the lines, keeping their physical order (02 §5.4), so that all free bytes
 * become contiguous. cbFree stays, and an empty line gets the offset of what follows it.
 *
 * @throws JET_errDatabaseCorrupted, with the page unchanged, when lines overlap or leave their area
 */
export function reorganise(view: PageView): void {
  const count = sortLines(view);
  checkSortedLines(view, count);
  const { bytes, dataStart } = view;
  let end = 0;
  for (let i = 0; i < count; i++) {
    const itag = order[i]! & itagMicFreeMask;
    const ib = order[i]! >>> itagBits;
    const cb = tagCb(view, itag);
    if (ib !== end && cb > 0) bytes.copyWithin(dataStart + end, dataStart + ib, dataStart + ib + cb);
    moveTag(view, itag, end);
    end += cb;
  }
  view.ibMicFree = end;
}

function sortLines(view: PageView): number {
  if (!view.hasTagArrayInside) {
    throw new JetError('JET_errDatabaseCorrupted', `${view.itagMicFree} tags do not fit on the page`);
  }
  const count = view.itagMicFree;
  for (let itag = 0; itag < count; itag++) order[itag] = (tagIb(view, itag) << itagBits) | itag;
  for (const gap of gaps) {
    for (let i = gap; i < count; i++) {
      const entry = order[i]!;
      let j = i;
      for (; j >= gap && order[j - gap]! > entry; j -= gap) order[j] = order[j - gap]!;
      order[j] = entry;
    }
  }
  return count;
}

function checkSortedLines(view: PageView, count: number): void {
  let end = 0;
  for (let i = 0; i < count; i++) {
    const itag = order[i]! & itagMicFreeMask;
    const ib = order[i]! >>> itagBits;
    const cb = tagCb(view, itag);
    if (cb === 0) continue;
    if (ib < end)
      throw new JetError('JET_errDatabaseCorrupted', `line ${itag} at ${ib} begins inside another line`);
    end = ib + cb;
  }
  if (end + tagSize * count > view.cbPageData) {
    throw new JetError('JET_errDatabaseCorrupted', `lines end at ${end}, inside the array of ${count} tags`);
  }
}
