import { JetError } from '@esekit/core';
import { LiveCursor } from '../../live';
import { noCurrentRecord, type CursorCore } from '../cursor-core';

/**
 * JetIntersectIndexes: the records that the ranges of several secondary indexes have in common. Each cursor is
 * walked from where it stands to the end of its range, and stands on the last entry afterwards (F-30).
 *
 * @returns their primary keys, ascending: copies
 * @throws JET_errInvalidParameter without cursors, with cursors on several tables, or on the order of the records
 * @throws JET_errNoCurrentRecord when one of them stands on no entry
 */
export function intersect(cores: readonly CursorCore[]): Uint8Array[] {
  const [first] = cores;
  if (first === undefined || cores.some(({ table, index }) => table !== first.table || index === undefined)) {
    throw new JetError('JET_errInvalidParameter', 'intersect secondary indexes of one table');
  }
  if (!cores.every((core) => core.resolve())) throw noCurrentRecord();
  let common: Map<string, Uint8Array> | undefined;
  for (const core of cores) {
    const seen = bookmarksOf(core);
    if (common === undefined) common = seen;
    else for (const name of common.keys()) if (!seen.has(name)) common.delete(name);
  }
  // The names sort as the bytes do.
  return [...common!].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, bookmark]) => bookmark);
}

function bookmarksOf(core: CursorCore): Map<string, Uint8Array> {
  const { range, walker } = core;
  const entry = new LiveCursor(walker.tree, core.session.session);
  entry.placeAs(walker);
  const bookmarks = new Map<string, Uint8Array>();
  const isLimited = range.limits(1);
  for (let isOn = entry.isOnNode || entry.next(); isOn; isOn = entry.next()) {
    if (isLimited && !range.has(entry)) break;
    const bookmark = entry.data();
    bookmarks.set(String.fromCharCode(...bookmark), bookmark.slice());
    walker.placeAs(entry);
  }
  range.remove();
  core.arrive();
  return bookmarks;
}
