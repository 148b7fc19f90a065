import { pageFlag, PageView, tagSize } from '@esekit/pages';

/** A line of a page and its tag's flags (3 bits: version, deleted, compressed). */
export interface Line {
  readonly bytes: Uint8Array;
  readonly flags: number;
}

export const compressedFlag = 4;

/** What stands in a page's header besides the accounting of its space. */
export interface PageFacts {
  readonly dbtime: bigint;
  readonly pgnoPrev: number;
  readonly pgnoNext: number;
  readonly objidFDP: number;
  readonly flags: number;
  /** 0 is how files without reserved tags write "1". */
  readonly ctagReserved: number;
}

/**
 * Lays out a page from its lines, tag 0 first, with the accounting of its space right. The checksum
 * is left to the caller, who may still change the page.
 *
 * @param placement the tags in the order in which their lines stand on the page; by default their own
 */
export function layOutPage(
  page: Uint8Array,
  pgno: number,
  facts: PageFacts,
  lines: readonly Line[],
  placement: Iterable<number> = lines.keys(),
): void {
  page.fill(0);
  const view = new PageView(page);
  view.dbtime = facts.dbtime;
  view.pgnoPrev = facts.pgnoPrev;
  view.pgnoNext = facts.pgnoNext;
  view.objidFDP = facts.objidFDP;
  view.flags = facts.flags | pageFlag.newRecordFormat | pageFlag.newChecksumFormat;
  view.pgno = pgno;
  let ib = 0;
  for (const itag of placement) {
    const line = lines[itag]!;
    const at = view.dataStart + ib;
    page.set(line.bytes, at);
    const tag = page.length - tagSize * (itag + 1);
    view.setU16(tag, line.bytes.length);
    // Small pages keep a line's flags in its tag, large ones in the line itself; headers have none.
    view.setU16(tag + 2, view.isLarge ? ib : ib | (line.flags << 13));
    if (view.isLarge && itag > 0) page[at + 1]! |= line.flags << 5;
    ib += line.bytes.length;
  }
  view.itagMicFree = lines.length;
  view.ctagReserved = facts.ctagReserved;
  view.ibMicFree = ib;
  view.cbFree = view.cbPageData - ib - tagSize * lines.length;
}

/** The lines of a small page whose structure is known to be sound. */
export function linesOfSmallPage(view: PageView): Line[] {
  return Array.from({ length: view.itagMicFree }, (_, itag) => {
    const tag = view.pageSize - tagSize * (itag + 1);
    const start = view.dataStart + (view.u16(tag + 2) & view.tagMask);
    const length = view.u16(tag) & view.tagMask;
    return {
      bytes: view.bytes.slice(start, start + length),
      flags: itag === 0 ? 0 : view.u16(tag + 2) >>> 13,
    };
  });
}
