import { JetError } from '@esekit/core';
import { noCurrentRecord, type CursorCore } from '../cursor-core';

/** Flags of JetSetIndexRange (13 §5.3). */
export const rangeGrbit = { inclusive: 0x1, upperLimit: 0x2, instantDuration: 0x4, remove: 0x8 } as const;

/**
 * JetSetIndexRange: moves end at the search key, which is used up.
 *
 * @throws JET_errInvalidOperation when there is no range to be removed; JET_errNoCurrentIndex, JET_errKeyNotMade
 * @throws JET_errNoCurrentRecord when the cursor stands on no entry, or on one outside: there is no range then,
 *   and the cursor stands where a move past the limit would have taken it
 */
export function setIndexRange(core: CursorCore, grbit: number): void {
  const { range } = core;
  if ((grbit & rangeGrbit.remove) !== 0) {
    if (!range.isActive) throw new JetError('JET_errInvalidOperation', 'remove a range that is not there');
    range.remove();
    return;
  }
  void core.needOrder;
  const { searchKey } = core;
  if (searchKey?.isMade !== true) throw new JetError('JET_errKeyNotMade', 'set a range without a search key');
  range.set(
    searchKey.bytes.subarray(0, searchKey.length),
    (grbit & rangeGrbit.upperLimit) !== 0,
    (grbit & rangeGrbit.inclusive) !== 0,
  );
  searchKey.clear();
  const isOn = core.resolve();
  const isInside = isOn && range.has(core.walker);
  if (isOn && !isInside) core.leave(range.limits(1) ? 1 : -1);
  if (!isInside || (grbit & rangeGrbit.instantDuration) !== 0) range.remove();
  if (!isInside) throw noCurrentRecord();
}
