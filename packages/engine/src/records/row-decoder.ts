import { columnFlag, type ColumnSchema } from '../catalog/schema';
import { UndecodedValue } from '../values/undecoded-value';
import { valueDecoder, type Value } from '../values/decode-value';
import type { RecordView } from './record-view';
import type { ValueFinder } from './value-place';

/** A row: values by column name. What is NULL reads as `null`, and is no key of the object. */
export type Row = Record<string, Value | readonly Value[] | null>;

type ColumnStep = (record: RecordView, finder: ValueFinder, row: Row) => void;

/**
 * The decoder of a table's records, built once from its columns. Only the columns selected are touched:
 * a long value that is not asked for is never read.
 */
export class RowDecoder {
  readonly #steps: ColumnStep[];
  readonly #prototype: Row;

  constructor(readonly columns: readonly ColumnSchema[]) {
    this.#steps = columns.map(columnStep);
    // A column that is not set reads as null without a key of its own in each of many sparse rows.
    this.#prototype = Object.create(null) as Row;
    for (const column of columns) this.#prototype[column.name] = null;
  }

  decode(record: RecordView, finder: ValueFinder): Row {
    const row = Object.create(this.#prototype) as Row;
    for (const step of this.#steps) step(record, finder, row);
    return row;
  }
}

function columnStep(column: ColumnSchema): ColumnStep {
  const decode = valueDecoder(column);
  const { name } = column;
  const one = (record: RecordView, finder: ValueFinder, itag: number): Value | undefined => {
    const found = finder.find(record, column, itag);
    if (found === 'null') return undefined;
    if (found instanceof UndecodedValue) return found;
    const { bytes, start, length } = finder.place;
    return decode(bytes, start, length);
  };
  if (column.kind !== 'tagged') {
    return (record, finder, row) => {
      const value = one(record, finder, 1);
      if (value !== undefined) row[name] = value;
    };
  }
  // Any tagged column can hold several values; the flag says that it is meant to.
  const isMultiValued = (column.flags & columnFlag.multiValued) !== 0;
  return (record, finder, row) => {
    const count = finder.count(record, column);
    if (count === 0) return;
    if (count === 1 && !isMultiValued) {
      row[name] = one(record, finder, 1)!;
      return;
    }
    const values: Value[] = [];
    for (let itag = 1; itag <= count; itag++) values.push(one(record, finder, itag)!);
    row[name] = values;
  };
}
