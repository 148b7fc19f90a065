import type { CursorCore } from '../cursor-core';
import { noCurrentRecord } from '../cursor-core';

/** Numbers and flags of JetMove. */
export const move = { first: -0x8000_0000, previous: -1, next: 1, last: 0x7fff_ffff, keyNE: 1 } as const;

/** To the first entry, at once; the range ends (13 §5.3). Where there is none, the cursor stands before it. */
export function moveFirst(core: CursorCore): boolean {
  core.cancelUpdate();
  core.range.remove();
  if (!core.walker.first()) core.walker.toBefore();
  return core.arrive();
}

export function moveLast(core: CursorCore): boolean {
  core.cancelUpdate();
  core.range.remove();
  if (!core.walker.last()) core.walker.toAfter();
  return core.arrive();
}

/**
 * One entry on. At the end, and at the limit of a range, the cursor stands behind the last entry of the whole
 * index, or before the first, and the range is gone (F-38).
 */
export function step(core: CursorCore, direction: 1 | -1): boolean {
  core.cancelUpdate();
  return stepOn(core, direction);
}

function stepOn(core: CursorCore, direction: 1 | -1): boolean {
  if (core.isDeferred) core.resolve();
  const { walker, range } = core;
  const isFound = direction > 0 ? walker.next() : walker.previous();
  if (isFound && range.isActive && range.limits(direction) && !range.has(walker)) {
    range.remove();
    core.leave(direction);
    return false;
  }
  return core.arrive();
}

/** One entry on with a different key: duplicates are passed (JET_bitMoveKeyNE). */
function stepKey(core: CursorCore, direction: 1 | -1): boolean {
  if (core.isDeferred) core.resolve();
  const { walker } = core;
  if (!walker.hasBookmark) return stepOn(core, direction);
  const key = walker.key().slice();
  while (stepOn(core, direction)) if (walker.compareKey(key) !== 0) return true;
  return false;
}

/**
 * JetMove.
 *
 * @param rows see {@link move}, or any number of steps; 0 asks whether the current record is there
 * @throws JET_errNoCurrentRecord at the end; JET_errRecordDeleted, for 0 only
 */
export function moveRows(core: CursorCore, rows: number, grbit = 0): void {
  core.cancelUpdate();
  if (rows === 0) checkCurrent(core);
  else if (!moveBy(core, rows, (grbit & move.keyNE) !== 0)) throw noCurrentRecord();
}

function moveBy(core: CursorCore, rows: number, isKeyNE: boolean): boolean {
  if (rows === move.first) return moveFirst(core);
  if (rows === move.last) return moveLast(core);
  const direction = rows > 0 ? 1 : -1;
  for (let left = Math.abs(rows); left > 0; left--) {
    if (!(isKeyNE ? stepKey(core, direction) : stepOn(core, direction))) return false;
  }
  return true;
}

function checkCurrent(core: CursorCore): void {
  if (core.isDeferred) core.resolve();
  if (!core.walker.hasBookmark) throw noCurrentRecord();
  core.standOnRecord();
}
