/**
 * The kernel: decides for a whole run of pages in one call which of them need no further look, and stamps
 * single ones. It says "good" or "blank" only where the reference in src does; everything else is left to
 * that reference, which also knows what is wrong.
 *
 * Compiled by scripts/build-kernel.mjs into src/checksum/kernel-binary.ts.
 */
import { checkChecksum, GOOD, putChecksum, SUSPECT } from './checksums';
import { isSound } from './structure';

/**
 * Checks `count` pages of `size` bytes that stand at `pages`, the first of them number `pgno`: checksum,
 * page number, structure. Writes one status byte each at `statuses` and returns how many are suspect.
 */
export function checkRun(pages: usize, count: u32, size: usize, pgno: u32, statuses: usize): u32 {
  let suspects: u32 = 0;
  for (let i: u32 = 0; i < count; i++, pages += size) {
    let status = checkChecksum(pages, size, pgno + i);
    if (status == GOOD && !isSound(pages, size)) status = SUSPECT;
    if (status == SUSPECT) suspects++;
    store<u8>(statuses + i, status);
  }
  return suspects;
}

/** Stamps the page of `size` bytes that stands at `page` as number `pgno`. */
export function stampPage(page: usize, size: usize, pgno: u32): void {
  putChecksum(page, size, pgno);
}
