import { LiveCursor } from '../../live';
import type { IndexObject } from '../../schema/index-object';
import { noCurrentRecord, type CursorCore } from '../cursor-core';

/** Flags of JetSetCurrentIndex. */
export const setIndexGrbit = { moveFirst: 0x0, noMove: 0x2 } as const;

/**
 * JetSetCurrentIndex4: selects the order that moves follow.
 *
 * @param name of an index; empty, `undefined` or the primary one's for the order of the records
 * @param grbit without `noMove`, the first entry is gone to, when somebody asks for it, and a prepared update is
 *   cancelled (14 §3)
 * @param itag with `noMove`: the instance whose entry is gone to
 * @throws JET_errIndexNotFound
 * @throws JET_errNoCurrentRecord with `noMove`, when there is no current record or it has no such entry: the
 *   cursor stays where it is, in the order that it is in (F-41)
 */
export function setCurrentIndex(core: CursorCore, name: string | undefined, grbit = 0, itag = 1): void {
  const { view } = core;
  const found = name === undefined || name === '' ? undefined : view.index(name);
  const index = found?.isPrimary === true ? undefined : found;
  if ((grbit & setIndexGrbit.noMove) !== 0) {
    selectAndStay(core, index, itag);
    return;
  }
  core.cancelUpdate();
  if (index !== core.index) core.select(index);
  else core.forgetKeys();
  core.defer();
}

function selectAndStay(core: CursorCore, index: IndexObject | undefined, itag: number): void {
  const bookmark = core.currentBookmark().slice();
  if (index === undefined) {
    core.select(undefined);
    core.records.place(bookmark);
    core.arrive();
    return;
  }
  const key = core.entryKeys.keyOf(index, core.findRecord(bookmark)!.slice(), itag);
  const entries = new LiveCursor(index.tree, core.session.session);
  if (key === undefined || !entries.seekBookmark(key, bookmark)) throw noCurrentRecord();
  core.select(index, entries);
  core.arrive();
}
