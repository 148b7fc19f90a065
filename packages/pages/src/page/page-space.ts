import { itagMicFreeMask, tagSize } from './page-layout';
import type { PageView } from './page-header';

/** Bytes between the last line and the tag array (02 §5); negative only on a damaged page. */
export function cbContiguous(view: PageView): number {
  return view.cbPageData - view.ibMicFree - tagSize * view.itagMicFree;
}

/** Free bytes that are not kept for somebody's rollback (02 §5.5), at least 0. */
export function cbUsable(view: PageView): number {
  return Math.max(0, view.cbFree - view.cbUncommittedFree);
}

/** One more than the highest number of tags a page of this size may have (02 §6). */
export function itagLimit(view: PageView): number {
  return Math.min(itagMicFreeMask + 1, view.cbPageData / tagSize);
}

/** Largest line that fits on an otherwise empty page: its own tag and tag 0 go off (02 §6). */
export function cbLineMost(view: PageView): number {
  return view.cbPageData - 2 * tagSize;
}

/** Whether a new line of `cb` bytes fits, the space kept for rollback included. */
export function hasRoomForLine(view: PageView, cb: number): boolean {
  return view.cbFree >= cb + tagSize && view.itagMicFree + 1 < itagLimit(view);
}
