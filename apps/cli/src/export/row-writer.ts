import type { RecordView } from '@esekit/engine';
import type { CellReader } from './cell-reader';
import type { ExportFormat } from './export-format';
import type { PlannedColumn } from './kernel/row-program';
import type { OutputBuffer } from './output-buffer';

/** Writes the rows of one table in one format. It is made once per table from the schema. */
export interface RowWriter {
  /** What stands in front of all rows. */
  header(out: OutputBuffer): void;
  row(out: OutputBuffer, record: RecordView, cells: CellReader): void;
}

/** A writer that can also write its rows column by column, which is how the kernel is helped out. */
export interface ColumnWriter extends RowWriter {
  readonly format: ExportFormat;
  /** The columns in the order of a row; `undefined` when they are too many to be looked at for each row. */
  planned(): readonly PlannedColumn[] | undefined;
  /** What stands in front of a row; returns the separator in front of its first member. */
  begin(out: OutputBuffer): number;
  /**
   * Writes the value of a planned column.
   *
   * @param separator in front of the next member, where values have names
   * @returns the separator in front of the one that follows
   */
  column(out: OutputBuffer, record: RecordView, cells: CellReader, i: number, separator: number): number;
  end(out: OutputBuffer, separator: number): void;
}

/** Above this rows are sparse, and what a record has is faster found from the record. */
export const plannedColumnsMost = 512;
