import { readFileSync } from 'node:fs';

/** The pages of a database, wherever they are. Page 1 is the first behind the two header pages. */
export interface PageStore {
  readonly pageSize: number;
  readonly pageCount: number;
  /** The bytes of a page, valid until the next call; all zero for a blank one. */
  page(pgno: number): Uint8Array;
}

const pageSizeAt = 236;

/** The pages of a database file, as they stand: no checksum is looked at. */
export function pagesOfFile(file: string | Uint8Array): PageStore {
  const bytes = typeof file === 'string' ? readFileSync(file) : file;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const pageSize = view.getUint32(pageSizeAt, true) || 4096;
  return {
    pageSize,
    pageCount: Math.max(0, Math.floor(bytes.length / pageSize) - 2),
    page: (pgno) => bytes.subarray((pgno + 1) * pageSize, (pgno + 2) * pageSize),
  };
}
