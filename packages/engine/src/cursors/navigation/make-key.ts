import { JetError } from '@esekit/core';
import { columnBytes, keyGrbit, type ColumnValue, type SearchKey } from '../../keys';
import { IntegerKey } from '../../keys/integer-key';
import type { LiveCursor } from '../../live';
import type { IndexObject } from '../../schema/index-object';
import { noCurrentRecord, type CursorCore } from '../cursor-core';

/** Values of the leading columns of an index, in their order. */
export type KeyValues = readonly ColumnValue[];

/** JetMakeKey: see {@link SearchKey.make}. A key of another index than the current one is continued by none. */
export function makeKey(core: CursorCore, data: Uint8Array | null, grbit: number): void {
  const key = core.keyForOrder();
  const before = core.searchKey;
  if (before !== key) key.clear();
  key.make(data, grbit);
  core.searchKey = key;
  if (before !== key) before?.clear();
}

/**
 * JetRetrieveKey: the key of the current entry, the search key with `copy`. What is put off counts.
 *
 * @throws JET_errNoCurrentRecord, JET_errRecordDeleted; JET_errKeyNotMade
 */
export function retrieveKey(core: CursorCore, copy: boolean): Uint8Array {
  if (copy) {
    if (core.searchKey?.isMade === true) return core.searchKey.view().slice();
    throw new JetError('JET_errKeyNotMade', 'retrieve a search key');
  }
  const { walker } = core;
  if (core.isDeferred && core.entries !== undefined) return firstKey(core.entries);
  if (core.isDeferred) core.resolve();
  if (!walker.hasBookmark) throw noCurrentRecord();
  if (!walker.isOnNode) throw new JetError('JET_errRecordDeleted', 'the current entry is deleted');
  return walker.key().slice();
}

/** The engine finds the first entry without taking the record along: there is no bookmark yet (F-41). */
function firstKey(entries: LiveCursor): Uint8Array {
  if (!entries.first()) throw noCurrentRecord();
  const key = entries.key().slice();
  entries.reset();
  return key;
}

const integerKeys = new WeakMap<IndexObject, IntegerKey | 'none'>();

/** The key of whole numbers, which needs no normalising; `undefined` where the index has other columns. */
function integerKeyOf(order: IndexObject): IntegerKey | undefined {
  let key = integerKeys.get(order);
  if (key === undefined) {
    key = IntegerKey.of(order.definition) ?? 'none';
    integerKeys.set(order, key);
  }
  return key === 'none' ? undefined : key;
}

/** Seeks the first entry with these leading values; the search key of the cursor is not touched. */
export function seekValues(core: CursorCore, values: KeyValues): boolean {
  const order = core.needOrder;
  core.cancelUpdate();
  core.forgetKeys();
  const key = integerKeyOf(order);
  const size = key?.write(values) ?? 0;
  const isWhole = values.length === order.definition.segments.length;
  const { walker } = core;
  if (size > 0) return arriveAt(core, key!.bytes, size, isWhole);
  const made = madeKey(core, order, values);
  const isFound = arriveAt(core, made.bytes, made.length, isWhole);
  made.clear();
  return isFound && walker.hasBookmark;
}

/** Segments end by themselves, so a key of fewer segments is a prefix of those it stands for. */
function arriveAt(core: CursorCore, key: Uint8Array, cbKey: number, isWhole: boolean): boolean {
  const { walker } = core;
  if (isWhole) walker.seek('=', key, cbKey);
  else if (walker.seek('>=', key, cbKey) && !walker.hasPrefix(key, cbKey)) walker.seek('=', key, cbKey);
  return core.arrive();
}

function madeKey(core: CursorCore, order: IndexObject, values: KeyValues): SearchKey {
  const key = core.keyForOrder();
  const { segments, name } = order.definition;
  const skipped = segments[0]!.column.isPlaceholder === true ? 1 : 0;
  if (values.length === 0 || values.length > segments.length - skipped) {
    throw new JetError('JET_errInvalidParameter', `index ${name} takes 1 to ${segments.length} values`);
  }
  values.forEach((value, i) => {
    const bytes = columnBytes(segments[i + skipped]!.column, value);
    const isEmpty = bytes?.length === 0;
    key.make(bytes, (i === 0 ? keyGrbit.newKey : 0) | (isEmpty ? keyGrbit.keyDataZeroLength : 0));
  });
  return key;
}
