import { JetError } from '@esekit/core';
import { emptyPage, type PageView } from '@esekit/pages';
import { changePagePointer } from './page-pointers';

/** A page that gets another number (23 §4.6.3; 03 §6.4). */
export interface PageMove {
  readonly pgno: number;
  readonly pgnoDest: number;
  /** The node of the parent that points to the page; not looked at for roots, which have no parent. */
  readonly ilineParent: number;
}

/**
 * The pages that are to change. One that is left out stays as it is: a log is replayed onto pages some of
 * which are newer than the record.
 */
export interface PageMovePages {
  /** The page that moves, as it was before. It is emptied. */
  readonly source?: PageView | undefined;
  /** The page it becomes; what that holds does not matter. */
  readonly destination?: PageView | undefined;
  readonly left?: PageView | undefined;
  readonly right?: PageView | undefined;
  readonly parent?: PageView | undefined;
}

/**
 * Moves the content of a page. dbtimes are the caller's: the destination has that of the source.
 *
 * @throws JET_errDatabaseCorrupted when the parent does not point to the page
 * @throws JET_errDatabaseBufferDependenciesCorrupted when there is a destination, but no source
 */
export function movePage(pages: PageMovePages, { pgno, pgnoDest, ilineParent }: PageMove): void {
  const { source, destination, left, right, parent } = pages;
  if (destination) {
    if (!source) {
      const text = `the content of page ${pgno}, which moved to page ${pgnoDest}, is gone`;
      throw new JetError('JET_errDatabaseBufferDependenciesCorrupted', text);
    }
    const content = source.bytes.subarray(source.start, source.start + source.pageSize);
    destination.bytes.set(content, destination.start);
    destination.pgno = pgnoDest;
  }
  if (parent) changePagePointer(parent, ilineParent, pgno, pgnoDest);
  if (left) left.pgnoNext = pgnoDest;
  if (right) right.pgnoPrev = pgnoDest;
  if (source) emptyPage(source);
}
