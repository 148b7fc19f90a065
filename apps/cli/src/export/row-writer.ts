import type { RecordView } from '@esekit/engine';
import type { CellReader } from './cell-reader';
import type { OutputBuffer } from './output-buffer';

/** Writes the rows of one table in one format. It is made once per table from the schema. */
export interface RowWriter {
  /** What stands in front of all rows. */
  header(out: OutputBuffer): void;
  row(out: OutputBuffer, record: RecordView, cells: CellReader): void;
}
