import { JetError } from '@esekit/core';
import { formatPage, pageFlag, type Frame, type PageView } from '@esekit/pages';
import type { Tree } from '../tree';
import type { Writer } from './journal';
import type { WritableDatabase } from './writable-database';

const wordSize = 0x1_0000_0000;

/** The dbtime of a page as a number; a mark such as "shrunk" is greater than any. */
export function dbtimeOf(view: PageView): number {
  return view.dbtimeHigh * wordSize + view.dbtimeLow;
}

export function stampDbtime(view: PageView, dbtime: number): void {
  view.setDbtime(Math.floor(dbtime / wordSize), dbtime >>> 0);
}

/**
 * The dbtime of a page that is about to get another one.
 *
 * @throws JET_errDbTimeCorrupted when it would go back
 */
export function dbtimeBefore(frame: Frame, dbtime: number): number {
  const before = dbtimeOf(frame.view);
  if (before < dbtime) return before;
  throw new JetError(
    'JET_errDbTimeCorrupted',
    `page ${frame.pgno} has dbtime ${before}, and the database is at ${dbtime}`,
  );
}

/**
 * A pinned page for the tree with nothing on it yet, announced in the log (24 §5). What follows takes a
 * dbtime of its own.
 */
export function newPage(database: WritableDatabase, tree: Tree, pgno: number, writer: Writer): Frame {
  const { buffer, journal } = database;
  const { objidFDP } = tree;
  const dbtime = database.nextDbtime();
  const logSegment = database.logsNewPages ? journal.newPage({ writer, pgno, objidFDP, dbtime }) : 0;
  const frame = buffer.create(pgno);
  buffer.change(frame, logSegment);
  const { view } = frame;
  formatPage(view, { pgno, objidFDP, dbtime: 0n, flags: pageFlag.preInit });
  view.itagMicFree = 0;
  view.cbFree = view.cbPageData;
  stampDbtime(view, dbtime);
  return frame;
}
