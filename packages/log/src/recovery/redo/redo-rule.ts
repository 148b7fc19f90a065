import { JetError, type JetErrorName } from '@esekit/core';
import { formatPage, pageFlag, type Frame, type PageBuffer, type PageView } from '@esekit/pages';
import { dbtimeMark, pageDbtime, setPageDbtime } from './numbers';
import type { PageOperation } from './page-operation';
import type { LostPageKind } from './redo-maps';
import { reportDbtimeMismatch, reportUnreadablePage } from './replay-events';

/**
 * Which pages an operation is applied to (23 §4.5, steps B to D). Frames are pinned: whoever asked for one
 * releases the pins of the buffer when the operation is done.
 */

/**
 * The page, when it is as the operation found it. `undefined` when it has the operation already, or cannot
 * have it: then it is in the redo maps.
 *
 * @param dbtimeBefore of the page before the operation; negative when the record does not say
 * @throws JET_errDbTimeTooOld, JET_errDbTimeTooNew, JET_errDbTimeBeyondMaxRequired when page and log do not
 *   belong together; JET_errPageNotInitialized, JET_errFileIOBeyondEOF or JET_errRecoveryVerifyFailure when
 *   there is no page; the error of a damaged page
 */
export function pageToRedo(operation: PageOperation, pgno: number, dbtimeBefore: number): Frame | undefined {
  const { database, dbtime } = operation;
  const { redoMaps, buffer } = database;
  if (!redoMaps.isEmpty && redoMaps.has(pgno)) return undefined;
  const found = look(operation, pgno);
  if (found !== 'present') {
    const error = found === 'blank' ? 'JET_errPageNotInitialized' : 'JET_errFileIOBeyondEOF';
    return lose(operation, pgno, 'zeroed', error, dbtimeMark.nil, dbtimeBefore);
  }
  const frame = buffer.pin(pgno);
  const dbtimePage = pageDbtime(frame.view);
  if (dbtimePage === dbtimeBefore) return frame;
  if (dbtimePage < 0) return loseSpecial(operation, pgno, dbtimePage, dbtimeBefore);
  if (dbtime <= dbtimePage) {
    if (database.mayHoldFutureData) {
      if (dbtime < dbtimePage) database.noticePageAhead?.(dbtimePage);
      return undefined;
    }
    throw contradiction('JET_errDbTimeBeyondMaxRequired', operation, pgno, dbtimePage, dbtimeBefore);
  }
  if (dbtimeBefore < 0) return frame;
  if (dbtimePage > dbtimeBefore) {
    throw contradiction('JET_errDbTimeTooNew', operation, pgno, dbtimePage, dbtimeBefore);
  }
  return lose(operation, pgno, 'badDbtime', 'JET_errDbTimeTooOld', dbtimePage, dbtimeBefore);
}

/**
 * A frame for a page that the operation makes anew; `undefined` when it, or something later, is there
 * already. What the frame holds does not matter. The page is whole again, whatever the redo maps said.
 */
export function pageToCreate(operation: PageOperation, pgno: number): Frame | undefined {
  const { database, dbtime } = operation;
  if (database.mayHoldFutureData && dbtimeOnDisk(operation, pgno) >= dbtime) return undefined;
  return pageToOverwrite(operation, pgno);
}

/** A frame for a page that gets other contents whatever it holds. */
export function pageToOverwrite(operation: PageOperation, pgno: number): Frame {
  const { redoMaps, buffer } = operation.database;
  if (!redoMaps.isEmpty) redoMaps.remove(pgno);
  const frame = buffer.create(pgno);
  buffer.change(frame, operation.logSegment);
  return frame;
}

/** Must come before the first change of a frame that {@link pageToRedo} gave out. */
export function beginChange(operation: PageOperation, frame: Frame): void {
  operation.database.buffer.change(frame, operation.logSegment);
}

/** Ends the change of a page: step D. */
export function endChange(operation: PageOperation, view: PageView): void {
  stampPage(view, operation.dbtime);
}

/** {@link endChange} of a page that has other lines now, not only other contents in them. */
export function endChangeOfLines(operation: PageOperation, view: PageView): void {
  stampPage(view, operation.dbtime);
  // Pages from before the file had the feature say 0 until then, which means the same (02 §1.1).
  if (operation.database.storesReservedTags) view.ctagReserved = Math.max(1, view.ctagReserved);
}

/** What every change of a page leaves in its header, besides its own traces. */
export function stampPage(view: PageView, dbtime: number): void {
  setPageDbtime(view, dbtime);
  // What is kept for rollback is a hint, but may not be more than there is (02 §5.5).
  if (view.cbUncommittedFree > view.cbFree) view.cbUncommittedFree = view.cbFree;
}

/** A page without contents (record NewPage; 02 §1.4). */
export function formatNewPage(operation: PageOperation, view: PageView, objidFDP: number): void {
  const { pgno } = operation;
  formatPage(view, { pgno, objidFDP, dbtime: 0n, flags: pageFlag.preInit });
  view.itagMicFree = 0;
  view.ctagReserved = 0;
  view.cbFree = view.cbPageData;
  setPageDbtime(view, operation.dbtime);
}

function look(operation: PageOperation, pgno: number): ReturnType<PageBuffer['look']> {
  try {
    return operation.database.buffer.look(pgno);
  } catch (error) {
    if (JetError.isInstance(error) && unreadable.has(error.name)) {
      reportUnreadablePage(operation.onEvent, operation.database, pgno, operation.lgpos, error);
    }
    throw error;
  }
}

/** A page that cannot be read counts as one that is not there: it is made anew. */
function dbtimeOnDisk({ database }: PageOperation, pgno: number): number {
  const { buffer } = database;
  try {
    return buffer.look(pgno) === 'present' ? pageDbtime(buffer.get(pgno).view) : dbtimeMark.nil;
  } catch (error) {
    if (JetError.isInstance(error) && unreadable.has(error.name)) return dbtimeMark.nil;
    throw error;
  }
}

const unreadable: ReadonlySet<JetErrorName> = new Set<JetErrorName>([
  'JET_errReadVerifyFailure',
  'JET_errReadPgnoVerifyFailure',
  'JET_errDatabaseCorrupted',
]);

/** Shrunk pages count as never written, reverted ones are a case of their own (23 §4.5 B). */
function loseSpecial(
  operation: PageOperation,
  pgno: number,
  dbtimePage: number,
  dbtimeBefore: number,
): undefined {
  const isReverted = dbtimePage === dbtimeMark.revertedToNew || dbtimePage === dbtimeMark.revertedRoot;
  const kind = isReverted ? 'reverted' : 'zeroed';
  return lose(operation, pgno, kind, 'JET_errRecoveryVerifyFailure', dbtimePage, dbtimeBefore);
}

/** Remembers a page that is lost, where a later record may still make it whole. */
function lose(
  operation: PageOperation,
  pgno: number,
  kind: LostPageKind,
  error: JetErrorName,
  dbtimePage: number,
  dbtimeBefore: number,
): undefined {
  const { database, lgpos, dbtime: dbtimeAfter } = operation;
  if (!database.mayHoldFutureData) {
    throw contradiction(error, operation, pgno, dbtimePage, dbtimeBefore);
  }
  database.redoMaps.add({ pgno, kind, error, lgpos, dbtimePage, dbtimeBefore, dbtimeAfter });
  return undefined;
}

function contradiction(
  name: JetErrorName,
  { database, dbtime, lgpos, onEvent }: PageOperation,
  pgno: number,
  dbtimePage: number,
  dbtimeBefore: number,
): JetError {
  const page = dbtimePage === dbtimeMark.nil ? 'is not there' : `has dbtime ${dbtimePage}`;
  const text = `${database.path}: page ${pgno} ${page}, the record leads from ${dbtimeBefore} to ${dbtime}`;
  const error = new JetError(name, text, {
    hint: 'The database does not belong to these logs, or was changed.',
  });
  const found = { pgno, dbtime: dbtimePage };
  reportDbtimeMismatch(onEvent, database, found, { dbtime, dbtimeBefore, lgpos }, error);
  return error;
}
