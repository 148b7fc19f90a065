import { JetError } from '@esekit/core';
import type { ColumnSchema } from '../../catalog/schema';
import { taggedHeader } from '../../records/record-layout';
import type { RecordView } from '../../records/record-view';
import type { ValueFinder } from '../../records/value-place';
import { isLong } from '../../values/coltyp';
import { UndecodedValue } from '../../values/undecoded-value';
import { retrieveFlag } from './retrieve-flags';
import type { RetrievedValue, RetrieveOptions } from './retrieved-value';

const special = retrieveFlag.longId | retrieveFlag.longValueRefCount;

/** An instance of a column of a record. */
export function retrieveInstance(
  finder: ValueFinder,
  record: RecordView,
  column: ColumnSchema,
  itag: number,
  options: RetrieveOptions,
  result: RetrievedValue,
): void {
  if (itag < 1) {
    throw new JetError('JET_errBadItagSequence', `instance ${itag} of column ${column.name}`);
  }
  const grbit = options.grbit ?? 0;
  if (isLong(column.coltyp)) {
    retrieveLong(finder, record, column, itag, options, result);
    return;
  }
  // Defaults of fixed and variable columns count whatever is wanted (F-21).
  const ignoresDefault = (grbit & retrieveFlag.ignoreDefault) !== 0 && column.kind === 'tagged';
  if (ignoresDefault && record.findTagged(column.fid, column.isTemplate) === 'absent') {
    result.setNull();
    return;
  }
  // What is not tagged has one instance, whatever number is asked for.
  const found = finder.find(record, column, column.kind === 'tagged' ? itag : 1);
  if (found !== 'value') {
    if (found === 'null') result.setNull();
    else throw unreadable(column, found);
    return;
  }
  const { bytes, start, length } = finder.place;
  const { cbMost } = options;
  const cb = cbMost === undefined || length <= cbMost ? length : cbMost;
  result.set(bytes, start, cb, length);
}

function retrieveLong(
  finder: ValueFinder,
  record: RecordView,
  column: ColumnSchema,
  itag: number,
  options: RetrieveOptions,
  result: RetrievedValue,
): void {
  const grbit = options.grbit ?? 0;
  const state = record.findTagged(column.fid, column.isTemplate);
  if (state === 'absent' && itag === 1 && (grbit & retrieveFlag.ignoreDefault) === 0 && column.defaultValue) {
    takePart(column.defaultValue, 0, column.defaultValue.length, options, result);
    return;
  }
  if (state !== 'value' || itag > record.instanceCount) {
    result.setNull();
    return;
  }
  record.findInstance(itag);
  if ((record.instanceFlags & taggedHeader.separated) !== 0) {
    retrieveSeparated(finder, record, column, options, result);
    return;
  }
  if ((grbit & special) !== 0) {
    throw new JetError('JET_errInvalidParameter', `column ${column.name}: the value is in its record`);
  }
  const found = finder.resolve(record);
  if (found !== 'value') throw unreadable(column, found);
  const { bytes, start, length } = finder.place;
  takePart(bytes, start, length, options, result);
}

function retrieveSeparated(
  finder: ValueFinder,
  record: RecordView,
  column: ColumnSchema,
  options: RetrieveOptions,
  result: RetrievedValue,
): void {
  const grbit = options.grbit ?? 0;
  const { bytes, instanceStart, instanceLength } = record;
  // A copy, because the search may push the page of the record out of the cache.
  const lid = bytes.slice(instanceStart, instanceStart + instanceLength);
  const reader = finder.longValues!;
  if ((grbit & retrieveFlag.longId) !== 0) {
    result.set(lid, 0, lid.length, lid.length);
    return;
  }
  const { size, refcount } = reader.root(lid);
  if ((grbit & retrieveFlag.longValueRefCount) !== 0) {
    const count = new Uint8Array(Uint32Array.of(refcount).buffer);
    result.set(count, 0, Math.min(count.length, options.cbMost ?? count.length), count.length);
    result.warning = 'JET_wrnSeparateLongValue';
    return;
  }
  const at = Math.min(options.ibLongValue ?? 0, size);
  const cbActual = size - at;
  const cb = Math.min(cbActual, options.cbMost ?? cbActual);
  const value = cb === 0 ? noBytes : reader.readPart(lid, at, cb);
  if (value instanceof UndecodedValue) throw unreadable(column, value);
  result.set(value, 0, value.length, cbActual);
}

const noBytes = new Uint8Array(0);

/** The wanted part of a long value; behind its end there are no bytes, which is no error (12 §7). */
function takePart(
  bytes: Uint8Array,
  start: number,
  length: number,
  options: RetrieveOptions,
  result: RetrievedValue,
): void {
  const at = Math.min(options.ibLongValue ?? 0, length);
  const cbActual = length - at;
  result.set(bytes, start + at, Math.min(cbActual, options.cbMost ?? cbActual), cbActual);
}

function unreadable(column: ColumnSchema, { note }: UndecodedValue): JetError {
  const name = note.includes('encrypted') ? 'JET_errColumnNoEncryptionKey' : 'JET_errDecompressionFailed';
  return new JetError(name, `column ${column.name}: ${note}`);
}
