import { tagSize } from './page-layout';
import type { PageView } from './page-header';

/**
 * The tag array (02 §4): tag i is a cb word and an ib word, 4 bytes, counted back from the page end.
 *
 * | word | small page                  | large page   |
 * |------|-----------------------------|--------------|
 * | cb   | 0-12 size                   | 0-14 size    |
 * | ib   | 0-12 offset, 13-15 flags    | 0-14 offset  |
 *
 * On large pages the flags are the top bits of the first u16 of the line itself. All other bits may
 * hold garbage on disk and are masked; writers put 0 there.
 *
 * Indices must be below itagMicFree of a page whose tag array fits: nothing is checked here.
 */

/** Flags of a node (03 §2.1). */
export const lineFlag = { version: 1, deleted: 2, compressed: 4 } as const;

const flagBits = 7;
/** Position of the flags in the high byte of a word. */
const flagShift = 5;
const wordBitsBelowFlags = 0x1f;

/** Byte offset of tag `itag` in the page. */
export function tagOffset(view: PageView, itag: number): number {
  return view.pageSize - tagSize * (itag + 1);
}

/** Size of the line in bytes. */
export function tagCb(view: PageView, itag: number): number {
  return view.u16(tagOffset(view, itag)) & view.tagMask;
}

/** Offset of the line in the data area. */
export function tagIb(view: PageView, itag: number): number {
  return view.u16(tagOffset(view, itag) + 2) & view.tagMask;
}

/** Points the tag at a line; its flags become 0 on small pages. */
export function writeTag(view: PageView, itag: number, ib: number, cb: number): void {
  const offset = tagOffset(view, itag);
  view.setU16(offset, cb & view.tagMask);
  view.setU16(offset + 2, ib & view.tagMask);
}

/** Points the tag at the new place of its line: the flags stay. */
export function moveTag(view: PageView, itag: number, ib: number): void {
  const offset = tagOffset(view, itag) + 2;
  const flags = view.isLarge ? 0 : view.u16(offset) & ~view.tagMask;
  view.setU16(offset, flags | ib);
}

/**
 * The flags of a line. Reserved tags have none: on large pages the bits are data there. 0 as well for
 * a line of a large page that is too short for flags, or that does not lie on the page.
 */
export function tagFlags(view: PageView, itag: number): number {
  if (itag < view.ctagReserved) return 0;
  const at = flagByte(view, itag);
  return at < 0 ? 0 : view.bytes[at]! >>> flagShift;
}

/**
 * @returns `false`, with nothing changed, where {@link tagFlags} can only be 0
 */
export function writeTagFlags(view: PageView, itag: number, flags: number): boolean {
  const at = itag < view.ctagReserved ? -1 : flagByte(view, itag);
  if (at < 0) return false;
  view.bytes[at] = (view.bytes[at]! & wordBitsBelowFlags) | ((flags & flagBits) << flagShift);
  return true;
}

/** Index in `view.bytes` of the byte whose top bits are the flags; -1 when there is none. */
function flagByte(view: PageView, itag: number): number {
  if (!view.isLarge) return view.start + tagOffset(view, itag) + 3;
  const ib = tagIb(view, itag);
  return tagCb(view, itag) < 2 || ib + 2 > view.cbPageData ? -1 : view.dataStart + ib + 1;
}
