import type { ModelCursor } from './cursor';
import { isInRange } from './places';
import { fail, keyOf } from './table';

/** The calls that take a cursor somewhere (14 §4, 13 §5), as the documents tell them. */

/** JetMove; the numbers are those of the API. */
export function move(cursor: ModelCursor, rows: number, isKeyNE: boolean): void {
  cursor.cancelUpdate();
  if (rows === 0) {
    cursor.resolve();
    if (cursor.place.kind !== 'entry') fail('JET_errNoCurrentRecord');
    cursor.row();
    return;
  }
  if (!moveBy(cursor, rows, isKeyNE)) fail('JET_errNoCurrentRecord');
}

function moveBy(cursor: ModelCursor, rows: number, isKeyNE: boolean): boolean {
  if (rows === -0x8000_0000) return cursor.toEnd(1);
  if (rows === 0x7fff_ffff) return cursor.toEnd(-1);
  const direction = rows > 0 ? 1 : -1;
  for (let left = Math.abs(rows); left > 0; left--) {
    if (!(isKeyNE ? stepKey(cursor, direction) : cursor.step(direction))) return false;
  }
  return true;
}

function stepKey(cursor: ModelCursor, direction: 1 | -1): boolean {
  cursor.resolve();
  const { place } = cursor;
  if (place.kind !== 'entry') return cursor.step(direction);
  while (cursor.step(direction)) {
    if (cursor.place.kind === 'entry' && cursor.place.entry.key !== place.entry.key) return true;
  }
  return false;
}

export const seekBits = { eq: 1, lt: 2, le: 4, ge: 8, gt: 16, range: 0x20, unique: 0x40 } as const;

/** JetSeek. @returns a warning, or nothing */
export function seek(cursor: ModelCursor, grbit: number): string {
  const operator = grbit & 0x1f;
  const key = cursor.searchKey?.key ?? fail('JET_errKeyNotMade');
  if (operator === 0 || (operator & (operator - 1)) !== 0) fail('JET_errInvalidParameter');
  cursor.cancelUpdate();
  cursor.forgetKeys();
  const { order } = cursor;
  const { entries } = order;
  const takesEqual = (operator & (seekBits.eq | seekBits.le | seekBits.ge)) !== 0;
  const equal = takesEqual ? order.first(key) : undefined;
  if (equal !== undefined) {
    cursor.standAt(equal);
    if (operator !== seekBits.eq) return '';
    if ((grbit & seekBits.range) !== 0) cursor.range = { key, isUpper: true, isInclusive: true };
    const isOnly = entries.filter((entry) => entry.key === key).length === 1;
    return (grbit & seekBits.unique) !== 0 && isOnly ? 'JET_wrnUniqueKey' : '';
  }
  if (operator === seekBits.eq) {
    cursor.standOff({ kind: 'gap', key });
    fail('JET_errRecordNotFound');
  }
  const isForward = operator === seekBits.ge || operator === seekBits.gt;
  const other = isForward
    ? entries.find((entry) => entry.key > key)
    : entries.findLast((entry) => entry.key < key);
  if (other === undefined) {
    cursor.standOff({ kind: isForward ? 'after' : 'before' });
    fail('JET_errRecordNotFound');
  }
  cursor.standAt(other);
  return takesEqual ? 'JET_wrnSeekNotEqual' : '';
}

export const rangeBits = { inclusive: 1, upper: 2, instant: 4, remove: 8 } as const;

/** JetSetIndexRange. */
export function setRange(cursor: ModelCursor, grbit: number): void {
  if ((grbit & rangeBits.remove) !== 0) {
    if (cursor.range === undefined) fail('JET_errInvalidOperation');
    cursor.range = undefined;
    return;
  }
  if (cursor.index === undefined && !cursor.table.hasPrimary) fail('JET_errNoCurrentIndex');
  const key = cursor.searchKey?.key ?? fail('JET_errKeyNotMade');
  const isUpper = (grbit & rangeBits.upper) !== 0;
  const range = { key, isUpper, isInclusive: (grbit & rangeBits.inclusive) !== 0 };
  cursor.forgetKeys();
  if (!cursor.resolve() || cursor.place.kind !== 'entry') fail('JET_errNoCurrentRecord');
  if (!isInRange(range, cursor.place.entry)) {
    cursor.standOff({ kind: isUpper ? 'after' : 'before' });
    fail('JET_errNoCurrentRecord');
  }
  if ((grbit & rangeBits.instant) === 0) cursor.range = range;
}

/** JetIndexRecordCount. */
export function count(cursor: ModelCursor): number {
  if (!cursor.resolve() || cursor.place.kind !== 'entry') fail('JET_errNoCurrentRecord');
  const { range } = cursor;
  // Not in the documents, but recorded: L4-mixed-1004.
  if (!cursor.order.has(cursor.place)) fail('JET_errRecordDeleted');
  const rest = cursor.order.from(cursor.place.entry);
  cursor.range = undefined;
  return range?.isUpper === true ? rest.filter((entry) => isInRange(range, entry)).length : rest.length;
}

/** JetSetCurrentIndex. */
export function setIndex(cursor: ModelCursor, name: string | undefined, staysThere: boolean): void {
  const index = name === undefined ? undefined : (cursor.table.index(name) ?? fail('JET_errIndexNotFound'));
  if (!staysThere) {
    cursor.cancelUpdate();
    if (index !== cursor.index) cursor.select(index);
    else cursor.forgetKeys();
    cursor.defer();
    return;
  }
  const row = cursor.row();
  const bookmark = cursor.bookmark!;
  if (index === undefined) {
    cursor.select(undefined);
    cursor.standAt({ key: bookmark, bookmark });
    return;
  }
  const entry = cursor.table.entryOf(index, row, bookmark) ?? fail('JET_errNoCurrentRecord');
  cursor.select(index);
  cursor.standAt(entry);
}

/** JetGotoBookmark. */
export function goTo(cursor: ModelCursor, bookmark: string): void {
  cursor.cancelUpdate();
  cursor.forgetKeys();
  if (bookmark === '') fail('JET_errInvalidBookmark');
  const { index, table } = cursor;
  const row = table.row(cursor.session, bookmark) ?? fail('JET_errRecordDeleted');
  const entry = index === undefined ? { key: bookmark, bookmark } : table.entryOf(index, row, bookmark);
  if (entry !== undefined) {
    cursor.standAt(entry);
    return;
  }
  cursor.standOff({ kind: 'before' });
  cursor.bookmark = bookmark;
  cursor.levels.record = cursor.session.level;
  fail('JET_errNoCurrentRecord');
}

/** JetGotoSecondaryIndexBookmark. */
export function goToEntry(
  cursor: ModelCursor,
  value: number | null,
  bookmark: string,
  permitsVirtual: boolean,
): void {
  const { index, table, session } = cursor;
  if (index === undefined) fail('JET_errNoCurrentIndex');
  cursor.cancelUpdate();
  cursor.forgetKeys();
  if (!index.isUnique && bookmark === '') fail('JET_errInvalidBookmark');
  const sought = { key: keyOf(value, index.isDescending), bookmark };
  const node = table.entryNode(index, sought);
  const entry = node.seenBy(session);
  if (entry !== undefined) {
    cursor.standAt(entry);
    return;
  }
  cursor.standOff({ kind: 'entry', entry: sought });
  if (!permitsVirtual || node.isOwn(session)) fail('JET_errRecordDeleted');
}
