import type { Lgpos } from '@esekit/core';
import type { LogProblem } from '../problem';

/**
 * A record as a walker shows it. The walker has one such object and reuses it with its buffers: what
 * a visitor wants to keep it copies, with {@link copyRecordBytes}.
 */
export interface LogRecord {
  readonly type: number;
  /** Bytes, the type byte included. */
  readonly size: number;
  readonly lGeneration: number;
  readonly isec: number;
  readonly ib: number;
  /** Holds the record in one piece, from {@link offset} on. */
  readonly bytes: Uint8Array;
  /** The same bytes. */
  readonly view: DataView;
  readonly offset: number;
}

/** Receives the records of one generation in log order. */
export interface RecordVisitor {
  record(record: LogRecord): void;
  /** Damage; walking goes on at the next readable place. Without this method it is thrown as JetError. */
  damage?(problem: LogProblem): void;
}

/** Position of a record (20 §5.5). */
export function recordLgpos(record: LogRecord): Lgpos {
  return { lGeneration: record.lGeneration, isec: record.isec, ib: record.ib };
}

/** The record's bytes without a copy; valid during the visit. */
export function recordBytes(record: LogRecord): Uint8Array {
  return record.bytes.subarray(record.offset, record.offset + record.size);
}

export function copyRecordBytes(record: LogRecord): Uint8Array {
  return record.bytes.slice(record.offset, record.offset + record.size);
}
