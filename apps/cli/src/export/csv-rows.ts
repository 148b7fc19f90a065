import type { UndecodedValue } from '@esekit/engine';
import { type ColumnSchema, type RecordView, type TableSchema } from '@esekit/engine';
import type { CellReader } from './cell-reader';
import { collect } from './collect';
import { csvValueWriter, writeJsonCell } from './csv-cells';
import { JsonColumn } from './json-cells';
import { writeUndecoded } from './json-values';
import type { OutputBuffer } from './output-buffer';
import type { PlannedColumn } from './kernel/row-program';
import { plannedColumnsMost, type ColumnWriter } from './row-writer';
import type { ValueWriter } from './value-writer';

const comma = 0x2c;
const encoder = new TextEncoder();
const nothing = new Uint8Array(0);

/**
 * Rows as CSV (RFC 4180): all columns in the order of the schema, NULL as an empty cell, plain values bare,
 * binary as hex; multi-values and what cannot be decoded as JSON.
 */
export class CsvRows implements ColumnWriter {
  readonly format = 'csv';
  readonly #columns: readonly CsvColumn[];

  constructor(readonly schema: TableSchema) {
    this.#columns = schema.columns.map((column) => new CsvColumn(column));
  }

  header(out: OutputBuffer): void {
    this.schema.columns.forEach(({ name }, i) => {
      if (i > 0) out.byte(comma);
      const isPlain = name !== '' && !/[",\r\n]/.test(name);
      out.copy(encoder.encode(isPlain ? name : `"${name.replaceAll('"', '""')}"`));
    });
    out.ascii('\r\n');
  }

  row(out: OutputBuffer, record: RecordView, cells: CellReader): void {
    const { length } = this.#columns;
    for (let i = 0; i < length; i++) {
      if (i > 0) out.byte(comma);
      this.column(out, record, cells, i);
    }
    this.end(out);
  }

  planned(): readonly PlannedColumn[] | undefined {
    if (this.#columns.length > plannedColumnsMost) return undefined;
    return this.#columns.map(({ json, absent }) => ({ column: json.column, key: nothing, absent }));
  }

  begin(): number {
    return comma;
  }

  column(out: OutputBuffer, record: RecordView, cells: CellReader, i: number): number {
    const column = this.#columns[i]!;
    try {
      column.write(out, record, cells);
    } catch (error) {
      writeUndecodedCell(out, cells.damaged(column.json.column, error));
    }
    return comma;
  }

  end(out: OutputBuffer): void {
    out.ascii('\r\n');
  }
}

function writeUndecodedCell(out: OutputBuffer, value: UndecodedValue): void {
  writeJsonCell(out, (json) => writeUndecoded(json, value));
}

/** One column of a row. What is found throws before anything of it is written. */
class CsvColumn {
  readonly json: JsonColumn;
  readonly #write: ValueWriter;
  /** The cell of a record that does not have the column: its default. */
  readonly absent: Uint8Array;

  constructor(column: ColumnSchema) {
    this.json = new JsonColumn(column);
    this.#write = csvValueWriter(column);
    this.absent = column.defaultValue ? collect((out) => this.#writeDefault(out)) : nothing;
  }

  write(out: OutputBuffer, record: RecordView, cells: CellReader): void {
    const { column } = this.json;
    if (column.kind === 'tagged') {
      this.#writeTagged(out, record, cells);
      return;
    }
    const state =
      column.kind === 'fixed'
        ? record.findFixed(column.fid, column.recordOffset, this.json.size || column.cbMax)
        : record.findVariable(column.fid);
    if (state === 'absent') out.copy(this.absent);
    else if (state === 'value') this.#value(out, cells, record.bytes, record.valueStart, record.valueLength);
  }

  #writeTagged(out: OutputBuffer, record: RecordView, cells: CellReader): void {
    const { json } = this;
    const state = record.findTagged(json.column.fid, json.column.isTemplate);
    if (state === 'absent') out.copy(this.absent);
    if (state !== 'value') return;
    const count = record.instanceCount;
    if (count !== 1 || json.isMultiValued) {
      writeJsonCell(out, (inner) => json.all(inner, cells, record, count));
      return;
    }
    record.findInstance(1);
    const found = cells.resolve(record, json.column);
    if (found === 'value') {
      const { bytes, start, length } = cells.finder.place;
      this.#value(out, cells, bytes, start, length);
    } else writeUndecodedCell(out, found);
  }

  #value(out: OutputBuffer, cells: CellReader, bytes: Uint8Array, start: number, length: number): void {
    const { json } = this;
    if (json.fits(length)) this.#write(out, bytes, start, length);
    else writeJsonCell(out, (inner) => json.checked(inner, cells, bytes, start, length));
  }

  #writeDefault(out: OutputBuffer): void {
    const { json } = this;
    const { defaultValue } = json.column;
    if (!defaultValue) return;
    const isPlain = !json.isMultiValued && json.fits(defaultValue.length);
    if (isPlain) this.#write(out, defaultValue, 0, defaultValue.length);
    else writeJsonCell(out, (inner) => void json.default(inner));
  }
}
