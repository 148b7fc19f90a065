import { JetError } from '@esekit/core';
import type { ColumnSchema } from '../../catalog/schema';
import { decodeKeySegment } from '../../keys';
import type { IndexObject } from '../../schema/index-object';
import { noCurrentRecord, type CursorCore } from '../cursor-core';
import { retrieveFlag } from './retrieve-flags';
import { retrieveInstance } from './retrieve-instance';
import type { RetrievedValue, RetrieveOptions } from './retrieved-value';

/**
 * A column out of the key of the current entry (13 §5.4); out of the record where the key does not have the value
 * as it was, and in sequential order, where there is no key. Of a multi-valued column it is the instance that the entry stands for.
 *
 * @throws JET_errColumnNotFound for a column that is no segment of the index
 * @throws JET_errIndexTuplesCannotRetrieveFromIndex, JET_errInvalidGrbit, JET_errNoCurrentRecord
 */
export function retrieveFromIndex(
  core: CursorCore,
  column: ColumnSchema,
  options: RetrieveOptions,
  result: RetrievedValue,
): void {
  const grbit = options.grbit ?? 0;
  const index = core.order;
  requireRecordInOrder(core);
  if (index === undefined) {
    const record = core.source.record(false);
    retrieveInstance(core.source.finder, record, column, result.itagSequence, options, result);
    return;
  }
  const segment = segmentOf(index, column);
  if ((grbit & retrieveFlag.copy) !== 0 && core.prepared !== undefined) {
    throw new JetError('JET_errInvalidGrbit', 'retrieve from the index and from the copy buffer at once');
  }
  const isOfTuples = index.definition.tuple !== undefined && segment === 0;
  const isTuple = (grbit & retrieveFlag.tuple) !== 0;
  if (isOfTuples && !isTuple) {
    throw new JetError('JET_errIndexTuplesCannotRetrieveFromIndex', `index ${index.name}`);
  }
  if (!core.resolve()) throw noCurrentRecord();
  if (isOfTuples) retrieveTuple(core, index, options, result);
  else retrieveSegment(core, index, column, segment, core.walker.key(), options, result);
}

/**
 * A column out of the primary key that an entry leads to.
 *
 * @throws as {@link retrieveFromIndex}, and JET_errColumnNotFound for a table in sequential order
 */
export function retrieveFromBookmark(
  core: CursorCore,
  column: ColumnSchema,
  options: RetrieveOptions,
  result: RetrievedValue,
): void {
  const { primary } = core.view;
  requireRecordInOrder(core);
  const segment = segmentOf(primary, column);
  const key = core.placeBookmark();
  retrieveSegment(core, primary!, column, segment, key, options, result);
}

/** In the order of the records the engine asks for a record first (L3-pkvar-1000), otherwise for the column. */
function requireRecordInOrder(core: CursorCore): void {
  if (core.entries === undefined && !core.resolve()) throw noCurrentRecord();
}

/** @throws JET_errColumnNotFound */
function segmentOf(index: IndexObject | undefined, { columnid, name }: ColumnSchema): number {
  const segments = index?.definition.segments ?? [];
  const segment = segments.findIndex(({ column }) => column.columnid === columnid);
  if (segment >= 0) return segment;
  throw new JetError('JET_errColumnNotFound', `column ${name} is not in the key`);
}

function retrieveSegment(
  core: CursorCore,
  index: IndexObject,
  column: ColumnSchema,
  segment: number,
  key: Uint8Array,
  options: RetrieveOptions,
  result: RetrievedValue,
): void {
  const { definition } = index;
  // In a key that is as long as keys can be, something may have been cut off.
  const isWhole = key.length < definition.keyMost || index.isPrimary;
  const value = isWhole ? decodeKeySegment(definition, key, segment) : undefined;
  const isMultiValued = definition.segments[segment]!.column.isMultiValued;
  if (value === undefined || (isMultiValued && wantsTag(options))) {
    retrieveFromRecord(core, index, column, key, options, result);
    return;
  }
  result.itagSequence = 1;
  if (value === null) {
    result.setNull();
    return;
  }
  result.set(value, 0, Math.min(value.length, options.cbMost ?? value.length), value.length);
}

function wantsTag({ grbit = 0 }: RetrieveOptions): boolean {
  return (grbit & retrieveFlag.tag) !== 0;
}

function retrieveFromRecord(
  core: CursorCore,
  index: IndexObject,
  column: ColumnSchema,
  key: Uint8Array,
  options: RetrieveOptions,
  result: RetrievedValue,
): void {
  const entryKey = key.slice();
  core.standOnRecord();
  const record = core.records.data().slice();
  result.itagSequence = core.entryKeys.instanceOf(index, record, column.columnid, entryKey);
  const view = core.source.record(false);
  retrieveInstance(core.source.finder, view, column, result.itagSequence, options, result);
}

/** The part of the value that the entry was made of (JET_bitRetrieveTuple). */
function retrieveTuple(
  core: CursorCore,
  index: IndexObject,
  options: RetrieveOptions,
  result: RetrievedValue,
): void {
  const key = core.walker.key().slice();
  core.standOnRecord();
  const tuple = core.entryKeys.tupleOf(index, core.records.data().slice(), key);
  if (tuple === undefined) {
    result.setNull();
    return;
  }
  result.itagSequence = 1;
  result.set(tuple, 0, Math.min(tuple.length, options.cbMost ?? tuple.length), tuple.length);
}
