import { JetError } from '@esekit/core';
import { noCurrentRecord, type CursorCore } from '../cursor-core';

/** JET_bitBookmarkPermitVirtualCurrency. */
export const permitVirtualCurrency = 0x1;

/** What JetGetSecondaryIndexBookmark returns: copies. */
export interface SecondaryBookmark {
  readonly key: Uint8Array;
  readonly bookmark: Uint8Array;
}

/**
 * JetGotoBookmark: to the record with a primary key, and with a secondary index selected to the first of its
 * entries. The range and the search key are forgotten.
 *
 * @throws JET_errInvalidBookmark for no bytes; JET_errRecordDeleted when the session sees no such record:
 *   the cursor stays where it is
 * @throws JET_errNoCurrentRecord when it has no entry in the index: the cursor stands on the record all the same,
 *   and moves begin at the ends of the index (F-41)
 */
export function gotoBookmark(core: CursorCore, bookmark: Uint8Array): void {
  core.cancelUpdate();
  core.forgetKeys();
  if (bookmark.length === 0) throw new JetError('JET_errInvalidBookmark', 'go to a bookmark of no bytes');
  const { index, entries } = core;
  if (index === undefined || entries === undefined) {
    if (!core.standAt(bookmark)) throw recordDeleted();
    return;
  }
  const record = core.findRecord(bookmark);
  if (record === undefined) throw recordDeleted();
  const key = core.entryKeys.keyOf(index, record.slice(), 1);
  if (key !== undefined && entries.seekBookmark(key, bookmark)) {
    core.arrive();
    return;
  }
  entries.toBefore();
  core.arrive();
  core.follow(bookmark);
  throw new JetError('JET_errNoCurrentRecord', `the record has no entry in index ${index.name}`);
}

/**
 * JetGetSecondaryIndexBookmark.
 *
 * @throws JET_errNoCurrentIndex in the order of the records; JET_errNoCurrentRecord
 */
export function secondaryBookmark(core: CursorCore): SecondaryBookmark {
  const { entries } = core;
  if (entries === undefined) throw noSecondaryIndex();
  if (core.isDeferred || !entries.hasBookmark) throw noCurrentRecord();
  return { key: entries.key().slice(), bookmark: core.bookmark().slice() };
}

/**
 * JetGotoSecondaryIndexBookmark: to one entry of the index selected.
 *
 * @param bookmark the primary key; may be empty where the keys of the index are unique
 * @throws JET_errNoCurrentIndex, JET_errInvalidBookmark
 * @throws JET_errRecordDeleted when the entry is gone. With `permitVirtualCurrency` that is a success, unless
 *   the session itself has removed it just now (F-24); moves go on from the gap either way
 */
export function gotoSecondaryBookmark(
  core: CursorCore,
  key: Uint8Array,
  bookmark: Uint8Array,
  grbit = 0,
): void {
  const { entries } = core;
  if (entries === undefined) throw noSecondaryIndex();
  core.cancelUpdate();
  core.forgetKeys();
  if (key.length === 0 || (!entries.isUnique && bookmark.length === 0)) {
    throw new JetError(
      'JET_errInvalidBookmark',
      'go to a secondary bookmark without key or without bookmark',
    );
  }
  if (entries.seekBookmark(key, bookmark)) {
    core.arrive();
    return;
  }
  core.moved();
  if ((grbit & permitVirtualCurrency) !== 0 && !isOwnDeletion(core, key, bookmark)) return;
  throw recordDeleted();
}

function isOwnDeletion(core: CursorCore, key: Uint8Array, bookmark: Uint8Array): boolean {
  const { transaction } = core.session.session;
  if (transaction === undefined) return false;
  const { tree } = core.index!;
  const data = tree.isUnique ? new Uint8Array(0) : bookmark;
  return tree.host.versions.find({ tree, key, data })?.newest?.transaction === transaction;
}

function recordDeleted(): JetError {
  return new JetError('JET_errRecordDeleted', 'go to a bookmark that the session sees nothing at');
}

function noSecondaryIndex(): JetError {
  return new JetError('JET_errNoCurrentIndex', 'no secondary index is selected');
}
