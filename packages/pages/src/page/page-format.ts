import { pageFlag, tagSize } from './page-layout';
import type { PageView } from './page-header';
import { writeTag } from './tags';

/** What a fresh page is stamped with. */
export interface PageRole {
  /** Kept on large pages only. */
  readonly pgno: number;
  readonly objidFDP: number;
  readonly dbtime: bigint;
  /** Role and kind bits of `pageFlag`; NewRecordFormat is added. */
  readonly flags: number;
  readonly pgnoPrev?: number;
  readonly pgnoNext?: number;
  /** Files with feature 9560 say "1 reserved tag" instead of 0 (02 §1.1). Default false. */
  readonly storesReservedTags?: boolean;
}

/** Makes a page without nodes (02 §5): all zero but its role, and tag 0 of size 0. */
export function formatPage(view: PageView, role: PageRole): void {
  view.bytes.fill(0, view.start, view.start + view.pageSize);
  view.dbtime = role.dbtime;
  view.pgnoPrev = role.pgnoPrev ?? 0;
  view.pgnoNext = role.pgnoNext ?? 0;
  view.objidFDP = role.objidFDP;
  view.flags = role.flags | pageFlag.newRecordFormat;
  view.pgno = role.pgno;
  if (role.storesReservedTags === true) view.ctagReserved = 1;
  dropLines(view);
}

/**
 * Turns a page that its tree has freed into an emptied one (03 §6.4): flag Empty, no lines. Flags,
 * objidFDP and sibling links of its former life stay.
 */
export function emptyPage(view: PageView): void {
  view.flags |= pageFlag.empty;
  // More than one reserved tag would leave the page with fewer tags than it reserves.
  if (view.ctagReserved > 1) view.ctagReserved = 1;
  dropLines(view);
}

function dropLines(view: PageView): void {
  view.itagMicFree = 1;
  writeTag(view, 0, 0, 0);
  view.ibMicFree = 0;
  view.cbFree = view.cbPageData - tagSize;
  view.cbUncommittedFree = 0;
}
