import type { ColumnSchema } from '../catalog/schema';
import type { Value } from '../values/decode-value';
import { columnStep, type ColumnStep } from './column-step';
import type { RecordView } from './record-view';
import type { ValueFinder } from './value-place';

/** A row: values by column name. What is NULL reads as `null`, and is no key of the object. */
export type Row = Record<string, Value | readonly Value[] | null>;

/** Puts the values of all steps into a row. */
type Assign = (row: Row, record: RecordView, finder: ValueFinder) => void;

/** Above this a table is read column by column; its rows are sparse anyway. */
const compiledColumnsMost = 256;

/**
 * The decoder of a table's records, built once from its columns. Only the columns selected are touched:
 * a long value that is not asked for is never read.
 */
export class RowDecoder {
  readonly #assign: Assign;
  readonly #Row: new () => Row;

  constructor(readonly columns: readonly ColumnSchema[]) {
    const names = columns.map((column) => column.name);
    this.#assign = assigner(names, columns.map(columnStep));
    this.#Row = rowClass(names);
  }

  decode(record: RecordView, finder: ValueFinder): Row {
    const row = new this.#Row();
    this.#assign(row, record, finder);
    return row;
  }
}

/** A column that is not set reads as null without a key of its own in each of many sparse rows. */
function rowClass(names: readonly string[]): new () => Row {
  const prototype = Object.create(null) as Row;
  for (const name of names) prototype[name] = null;
  function RowOfTable(): void {}
  RowOfTable.prototype = prototype;
  return RowOfTable as unknown as new () => Row;
}

function assigner(names: readonly string[], steps: readonly ColumnStep[]): Assign {
  return (
    (names.length <= compiledColumnsMost && compiledAssigner(names, steps)) || plainAssigner(names, steps)
  );
}

function plainAssigner(names: readonly string[], steps: readonly ColumnStep[]): Assign {
  return (row, record, finder) => {
    for (let i = 0; i < steps.length; i++) {
      const value = steps[i]!(record, finder);
      if (value !== undefined) row[names[i]!] = value;
    }
  };
}

/**
 * The same as straight code with the names written out, which the machine can make several times as fast;
 * `undefined` where code may not be made at run time (a browser's content security policy).
 */
function compiledAssigner(names: readonly string[], steps: readonly ColumnStep[]): Assign | undefined {
  const parameters = steps.map((_, i) => `s${i}`);
  const lines = names.map(
    (name, i) => `v = s${i}(record, finder); if (v !== undefined) row[${JSON.stringify(name)}] = v;`,
  );
  const source = `return (row, record, finder) => { let v; ${lines.join('\n')} };`;
  try {
    const make = new Function(...parameters, source) as (...steps: readonly ColumnStep[]) => Assign;
    return make(...steps);
  } catch {
    return undefined;
  }
}
