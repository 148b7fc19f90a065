import type { UndecodedValue } from '@esekit/engine';
import { RecordView, type ColumnSchema, type LongValueReader } from '@esekit/engine';
import { CellReader } from '../../src/export/cell-reader';
import { CsvRows } from '../../src/export/csv-rows';
import { JsonRows } from '../../src/export/json-rows';
import { OutputBuffer } from '../../src/export/output-buffer';
import { buildRecord, tableOf, type StoredRow } from './record-builder';

export interface Written {
  readonly text: string;
  /** Columns with damage, in the order it was met. */
  readonly damaged: readonly string[];
}

export interface WriteOptions {
  readonly format?: 'jsonl' | 'csv';
  readonly isNamed?: boolean;
  /** Bytes of the buffer: small ones put its end anywhere in a value. */
  readonly bufferSize?: number;
  /** Bytes that are in the buffer already. */
  readonly ahead?: number;
  readonly longValues?: LongValueReader;
}

/** Writes one row from its stored bytes. */
export function writeRow(
  columns: readonly ColumnSchema[],
  row: StoredRow | Uint8Array,
  options: WriteOptions = {},
): Written {
  const { format = 'jsonl', isNamed = false, bufferSize = 16 * 1024, ahead = 0 } = options;
  const record = row instanceof Uint8Array ? row : buildRecord(columns, row);
  const damaged: string[] = [];
  const parts: Buffer[] = [];
  const out = new OutputBuffer((bytes) => void parts.push(Buffer.from(bytes)), bufferSize);
  for (let i = 0; i < ahead; i++) out.byte(0x20);
  const schema = tableOf(columns);
  const writer = format === 'csv' ? new CsvRows(schema) : new JsonRows(schema, isNamed);
  const cells = new CellReader(options.longValues, ({ name }) => void damaged.push(name));
  writer.row(out, new RecordView(false).reset(record, 0, record.length), cells);
  out.flush();
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    Buffer.concat(parts).subarray(ahead),
  );
  return { text, damaged };
}

/** A reader of long values that answers with the same each time. */
export function longValuesThat(read: () => Uint8Array | UndecodedValue): LongValueReader {
  return { read } as unknown as LongValueReader;
}
