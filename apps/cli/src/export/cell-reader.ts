import { JetError } from '@esekit/core';
import {
  UndecodedValue,
  type ColumnSchema,
  type LongValueReader,
  type RecordView,
  ValueFinder,
} from '@esekit/engine';
import { isDamage } from '../database/damage';

/** Told of a value that could not be read because it is damaged. */
export type CellDamageSink = (column: ColumnSchema, error: JetError) => void;

const nothing = new Uint8Array(0);

/**
 * Finds the values of one table's records. A damaged value comes out as one that is not decoded, and is
 * reported; the row goes on with the next one.
 */
export class CellReader {
  readonly finder: ValueFinder;

  constructor(
    longValues: LongValueReader | undefined,
    readonly onDamage: CellDamageSink,
  ) {
    this.finder = new ValueFinder(longValues);
  }

  /** The value that the record found last, long and compressed ones included. */
  resolve(record: RecordView, column: ColumnSchema): 'value' | UndecodedValue {
    try {
      return this.finder.resolve(record);
    } catch (error) {
      const { bytes, instanceStart, instanceLength } = record;
      return this.damaged(column, error, bytes.slice(instanceStart, instanceStart + instanceLength));
    }
  }

  /** @throws what is no damage */
  damaged(column: ColumnSchema, error: unknown, raw: Uint8Array = nothing): UndecodedValue {
    if (!isDamage(error)) throw error;
    this.onDamage(column, error);
    return new UndecodedValue(error.toString(), raw);
  }

  /** A value whose bytes are not of its type. */
  malformed(column: ColumnSchema, value: UndecodedValue): UndecodedValue {
    this.onDamage(column, new JetError('JET_errDatabaseCorrupted', value.note));
    return value;
  }
}
