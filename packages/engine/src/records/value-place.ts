import { JetError } from '@esekit/core';
import { decompress } from '@esekit/core/compression';
import type { ColumnSchema } from '../catalog/schema';
import type { LongValueReader } from '../long-values/long-value-reader';
import { fixedSize } from '../values/coltyp';
import { UndecodedValue } from '../values/undecoded-value';
import { isDamage } from './damage';
import { taggedHeader } from './record-layout';
import type { RecordView } from './record-view';

/** The bytes of one value: a part of the record, or bytes of their own. */
export class ValuePlace {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  length = 0;

  /** A copy of the bytes. */
  copy(): Uint8Array {
    return this.bytes.slice(this.start, this.start + this.length);
  }

  set(bytes: Uint8Array, start: number, length: number): void {
    this.bytes = bytes;
    this.start = start;
    this.length = length;
  }
}

/**
 * Finds the bytes of column values in records: defaults, instances of multi-values, decompression and long
 * values included. One place is reused, so values in the record cost no allocation.
 */
export class ValueFinder {
  readonly place = new ValuePlace();

  /** @param isTolerant a damaged value becomes one that is not decoded, instead of an exception */
  constructor(
    readonly longValues: LongValueReader | undefined,
    readonly isTolerant = false,
  ) {}

  /**
   * Instances of the column in the record; 0 when it is NULL. A default counts as one, and so does a column
   * whose instances cannot be counted: {@link find} then says why.
   */
  count(record: RecordView, column: ColumnSchema): number {
    try {
      return this.#count(record, column);
    } catch (error) {
      if (!this.isTolerant || !isDamage(error)) throw error;
      return 1;
    }
  }

  #count(record: RecordView, column: ColumnSchema): number {
    if (column.kind !== 'tagged') return this.find(record, column, 1) === 'null' ? 0 : 1;
    const state = record.findTagged(column.fid, column.isTemplate);
    if (state === 'null') return 0;
    if (state === 'absent') return column.defaultValue ? 1 : 0;
    return record.instanceCount;
  }

  /**
   * Moves {@link place} to instance `itag` of the column.
   *
   * @returns `null` when there is none, or the stored bytes with a note when they cannot be read
   * @throws JET_errDatabaseCorrupted, JET_errLVCorrupted, JET_errDecompressionFailed
   */
  find(record: RecordView, column: ColumnSchema, itag: number): 'value' | 'null' | UndecodedValue {
    try {
      return this.#find(record, column, itag);
    } catch (error) {
      if (!this.isTolerant || !isDamage(error)) throw error;
      return new UndecodedValue(error.toString(), new Uint8Array(0));
    }
  }

  #find(record: RecordView, column: ColumnSchema, itag: number): 'value' | 'null' | UndecodedValue {
    if (column.kind === 'tagged') return this.#findTagged(record, column, itag);
    const state =
      column.kind === 'fixed'
        ? record.findFixed(column.fid, column.recordOffset, fixedSize(column.coltyp) || column.cbMax)
        : record.findVariable(column.fid);
    if (itag !== 1 || state === 'null') return 'null';
    if (state === 'absent') return this.#default(column);
    this.place.set(record.bytes, record.valueStart, record.valueLength);
    return 'value';
  }

  #findTagged(record: RecordView, column: ColumnSchema, itag: number): 'value' | 'null' | UndecodedValue {
    const state = record.findTagged(column.fid, column.isTemplate);
    if (state === 'null') return 'null';
    if (state === 'absent') return itag === 1 ? this.#default(column) : 'null';
    if (itag > record.instanceCount) return 'null';
    record.findInstance(itag);
    return this.resolve(record);
  }

  /** Resolves the instance that the record found last. */
  resolve(record: RecordView): 'value' | UndecodedValue {
    const { bytes, instanceStart, instanceLength, instanceFlags } = record;
    if ((instanceFlags & (taggedHeader.separated | taggedHeader.compressed | taggedHeader.encrypted)) === 0) {
      this.place.set(bytes, instanceStart, instanceLength);
      return 'value';
    }
    const stored = bytes.slice(instanceStart, instanceStart + instanceLength);
    if ((instanceFlags & taggedHeader.encrypted) !== 0) {
      return new UndecodedValue('the value is encrypted', stored);
    }
    try {
      return (instanceFlags & taggedHeader.separated) !== 0
        ? this.#take(this.#longValue(stored))
        : this.#decompress(stored);
    } catch (error) {
      if (!this.isTolerant || !isDamage(error)) throw error;
      return new UndecodedValue(error.toString(), stored);
    }
  }

  #decompress(stored: Uint8Array): 'value' | UndecodedValue {
    const value = decompress(stored);
    if (value.kind === 'data') return this.#take(value.bytes);
    const note = value.kind === 'scrubbed' ? 'the value was erased' : 'the compression scheme is not known';
    return new UndecodedValue(note, stored);
  }

  #longValue(lid: Uint8Array): Uint8Array | UndecodedValue {
    if (!this.longValues)
      throw new JetError('JET_errLVCorrupted', 'a long value in a table that has no tree for them');
    return this.longValues.read(lid);
  }

  #take(value: Uint8Array | UndecodedValue): 'value' | UndecodedValue {
    if (value instanceof UndecodedValue) return value;
    this.place.set(value, 0, value.length);
    return 'value';
  }

  #default(column: ColumnSchema): 'value' | 'null' {
    if (!column.defaultValue) return 'null';
    this.place.set(column.defaultValue, 0, column.defaultValue.length);
    return 'value';
  }
}
