import { decodeDatabaseHeader, isBlankPage, pageOffset, PageView, stampPageChecksum } from '@esekit/pages';
import { layOutPage, linesOfSmallPage } from './page-image';

/** The pages of a small sample database, which are all that is not generated: root, space trees, catalog. */
export interface SampleDatabase {
  /** One header page. */
  readonly header: Uint8Array;
  readonly pageSize: number;
  /** Pages behind the headers. */
  readonly pages: number;
  readonly bytes: Uint8Array;
}

export function readSample(bytes: Uint8Array): SampleDatabase {
  const pageSize = decodeDatabaseHeader(bytes).cbPageSize || 4096;
  return { header: bytes.slice(0, pageSize), pageSize, pages: bytes.length / pageSize - 2, bytes };
}

/**
 * Page `pgno` of the sample as a page of another, larger size: same number, same lines, more free
 * space. So one small sample gives a catalog in any page size.
 */
export function reLayPage(sample: SampleDatabase, pgno: number, page: Uint8Array): void {
  const source = sample.bytes.subarray(
    pageOffset(pgno, sample.pageSize),
    pageOffset(pgno + 1, sample.pageSize),
  );
  if (page.length === sample.pageSize) {
    page.set(source);
    return;
  }
  page.fill(0);
  if (isBlankPage(source)) return;
  const view = new PageView(source);
  const { dbtime, pgnoPrev, pgnoNext, objidFDP, flags, ctagReserved } = view;
  layOutPage(
    page,
    pgno,
    { dbtime, pgnoPrev, pgnoNext, objidFDP, flags, ctagReserved },
    linesOfSmallPage(view),
  );
  stampPageChecksum(page, pgno);
}
