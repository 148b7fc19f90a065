import { JetError } from '@esekit/core';
import type { LiveSeekMode } from '../../live';
import type { CursorCore } from '../cursor-core';

/** Flags of JetSeek (13 §5.2). */
export const seekGrbit = {
  eq: 0x1,
  lt: 0x2,
  le: 0x4,
  ge: 0x8,
  gt: 0x10,
  setIndexRange: 0x20,
  checkUniqueness: 0x40,
} as const;

export type SeekWarning = 'JET_wrnSeekNotEqual' | 'JET_wrnUniqueKey' | undefined;

const operators = seekGrbit.eq | seekGrbit.lt | seekGrbit.le | seekGrbit.ge | seekGrbit.gt;

/**
 * JetSeek: to the entry that the search key leads to. The key is used up, found or not; a refused flag leaves it.
 *
 * @throws JET_errKeyNotMade, JET_errInvalidParameter
 * @throws JET_errRecordNotFound: the cursor stands on the gap then, and moves go on from it
 */
export function seek(core: CursorCore, grbit: number): SeekWarning {
  const { searchKey } = core;
  if (searchKey?.isMade !== true) throw new JetError('JET_errKeyNotMade', 'seek without a search key');
  const operator = grbit & operators;
  if (operator === 0 || (operator & (operator - 1)) !== 0) {
    throw new JetError('JET_errInvalidParameter', `seek with options 0x${grbit.toString(16)}`);
  }
  core.cancelUpdate();
  core.range.remove();
  const { length } = searchKey;
  try {
    return seekKey(core, searchKey.bytes, length, operator, grbit);
  } finally {
    searchKey.clear();
  }
}

function seekKey(
  core: CursorCore,
  key: Uint8Array,
  cbKey: number,
  operator: number,
  grbit: number,
): SeekWarning {
  const isEqual = operator === seekGrbit.eq || operator === seekGrbit.le;
  const isFound = isEqual ? seekFirst(core, '=', key, cbKey) : seekFirst(core, modes[operator]!, key, cbKey);
  if (isFound) {
    if (operator === seekGrbit.ge) return core.walker.compareKey(key, cbKey) === 0 ? undefined : notEqual;
    if (operator !== seekGrbit.eq) return undefined;
    if ((grbit & seekGrbit.setIndexRange) !== 0) core.range.set(key.subarray(0, cbKey), true, true);
    return (grbit & seekGrbit.checkUniqueness) !== 0 && isOnly(core, key, cbKey)
      ? 'JET_wrnUniqueKey'
      : undefined;
  }
  if (operator === seekGrbit.le && seekFirst(core, '<', key, cbKey)) return notEqual;
  throw new JetError('JET_errRecordNotFound', 'seek a key that no entry has');
}

const notEqual = 'JET_wrnSeekNotEqual';

const modes: Readonly<Record<number, LiveSeekMode>> = {
  [seekGrbit.lt]: '<',
  [seekGrbit.ge]: '>=',
  [seekGrbit.gt]: '>',
};

function seekFirst(core: CursorCore, mode: LiveSeekMode, key: Uint8Array, cbKey: number): boolean {
  core.walker.seek(mode, key, cbKey);
  return core.arrive();
}

/** Whether the entry found is the only one with its key. */
function isOnly(core: CursorCore, key: Uint8Array, cbKey: number): boolean {
  const { walker } = core;
  if (walker.isUnique) return true;
  const hasMore = walker.next() && walker.compareKey(key, cbKey) === 0;
  walker.seek('=', key, cbKey);
  core.arrive();
  return !hasMore;
}
