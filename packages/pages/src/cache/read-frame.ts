import { JetError, type File } from '@esekit/core';
import { pageStatus } from '../checksum/kernel';
import { pageOffset } from '../geometry';
import type { PageFrame } from './page-frame';
import { verifyFrame, type PageCorrection } from './verify-frame';

/** Why there is no page to give. */
export type MissingPage = 'blank' | 'beyondEnd';

/**
 * Reads a page into a frame and verifies it.
 *
 * @returns `undefined` for a page that is good as it was read; what was corrected; or why there is none
 * @throws the error of a damaged page
 */
export function readFrame(
  file: File,
  frame: PageFrame,
  pgno: number,
): PageCorrection | MissingPage | undefined {
  const pageSize = frame.page.length;
  if (file.readSync(frame.page, pageOffset(pgno, pageSize)) !== pageSize) return 'beyondEnd';
  const status = frame.check(pgno);
  return status === pageStatus.blank ? 'blank' : verifyFrame(frame.page, pgno, status, file.path);
}

/** The error of asking for a page that is not there. */
export function missingPageError(missing: MissingPage, path: string, pgno: number): JetError {
  return missing === 'blank'
    ? new JetError('JET_errPageNotInitialized', `${path}: page ${pgno} is blank`)
    : new JetError('JET_errFileIOBeyondEOF', `${path}: page ${pgno} lies behind the end of the file`);
}

/** Whether there can be a page of this number: 1 to `pageCount`. Any number may be asked for. */
export function isPageNumber(pgno: number, pageCount: number): boolean {
  return Number.isInteger(pgno) && pgno >= 1 && pgno <= pageCount;
}

/** The error of asking for a number that no page has. */
export function noSuchPageError(path: string, pgno: number, pageCount: number): JetError {
  return new JetError('JET_errFileIOBeyondEOF', `${path}: there is no page ${pgno} of ${pageCount}`);
}
