import { JetError, limits } from '@esekit/core';
import { decompressInto, decompressedSize } from '@esekit/core/compression';
import type { PageView } from '@esekit/pages';
import { checkPageStructure, itagMicFreeMask, pageOffsets, tagSize } from '@esekit/pages';
import { beforeImageFlag } from '../../records/layouts';
import { pageDbtime, u16 } from './numbers';

/** A dehydrated image on its way from its compressed form to a whole page. */
const scratch = new Uint8Array(limits.pageSizeMost);

/** A before-image as a record of a split or a merge holds it (21 §5). */
export interface BeforeImage {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly cb: number;
  /** Bits of `beforeImageFlag`. */
  readonly flags: number;
}

/** What the image must turn out to be: the page as it was, already marked with the operation's dbtime. */
export interface ImagedPage {
  readonly pgno: number;
  readonly dbtime: number;
}

/**
 * Puts the image of a page into `view`: decompressed, the free gap back in its place. Its checksum is
 * stale, its dbtime that of the operation; the caller sets the dbtime.
 *
 * @throws JET_errLogFileCorrupt when it is not an image of that page; the view holds garbage then
 * @throws JET_errFeatureNotAvailable when it is compressed in a way that cannot be read here
 */
export function readBeforeImage(image: BeforeImage, view: PageView, expected: ImagedPage): void {
  const { pageSize, bytes, start } = view;
  const page = bytes.subarray(start, start + pageSize);
  const { isDehydrated, isCompressed } = formOf(image);
  const target = isDehydrated ? scratch.subarray(0, pageSize) : page;
  const stored = image.bytes.subarray(image.start, image.start + image.cb);
  const cb = isCompressed ? expand(stored, target) : copy(stored, target);
  if (isDehydrated) rehydrate(target.subarray(0, cb), page, view.cbHeader);
  else if (cb !== pageSize) throw noImage(`${cb} bytes for a page of ${pageSize}`);
  checkImage(view, expected);
}

/** Whether the image of a page that the record of a split or merge should have is there. */
export function hasImage(image: BeforeImage): boolean {
  return image.cb > 0;
}

function formOf({ flags }: BeforeImage): { isDehydrated: boolean; isCompressed: boolean } {
  const known = beforeImageFlag.dehydrated | beforeImageFlag.compressed;
  if ((flags & ~known) !== 0) throw noImage(`flags ${flags.toString(16)}`);
  return {
    isDehydrated: (flags & beforeImageFlag.dehydrated) !== 0,
    isCompressed: (flags & beforeImageFlag.compressed) !== 0,
  };
}

function copy(stored: Uint8Array, target: Uint8Array): number {
  if (stored.length > target.length) throw noImage(`${stored.length} bytes for ${target.length}`);
  target.set(stored);
  return stored.length;
}

function expand(stored: Uint8Array, target: Uint8Array): number {
  try {
    const cb = stored.length > 0 ? decompressedSize(stored) : 0;
    if (cb === undefined) {
      const text = `a before-image of compression scheme ${stored[0]! >>> 3} cannot be read`;
      throw new JetError('JET_errFeatureNotAvailable', text);
    }
    if (cb > target.length) throw noImage(`${cb} bytes for ${target.length}`);
    if (cb > 0) decompressInto(stored, target, 0, cb);
    return cb;
  } catch (cause) {
    const isDamage = JetError.isInstance(cause) && cause.name === 'JET_errDecompressionFailed';
    throw isDamage ? noImage(cause.message) : cause;
  }
}

/**
 * The other way round of what made it small: header and lines stay in front, the tags, which follow them,
 * go to the end of the page, and cbFree grows by what is put between.
 */
function rehydrate(small: Uint8Array, page: Uint8Array, cbHeader: number): void {
  const cb = small.length;
  if (cb < cbHeader) throw noImage(`${cb} bytes, without a whole header`);
  const cbTags = tagSize * (u16(small, pageOffsets.itagState) & itagMicFreeMask);
  const cbFront = cb - cbTags;
  const cbAdded = page.length - cb;
  const cbFree = u16(small, pageOffsets.cbFree) + cbAdded;
  if (cbFront < cbHeader || cbFree > page.length) throw noImage(`${cbTags} bytes of tags in ${cb}`);
  page.set(small.subarray(0, cbFront));
  page.fill(0, cbFront, page.length - cbTags);
  page.set(small.subarray(cbFront), page.length - cbTags);
  page[pageOffsets.cbFree] = cbFree;
  page[pageOffsets.cbFree + 1] = cbFree >>> 8;
}

function checkImage(view: PageView, { pgno, dbtime }: ImagedPage): void {
  const found = pageDbtime(view);
  if (found !== dbtime) throw noImage(`dbtime ${found}, not ${dbtime}`);
  if (view.isLarge && view.pgno !== pgno) throw noImage(`it is of page ${view.pgno}, not ${pgno}`);
  const problem = checkPageStructure(view);
  if (problem !== undefined) throw noImage(problem.text);
}

function noImage(text: string): JetError {
  return new JetError('JET_errLogFileCorrupt', `the before-image of a page: ${text}`);
}
