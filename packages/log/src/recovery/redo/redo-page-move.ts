import { movePage } from '@esekit/btree';
import { JetError } from '@esekit/core';
import { checkPageStructure, type Frame } from '@esekit/pages';
import { pageMoveRecord, pageMoveRecordSize } from '../../records/layouts';
import { setPageDbtime } from './numbers';
import type { MacroPages } from './macro-level';
import type { PageOperation } from './page-operation';
import { passHoldOn } from './pass-hold-on';
import { pageToCreate, pageToOverwrite } from './redo-rule';

/** A page that moves, with what of it is to be changed; found before any page of the macro is. */
export interface PageMoveAtHand {
  readonly pgno: number;
  readonly pgnoDest: number;
  readonly ilineParent: number;
  readonly source: Frame | undefined;
  readonly destination: Frame | undefined;
  readonly left: Frame | undefined;
  readonly right: Frame | undefined;
  readonly parent: Frame | undefined;
}

/** Finds the pages of the record at hand (23 §4.6.3). */
export function findMovedPages(operation: PageOperation, pages: MacroPages): PageMoveAtHand {
  const { pgno } = operation;
  const fields = pageMoveRecord;
  const pgnoDest = operation.pgnoAt(fields.pgnoDest);
  if (pgnoDest === 0 || pgnoDest === pgno) {
    throw new JetError('JET_errLogFileCorrupt', `page ${pgno} cannot move to page ${pgnoDest}`);
  }
  const neighbour = (pgnoField: number, dbtimeField: number): Frame | undefined =>
    pages.other(operation, operation.pgnoAt(pgnoField), operation.dbtimeBeforeAt(dbtimeField));
  let source = pages.main(operation);
  const destination = pages.add(pageToCreate(operation, pgnoDest));
  const left = neighbour(fields.pgnoLeft, fields.dbtimeLeftBefore);
  const right = neighbour(fields.pgnoRight, fields.dbtimeRightBefore);
  const parent = neighbour(fields.pgnoParent, fields.dbtimeParentBefore);
  if (destination && !source) source = pages.add(restoreMoved(operation));
  const ilineParent = operation.i32(fields.ilineParent);
  return { pgno, pgnoDest, ilineParent, source, destination, left, right, parent };
}

export function redoPageMove(operation: PageOperation, move: PageMoveAtHand): void {
  const { source, destination, left, right, parent } = move;
  movePage(
    {
      source: source?.view,
      destination: destination?.view,
      left: left?.view,
      right: right?.view,
      parent: parent?.view,
    },
    move,
  );
  passHoldOn(operation, move.pgno, move.pgnoDest);
  operation.database.redoMaps.remove(move.pgno);
}

/** The page as it was before the move: the record has its beginning and its end, between them are zeros. */
function restoreMoved(operation: PageOperation): Frame {
  const cbHeader = operation.u32(pageMoveRecord.cbPageHeader);
  const cbTrailer = operation.u32(pageMoveRecord.cbPageTrailer);
  const frame = pageToOverwrite(operation, operation.pgno);
  const { bytes, start, pageSize } = frame.view;
  if (cbHeader < frame.view.cbHeader || cbHeader + cbTrailer > pageSize) {
    const text = `page ${operation.pgno} moved, and its image has ${cbHeader} and ${cbTrailer} bytes`;
    throw new JetError('JET_errLogFileCorrupt', text);
  }
  bytes.set(operation.part(pageMoveRecordSize, cbHeader), start);
  bytes.set(operation.part(pageMoveRecordSize + cbHeader, cbTrailer), start + pageSize - cbTrailer);
  setPageDbtime(frame.view, Math.max(0, operation.dbtimeBefore));
  const problem = checkPageStructure(frame.view);
  if (problem) throw new JetError('JET_errLogFileCorrupt', `the image of a page that moved: ${problem.text}`);
  return frame;
}
