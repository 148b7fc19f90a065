import { JetError } from '@esekit/core';
import { LiveCursor, type TreeEstimate } from '../../live';
import { noCurrentRecord, type CursorCore } from '../cursor-core';

/**
 * JetIndexRecordCount: the entries from the current one to the end of an upper range, or of the index. The cursor
 * stays; the range is gone, a lower one too (F-38).
 *
 * @param most counting ends there; 0 or absent: no limit
 * @throws JET_errNoCurrentRecord; JET_errRecordDeleted when the current entry is gone (L4-mixed-1004)
 */
export function recordCount(core: CursorCore, most = 0): number {
  const { range } = core;
  if (!core.resolve()) throw noCurrentRecord();
  const entry = new LiveCursor(core.walker.tree, core.session.session);
  entry.placeAs(core.walker);
  const isLimited = range.limits(1);
  let count = 0;
  if (!entry.isOnNode) throw new JetError('JET_errRecordDeleted', 'count from an entry that is deleted');
  let isInside = true;
  while (isInside && (!isLimited || range.has(entry))) {
    count++;
    if (count === most) break;
    isInside = entry.next();
  }
  range.remove();
  return count;
}

/**
 * JetGetRecordPosition: about where the current entry stands, and how many entries there are.
 *
 * @throws JET_errNoCurrentRecord
 */
export function approximatePosition(core: CursorCore): TreeEstimate {
  if (!core.resolve()) throw noCurrentRecord();
  return core.walker.estimate;
}

/**
 * JetGotoPosition: to an entry near a fraction of the index, 0 to 1.
 *
 * @throws JET_errInvalidParameter, JET_errRecordNotFound in an empty index
 */
export function gotoPosition(core: CursorCore, fraction: number): void {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new JetError('JET_errInvalidParameter', `go to a fraction of ${fraction}`);
  }
  core.cancelUpdate();
  core.forgetKeys();
  core.walker.seekFraction(fraction);
  if (!core.arrive()) throw new JetError('JET_errRecordNotFound', 'go to a position in an empty index');
}
