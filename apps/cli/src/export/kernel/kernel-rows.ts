import type { RecordView } from '@esekit/engine';
import type { CellReader } from '../cell-reader';
import type { OutputBuffer } from '../output-buffer';
import type { ColumnWriter, RowWriter } from '../row-writer';
import { RowKernel } from './row-kernel';
import { rowProgram } from './row-program';

/** Rows written by the kernel, and the values that it leaves out by the writer of the format. */
export class KernelRows implements RowWriter {
  private constructor(
    readonly writer: ColumnWriter,
    readonly kernel: RowKernel,
    readonly count: number,
  ) {}

  /** `undefined` for a table of too many columns. Whoever gets one has to {@link close} it. */
  static of(writer: ColumnWriter, hasLargePages: boolean): KernelRows | undefined {
    const planned = writer.planned();
    const program = planned && rowProgram(planned, writer.format);
    return program && new KernelRows(writer, RowKernel.take(program, hasLargePages), program.count);
  }

  header(out: OutputBuffer): void {
    this.writer.header(out);
  }

  row(out: OutputBuffer, record: RecordView, cells: CellReader): void {
    const { writer, kernel, count } = this;
    if (!kernel.begin(record)) {
      writer.row(out, record, cells);
      return;
    }
    kernel.separator = writer.begin(out);
    let i = kernel.write(out, 0);
    while (i < count) {
      kernel.separator = writer.column(out, record, cells, i, kernel.separator);
      i = kernel.write(out, i + 1);
    }
    writer.end(out, kernel.separator);
  }

  close(): void {
    this.kernel.giveBack();
  }
}
