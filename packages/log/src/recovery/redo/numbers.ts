import type { PageView } from '@esekit/pages';
import { pageOffsets } from '@esekit/pages';

/**
 * Numbers of log records, read where they lie. Records are packed and their fields unaligned; there are no
 * bounds checks, because a record's size, which its walker has checked, includes all of its fixed part.
 *
 * dbtimes are signed (20 §1) and made into one `number`: exact up to 2^53, and beyond that still in the
 * right order against every smaller one.
 */

const twoTo32 = 0x1_0000_0000;

export function u16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

export function i16(bytes: Uint8Array, at: number): number {
  return (u16(bytes, at) << 16) >> 16;
}

export function i32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

export function u32(bytes: Uint8Array, at: number): number {
  return i32(bytes, at) >>> 0;
}

export function i64(bytes: Uint8Array, at: number): number {
  return i32(bytes, at + 4) * twoTo32 + u32(bytes, at);
}

/** The dbtime in a page's header; special values (02 §1.3) are negative. */
export function pageDbtime(view: PageView): number {
  return i64(view.bytes, view.start + pageOffsets.dbtimeDirtied);
}

/** @param dbtime 0 to 2^53 - 1 */
export function setPageDbtime(view: PageView, dbtime: number): void {
  view.setDbtime(Math.floor(dbtime / twoTo32), dbtime >>> 0);
}

/** Special dbtimes of pages (02 §1.3) and "nothing to compare with" of records (21 §2), as signed numbers. */
export const dbtimeMark = { nil: -1, absent: -2, shrunk: -3, revertedToNew: -4, revertedRoot: -5 } as const;
