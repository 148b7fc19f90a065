import { JetError } from '@esekit/core';
import type { ColumnSchema, IndexSchema } from '../catalog/schema';
import type { ValueSource } from '../keys/value-source';
import type { LongValueReader } from '../long-values/long-value-reader';
import { taggedHeader } from '../records/record-layout';
import { RecordView } from '../records/record-view';
import { ValueFinder } from '../records/value-place';
import { isLong } from '../values/coltyp';
import { UndecodedValue } from '../values/undecoded-value';
import { isDamage } from '../records/damage';

/** A value that takes part in a key cannot be read, so the key is not known. */
export class UnknownValueError extends Error {}

/** The columns of a record as the key code sees them. */
export class KeySource {
  readonly #columns: ReadonlyMap<number, ColumnSchema>;
  readonly #finder: ValueFinder;
  #record: RecordView;

  constructor(
    columns: readonly ColumnSchema[],
    readonly longValues: LongValueReader | undefined,
    isLargePage: boolean,
  ) {
    this.#columns = new Map(columns.map((column) => [column.columnid, column]));
    this.#finder = new ValueFinder(longValues, false);
    this.#record = new RecordView(isLargePage);
  }

  /** Keys are built from this record until the next call. */
  set record(record: RecordView) {
    this.#record = record;
  }

  /**
   * @throws UnknownValueError where a value is encrypted, erased or damaged
   */
  readonly value: ValueSource = (keyColumn, itag, bytesMost) => {
    const column = this.#columns.get(keyColumn.columnid);
    if (!column) return itag === 1 ? null : undefined;
    try {
      if (this.#isSeparated(column, itag)) return this.#beginning(bytesMost);
      const found = this.#finder.find(this.#record, column, itag);
      if (found === 'null') return itag === 1 ? null : undefined;
      if (found instanceof UndecodedValue) throw new UnknownValueError(found.toString());
      const { bytes, start, length } = this.#finder.place;
      return bytes.subarray(start, start + length);
    } catch (error) {
      // The check of records and that of long values tell what is wrong.
      if (isDamage(error)) throw new UnknownValueError(error.message);
      throw error;
    }
  };

  /** Whether the instance lies outside of the record; the record then stands at it. */
  #isSeparated(column: ColumnSchema, itag: number): boolean {
    const record = this.#record;
    if (!isLong(column.coltyp) || record.findTagged(column.fid, column.isTemplate) !== 'value') return false;
    if (itag > record.instanceCount) return false;
    record.findInstance(itag);
    return (record.instanceFlags & taggedHeader.separated) !== 0;
  }

  /** The first chunks of a long value: a key never looks at more than its own size. */
  #beginning(bytesMost: number): Uint8Array {
    const { bytes, instanceStart, instanceLength } = this.#record;
    if (!this.longValues) throw new JetError('JET_errLVCorrupted', 'the table has no long values');
    let value = new Uint8Array(0);
    for (const part of this.longValues.stream(bytes.slice(instanceStart, instanceStart + instanceLength))) {
      if (part instanceof UndecodedValue) throw new UnknownValueError(part.toString());
      if (value.length === 0) value = new Uint8Array(part);
      else value = joined(value, part);
      if (value.length >= bytesMost) break;
    }
    return value;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}

/** Whether building the keys of an index may read other pages than the record's. */
export function readsLongValues({ segments, conditional }: IndexSchema): boolean {
  return [...segments, ...conditional].some(({ column }) => isLong(column.coltyp));
}
