import type { IndexSchema, Table } from '@esekit/engine';
import { isLargePage } from '@esekit/pages';
import type { DatabaseSession } from '../database/database-session';
import { Pacer } from '../database/pacer';
import { CellReader } from './cell-reader';
import { CsvRows } from './csv-rows';
import type { ExportFormat } from './export-format';
import { JsonRows } from './json-rows';
import { KernelRows } from './kernel/kernel-rows';
import { bufferSize, OutputBuffer } from './output-buffer';
import { RecordWalk } from './record-walk';
import type { RowWriter } from './row-writer';
import { tableProgress } from './table-progress';

export type { ExportFormat };

/** Where the bytes of rows go. */
export interface RowOutput {
  write(bytes: Uint8Array): void;
  /** Nobody reads what follows. */
  readonly isClosed: boolean;
}

export interface TableExport {
  readonly table: Table;
  readonly format: ExportFormat;
  readonly index: IndexSchema | undefined;
  /** Rows say which table they are from. */
  readonly isNamed: boolean;
}

/** A row of long values may be as long as a thousand others. */
const bytesPerStep = 1024;

/**
 * Writes the rows of a table. What is damaged is reported and passed over.
 *
 * @returns the rows written
 * @throws OutputFailure when the output does not take them
 */
export async function exportTable(
  session: DatabaseSession,
  { table, format, index, isNamed }: TableExport,
  output: RowOutput,
): Promise<number> {
  const { env, damage } = session;
  const plain = format === 'csv' ? new CsvRows(table.schema) : new JsonRows(table.schema, isNamed);
  const fast = KernelRows.of(plain, isLargePage(table.tree.source.pageSize));
  const writer: RowWriter = fast ?? plain;
  const out = new OutputBuffer((bytes) => output.write(bytes), fast?.kernel.output);
  const walk = new RecordWalk(table, {
    index,
    into: fast?.kernel.record,
    onLoss: damage.lossSink(`rows of ${table.name}`),
    onDamage: (error, text) => damage.add(error, text),
  });
  const cells = new CellReader(table.longValues(), ({ name }, error) =>
    damage.add(error.name, `${table.name}: a value of column ${name} is not decoded: ${error.message}`),
  );
  const pacer = new Pacer(env);
  const showProgress = tableProgress(session, table);
  let rows = 0;
  writer.header(out);
  try {
    while (walk.next()) {
      const before = out.at;
      writer.row(out, walk.record, cells);
      rows++;
      const steps = out.at >= before ? 1 : bufferSize / bytesPerStep;
      if (pacer.isDue(steps)) {
        if (output.isClosed) break;
        showProgress(walk.cursor);
        await pacer.pause();
      }
    }
  } finally {
    // Also when the user asked to stop: what was begun is a whole row.
    try {
      out.flush();
    } finally {
      fast?.close();
    }
  }
  return rows;
}
