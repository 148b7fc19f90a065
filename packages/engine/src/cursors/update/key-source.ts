import { JetError } from '@esekit/core';
import type { ColumnSchema } from '../../catalog/schema';
import type { ValueSource } from '../../keys';
import type { LongValueReader } from '../../long-values/long-value-reader';
import { taggedHeader } from '../../records/record-layout';
import { RecordView } from '../../records/record-view';
import { visitSeparated } from '../../records/separated-values';
import { ValueFinder } from '../../records/value-place';
import { isLong } from '../../values/coltyp';
import { UndecodedValue } from '../../values/undecoded-value';

/** The columns of a record, stored or not stored yet, as the keys of its indexes see them (13 §2). */
export class KeySource {
  readonly #record: RecordView;
  readonly #finder = new ValueFinder(undefined);
  readonly #longValues: () => LongValueReader | undefined;
  /** Columns of the indexes by columnid: those of the last {@link use}. */
  #columns: ReadonlyMap<number, ColumnSchema> = new Map();

  /** @param longValues asked when a value of a key is out of its record */
  constructor(isLargePage: boolean, longValues: () => LongValueReader | undefined) {
    this.#record = new RecordView(isLargePage);
    this.#longValues = longValues;
  }

  /** @throws JET_errDatabaseCorrupted when the parts of the record do not fit together */
  reset(record: Uint8Array): void {
    this.#record.reset(record, 0, record.length);
  }

  /** {@link value} is about these columns from now on. */
  use(columns: ReadonlyMap<number, ColumnSchema>): void {
    this.#columns = columns;
  }

  readonly value: ValueSource = (column, itag, bytesMost) =>
    this.valueOf(this.#columns.get(column.columnid)!, itag, bytesMost);

  /**
   * As {@link ValueSource} says.
   *
   * @throws JET_errColumnNoEncryptionKey, JET_errDecompressionFailed, JET_errLVCorrupted where a key needs a
   *   value that cannot be read
   */
  valueOf(column: ColumnSchema, itag: number, bytesMost: number): Uint8Array | null | undefined {
    const record = this.#record;
    if (isLong(column.coltyp) && this.#isSeparated(column, itag)) return this.#beginning(bytesMost);
    const found = this.#finder.find(record, column, itag);
    if (found === 'null') return itag === 1 ? null : undefined;
    if (found instanceof UndecodedValue) throw unreadable(column, found);
    const { bytes, start, length } = this.#finder.place;
    return bytes.subarray(start, start + length);
  }

  /** Whether the instance lies outside of the record; the record then stands at it. */
  #isSeparated(column: ColumnSchema, itag: number): boolean {
    const record = this.#record;
    if (record.findTagged(column.fid, column.isTemplate) !== 'value') return false;
    if (itag > record.instanceCount) return false;
    record.findInstance(itag);
    return (record.instanceFlags & taggedHeader.separated) !== 0;
  }

  /** A key never looks at more of a value than its own size. */
  #beginning(bytesMost: number): Uint8Array {
    const { bytes, instanceStart, instanceLength } = this.#record;
    const reader = this.#longValues();
    if (reader === undefined) {
      throw new JetError('JET_errLVCorrupted', 'a long value in a table that has no tree for them');
    }
    const lid = bytes.slice(instanceStart, instanceStart + instanceLength);
    const value = reader.readPart(lid, 0, bytesMost);
    if (value instanceof UndecodedValue) {
      throw new JetError('JET_errDecompressionFailed', `build a key: ${value.note}`);
    }
    return value;
  }

  /** Calls `visit` with the LID of each separated value of the record: bytes of their own. */
  visitLids(visit: (lid: Uint8Array) => void): void {
    visitSeparated(this.#record, visit);
  }
}

function unreadable(column: ColumnSchema, value: UndecodedValue): JetError {
  const isEncrypted = value.note.includes('encrypted');
  return new JetError(
    isEncrypted ? 'JET_errColumnNoEncryptionKey' : 'JET_errDecompressionFailed',
    `build a key over column ${column.name}: ${value.note}`,
  );
}
