import { JetError, limits } from '@esekit/core';

/** Page sizes the format knows; 2048 only in files of old engines (01 §1). */
export const pageSizes = [2048, 4096, 8192, 16384, 32768] as const;
export type PageSize = (typeof pageSizes)[number];

export function isPageSize(size: number): size is PageSize {
  return (pageSizes as readonly number[]).includes(size);
}

/** Large pages have an 80-byte header, four checksummed blocks and node flags inside the lines. */
export function isLargePage(pageSize: number): boolean {
  return pageSize > 8192;
}

/** Bytes of the page header: 40, or 80 on large pages (02 §1.1). */
export function pageHeaderSize(pageSize: number): number {
  return isLargePage(pageSize) ? 80 : 40;
}

/** Bytes between page header and page end: lines, free space and tags (cbPageData, 02 §1). */
export function pageDataSize(pageSize: number): number {
  return pageSize - pageHeaderSize(pageSize);
}

/** Bytes of one checksummed block: the page, or a quarter of a large page (02 §3.4). */
export function checksumBlockSize(pageSize: number): number {
  return isLargePage(pageSize) ? pageSize / 4 : pageSize;
}

/** Byte offset of a page in the file: two header copies come first (01 §1). */
export function pageOffset(pgno: number, pageSize: number): number {
  return (pgno + 1) * pageSize;
}

/**
 * Whole pages behind the two headers in a file of `fileSize` bytes.
 *
 * @throws JET_errDatabaseCorrupted when the file claims more pages than a database can have
 */
export function pageCount(fileSize: number, pageSize: number): number {
  const count = Math.max(0, Math.floor(fileSize / pageSize) - 2);
  if (count > limits.pgnoMost) {
    throw new JetError('JET_errDatabaseCorrupted', `${count} pages are more than a database can have`);
  }
  return count;
}
