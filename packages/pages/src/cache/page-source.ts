import type { PageView } from '../page/page-header';

/**
 * A page in memory. It is not pinned: any later `get` of its source may put another page in its place.
 * Whoever keeps a frame across other calls compares {@link pgno} first, and gets the page again when it
 * is not the one expected.
 */
export interface Frame {
  /** The page that stands here now; 0 when there is none. */
  readonly pgno: number;
  /** Bound to this frame for its whole life. */
  readonly view: PageView;
}

/**
 * Where the layers above get their pages from: a cache over a file, or something on top of one that
 * knows newer contents of some pages. Everything a source gives out is verified: checksum, page number
 * and structure (02 §7), so that readers rely on the offsets in a page.
 */
export interface PageSource {
  readonly pageSize: number;
  /** Pages that can be asked for: 1 to `pageCount`. */
  readonly pageCount: number;
  /**
   * The page, verified. The same page is the same frame until it is evicted.
   *
   * @throws JET_errFileIOBeyondEOF for a number outside 1 to `pageCount`
   * @throws JET_errPageNotInitialized when the page is blank
   * @throws JET_errReadVerifyFailure, JET_errReadPgnoVerifyFailure or JET_errDatabaseCorrupted when it is
   *   damaged; the message names the page
   */
  get(pgno: number): Frame;
}
