import { JetError } from '@esekit/core';
import { tagSize } from './page-layout';
import type { PageView } from './page-header';
import { cbContiguous, itagLimit } from './page-space';
import { reorganise } from './reorganise';
import { tagCb, tagFlags, tagIb, writeTag, writeTagFlags } from './tags';

/**
 * Changes to the lines of a page, with the accounting of 02 §5. After each of them
 * `sum of line sizes + cbFree + 4 * itagMicFree` is the size of the data area, as before.
 *
 * All of them work on a tag index: 0 is the external header, nodes begin at `ctagReserved`. Callers
 * ask for space first (`hasRoomForLine`, `cbUsable`): a request that the page cannot meet is theirs
 * to explain, and is JET_errInvalidParameter with the page unchanged. A page that contradicts itself is
 * JET_errDatabaseCorrupted, and may then be changed in part. cbUncommittedFree is the business of
 * whoever keeps versions.
 */

/**
 * Inserts a line in front of tag `itag` (02 §5.1).
 *
 * @param itag `ctagReserved` to `itagMicFree`
 * @param source at least 1 byte, not from this page: making room may move its lines
 * @param flags bits of `lineFlag`; on large pages they replace the top bits of the first u16
 */
export function insertLine(view: PageView, itag: number, source: Uint8Array, flags = 0): void {
  checkFlagsFit(view, source.length, flags);
  checkIsForeign(view, source);
  view.bytes.set(source, reserveLine(view, itag, source.length));
  writeTagFlags(view, itag, flags);
}

/**
 * The first half of {@link insertLine}, for a line that is put together from parts: makes the line,
 * without flags, and leaves its bytes as they happen to be. {@link setLineFlags} comes last.
 *
 * @returns index in `view.bytes` of the line's first byte
 */
export function reserveLine(view: PageView, itag: number, cb: number): number {
  checkTag(view, itag, Math.max(1, view.ctagReserved), view.itagMicFree);
  const count = view.itagMicFree;
  if (cb < 1 || cb + tagSize > view.cbFree || count + 1 >= itagLimit(view)) {
    throw new JetError(
      'JET_errInvalidParameter',
      `no room for a line of ${cb} bytes: ${freeSpaceText(view)}`,
    );
  }
  makeContiguous(view, cb + tagSize);
  const end = view.start + view.pageSize;
  view.bytes.copyWithin(end - tagSize * (count + 1), end - tagSize * count, end - tagSize * itag);
  const ib = view.ibMicFree;
  writeTag(view, itag, ib, cb);
  view.itagMicFree = count + 1;
  view.ibMicFree = ib + cb;
  view.cbFree -= cb + tagSize;
  return view.dataStart + ib;
}

/**
 * Replaces the content of line `itag` (02 §5.2).
 *
 * @param source may be empty for reserved tags only; may come from this page if the line does not grow
 * @param flags of a node; by default it keeps those it has
 */
export function replaceLine(view: PageView, itag: number, source: Uint8Array, flags?: number): void {
  checkTag(view, itag, 0, view.itagMicFree - 1);
  const kept = flags ?? tagFlags(view, itag);
  if (itag >= view.ctagReserved) checkFlagsFit(view, source.length, kept);
  if (source.length > tagCb(view, itag)) checkIsForeign(view, source);
  view.bytes.set(source, resizeLine(view, itag, source.length));
  writeTagFlags(view, itag, kept);
}

/**
 * The first half of {@link replaceLine}: gives the line its new size and clears the flags of a small
 * page's tag. The bytes of a line that does not grow stay, those of one that grows may be lost.
 *
 * @returns index in `view.bytes` of the line's first byte
 */
export function resizeLine(view: PageView, itag: number, cbNew: number): number {
  checkTag(view, itag, 0, view.itagMicFree - 1);
  const cbOld = tagCb(view, itag);
  const growth = cbNew - cbOld;
  if (growth > view.cbFree || (cbNew < 1 && itag >= view.ctagReserved)) {
    throw new JetError(
      'JET_errInvalidParameter',
      `line ${itag} cannot get ${cbNew} bytes: ${freeSpaceText(view)}`,
    );
  }
  // Where an empty line begins says nothing, and may be anywhere.
  if (cbOld === 0 && cbNew === 0) return view.dataStart;
  let ib = tagIb(view, itag);
  checkLineIsBelowFree(view, itag, ib, cbOld);
  const isLast = ib + cbOld === view.ibMicFree;
  if (growth <= 0 || (isLast && cbContiguous(view) >= growth)) {
    if (isLast) view.ibMicFree += growth;
  } else {
    writeTag(view, itag, 0, 0);
    makeContiguous(view, cbNew);
    ib = view.ibMicFree;
    view.ibMicFree = ib + cbNew;
  }
  view.cbFree -= growth;
  writeTag(view, itag, ib, cbNew);
  return view.dataStart + ib;
}

/** Removes line `itag` and its tag (02 §5.3). Tag 0 and other reserved tags cannot be removed. */
export function deleteLine(view: PageView, itag: number): void {
  const count = view.itagMicFree;
  checkTag(view, itag, view.ctagReserved, count - 1);
  const ib = tagIb(view, itag);
  const cb = tagCb(view, itag);
  checkLineIsBelowFree(view, itag, ib, cb);
  if (ib + cb === view.ibMicFree) view.ibMicFree = ib;
  const end = view.start + view.pageSize;
  view.bytes.copyWithin(end - tagSize * (count - 1), end - tagSize * count, end - tagSize * (itag + 1));
  view.itagMicFree = count - 1;
  view.cbFree += cb + tagSize;
  if (view.cbFree + tagSize === view.cbPageData) view.ibMicFree = 0;
}

/** Sets all flags of a node, bits of `lineFlag`. */
export function setLineFlags(view: PageView, itag: number, flags: number): void {
  checkTag(view, itag, view.ctagReserved, view.itagMicFree - 1);
  if (!writeTagFlags(view, itag, flags) && flags !== 0) {
    throw new JetError('JET_errInvalidParameter', `line ${itag} is too short to have flags`);
  }
}

function makeContiguous(view: PageView, cb: number): void {
  if (cbContiguous(view) >= cb) return;
  reorganise(view);
  if (cbContiguous(view) < cb) {
    throw new JetError(
      'JET_errDatabaseCorrupted',
      `the page has less space than it says: ${freeSpaceText(view)}`,
    );
  }
}

function checkTag(view: PageView, itag: number, first: number, last: number): void {
  if (cbContiguous(view) < 0) {
    throw new JetError(
      'JET_errDatabaseCorrupted',
      `lines and tags of the page overlap: ${freeSpaceText(view)}`,
    );
  }
  if (!(itag >= first && itag <= last)) {
    throw new JetError('JET_errInvalidParameter', `tag ${itag} is not one of ${first} to ${last}`);
  }
}

function checkLineIsBelowFree(view: PageView, itag: number, ib: number, cb: number): void {
  if (cb === 0 || ib + cb <= view.ibMicFree) return;
  const text = `line ${itag} ends at ${ib + cb}, behind ibMicFree ${view.ibMicFree}`;
  throw new JetError('JET_errDatabaseCorrupted', text);
}

function checkFlagsFit(view: PageView, cb: number, flags: number): void {
  if (flags === 0 || !view.isLarge || cb >= 2) return;
  throw new JetError('JET_errInvalidParameter', `a line of ${cb} bytes is too short to have flags`);
}

function checkIsForeign(view: PageView, source: Uint8Array): void {
  if (source.buffer !== view.bytes.buffer || source.length === 0) return;
  const pageStart = view.bytes.byteOffset + view.start;
  if (source.byteOffset >= pageStart + view.pageSize) return;
  if (source.byteOffset + source.length <= pageStart) return;
  throw new JetError('JET_errInvalidParameter', 'the source of the line lies on the same page');
}

function freeSpaceText(view: PageView): string {
  return `${view.cbFree} bytes free, ${cbContiguous(view)} contiguous, ${view.itagMicFree} tags`;
}
