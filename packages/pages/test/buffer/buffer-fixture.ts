import type { File, FileSystem } from '@esekit/core';
import type { Random } from '@esekit/testkit';
import type { Frame } from '../../src/cache/page-source';
import { isLargePage } from '../../src/geometry';
import { PageView } from '../../src/page/page-header';
import { pageFlag, pageOffsets } from '../../src/page/page-layout';
import { contentOf } from '../fixture/files';
import { recordPage } from '../fixture/pages';
import { pageOf } from '../fixture/database';

/** The bytes of a frame, not a copy. */
export function pageIn({ view }: Frame): Uint8Array {
  return view.bytes.subarray(view.start, view.start + view.pageSize);
}

/** Puts a page full of new records into a frame, with the given dbtime. */
export function fillFrame(frame: Frame, random: Random, dbtime: bigint): void {
  pageIn(frame).set(recordPage(random, frame.view.pageSize, frame.pgno));
  frame.view.dbtime = dbtime;
}

/** A copy of a page without what writing puts into it: checksums, page number and flush type. */
export function contentsOf(page: Uint8Array): Uint8Array {
  const copy = page.slice();
  const view = new PageView(copy);
  copy.fill(0, 0, pageOffsets.dbtimeDirtied);
  if (isLargePage(page.length)) copy.fill(0, 40, pageOffsets.pgno + 4);
  view.flags &= ~(pageFlag.newChecksumFormat | pageFlag.flushTypeMask);
  return copy;
}

/** A page as it stands in a file. */
export function pageInFile(fs: FileSystem, path: string, pageSize: number, pgno: number): Uint8Array {
  return pageOf(contentOf(fs, path), pageSize, pgno);
}

/** Pages that differ between two states of a file, counting those only one of them has. */
export function changedPagesOf(before: Uint8Array, after: Uint8Array, pageSize: number): number[] {
  const changed: number[] = [];
  for (let pgno = 1; (pgno + 1) * pageSize < Math.max(before.length, after.length); pgno++) {
    if (Buffer.compare(pageOf(before, pageSize, pgno), pageOf(after, pageSize, pgno)) !== 0)
      changed.push(pgno);
  }
  return changed;
}

export function openFor(fs: FileSystem, mode: 'read' | 'readWrite'): File {
  return fs.openSync('a.edb', mode);
}
