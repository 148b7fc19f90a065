import { compareLgpos, JetError, limits, type EventSink, type Lgpos } from '@esekit/core';
import type { LogRecord } from '../../records/log-record';
import { recordLgpos } from '../../records/log-record';
import { pageRecord } from '../../records/layouts';
import { dbtimeMark, i32, i64, u16, u32 } from './numbers';
import type { ReplayDatabase } from './replay-database';
import type { ReplaySession } from './replay-session';

/** Log segments of one generation in a `logSegment`. */
const segmentsPerGeneration = 65536;

/**
 * The page operation that is being replayed: where its record stands, and the fields that all of them have
 * (21 §2). One object serves all records; {@link read} moves it.
 */
export class PageOperation {
  record!: LogRecord;
  /** Bytes that hold the record, from {@link at} on. */
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  /** Of the record, its type byte included. */
  size = 0;
  database!: ReplayDatabase;
  session!: ReplaySession;
  pgno = 0;
  /** Of the page after the operation. */
  dbtime = 0;
  /** Of the page before it; negative when there is nothing to compare with. */
  dbtimeBefore = 0;
  /** lGeneration * 65536 + isec: the order in which the log was written. */
  logSegment = 0;

  constructor(
    /** All sessions of the replay, by procid. */
    readonly sessions: readonly (ReplaySession | undefined)[] = [],
    readonly onEvent?: EventSink,
  ) {}

  /** Moves to a record with the common prefix of page operations. */
  read(record: LogRecord, session: ReplaySession, database: ReplayDatabase): void {
    this.point(record, session, database);
    const { bytes, at } = this;
    this.pgno = checkedPgno(u32(bytes, at + pageRecord.pgno));
    this.dbtime = checkedDbtime(i64(bytes, at + pageRecord.dbtime));
    this.dbtimeBefore = checkedDbtimeBefore(i64(bytes, at + pageRecord.dbtimeBefore));
    if (this.dbtimeBefore >= this.dbtime) {
      const text = `a page cannot go from dbtime ${this.dbtimeBefore} to ${this.dbtime}`;
      throw new JetError('JET_errLogFileCorrupt', text);
    }
  }

  /** Moves to a record without that prefix; page and dbtime are for the caller to set. */
  point(record: LogRecord, session: ReplaySession, database: ReplayDatabase): void {
    this.record = record;
    this.bytes = record.bytes;
    this.at = record.offset;
    this.size = record.size;
    this.session = session;
    this.database = database;
    this.logSegment = record.lGeneration * segmentsPerGeneration + record.isec;
  }

  get lgpos(): Lgpos {
    return recordLgpos(this.record);
  }

  get iline(): number {
    return u16(this.bytes, this.at + pageRecord.iline);
  }

  /** Transaction level of the session when it wrote the record. */
  get level(): number {
    return this.bytes[this.at + pageRecord.level]!;
  }

  get fFlags(): number {
    return this.bytes[this.at + pageRecord.fFlags]!;
  }

  u16(offset: number): number {
    return u16(this.bytes, this.at + offset);
  }

  u32(offset: number): number {
    return u32(this.bytes, this.at + offset);
  }

  i32(offset: number): number {
    return i32(this.bytes, this.at + offset);
  }

  /** A page number that may be absent: 0. */
  pgnoAt(offset: number): number {
    const pgno = this.u32(offset);
    return pgno === 0 ? 0 : checkedPgno(pgno);
  }

  /** The dbtime that another page of the operation had before it. */
  dbtimeBeforeAt(offset: number): number {
    return checkedDbtimeBefore(i64(this.bytes, this.at + offset));
  }

  /** `cb` bytes of the record, not a copy. */
  part(offset: number, cb: number): Uint8Array {
    return this.bytes.subarray(this.at + offset, this.at + offset + cb);
  }
}

/** Whether a record is to be replayed onto the database at all (23 §4.5 A). */
export function isForDatabase(record: LogRecord, database: ReplayDatabase): boolean {
  const { lgposAttach, lGenerationIgnoredBelow } = database;
  return record.lGeneration >= lGenerationIgnoredBelow && compareLgpos(record, lgposAttach) > 0;
}

export function checkedPgno(pgno: number): number {
  if (pgno < 1 || pgno > limits.pgnoMost) {
    throw new JetError('JET_errLogFileCorrupt', `no database has a page ${pgno}`);
  }
  return pgno;
}

export function checkedDbtime(dbtime: number): number {
  if (dbtime < 1 || dbtime > Number.MAX_SAFE_INTEGER) {
    throw new JetError('JET_errLogFileCorrupt', `no operation has dbtime ${dbtime}`);
  }
  return dbtime;
}

function checkedDbtimeBefore(dbtime: number): number {
  if (dbtime < dbtimeMark.absent || dbtime > Number.MAX_SAFE_INTEGER) {
    throw new JetError('JET_errLogFileCorrupt', `no page has dbtime ${dbtime} before an operation`);
  }
  return dbtime;
}
