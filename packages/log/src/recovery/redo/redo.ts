import { formatLgpos, JetError, type EventSink, type JetErrorName } from '@esekit/core';
import {
  begin0Record,
  beginRecord,
  commit0Record,
  commitRecord,
  macroRecord,
  newPageRecord,
  pageRecord,
  procidRecord,
  rollbackRecord,
  rootPageMoveRecord,
} from '../../records/layouts';
import { recordLgpos, type LogRecord } from '../../records/log-record';
import { recordTypeName, recordTypeNumber } from '../../records/record-sizes';
import { i64, u16, u32 } from './numbers';
import { openMacroBytesMost, openMacrosMost, type OpenMacro } from './open-macro';
import { checkedDbtime, checkedPgno, isForDatabase, PageOperation } from './page-operation';
import { isForDriver, isPageRecord, objidOffset } from './record-kinds';
import { redoMacro } from './redo-macro';
import { redoPage } from './redo-page';
import { redoNewPage } from './redo-trees';
import type { ReplayDatabase } from './replay-database';
import { ReplaySession } from './replay-session';

const T = recordTypeNumber;

export interface RedoOptions {
  /** The database that is attached as `dbid` at the moment; without one its records are passed over. */
  readonly database: (dbid: number) => ReplayDatabase | undefined;
  /** Told of pages that cannot be read, and of those that do not belong to the log. */
  readonly onEvent?: EventSink | undefined;
}

/**
 * Applies log records to pages, one after the other (23 §4), and keeps the sessions, versions and macros
 * that they make up. Nothing is logged, and nothing is allocated for an ordinary record.
 *
 * @example
 * const redo = new Redo({ database: (dbid) => databases[dbid] });
 * walkSegmentLogSync(file, header, { record: (record) => void (redo.record(record) || drive(record)) });
 */
export class Redo {
  /** Highest transaction number seen. */
  trxMost = 0;
  readonly #database: (dbid: number) => ReplayDatabase | undefined;
  readonly #sessions: (ReplaySession | undefined)[] = [];
  readonly #operation: PageOperation;
  /** Macros that have ended; their memory is used again. */
  readonly #pool: OpenMacro[] = [];
  /** Bytes of the records that open macros have gathered. */
  #macroBytes = 0;

  constructor(options: RedoOptions) {
    this.#database = options.database;
    this.#operation = new PageOperation(this.#sessions, options.onEvent);
  }

  /** The sessions seen, ascending by procid. */
  get sessions(): ReplaySession[] {
    return this.#sessions.filter((session) => session !== undefined);
  }

  /**
   * Applies one record.
   *
   * @returns false for a record about attached databases, file sizes, backups or the instance, which is for
   *   the caller to act on; nothing was done then
   * @throws JET_errBadLogVersion for records of engines that are no longer replayed
   * @throws JET_errLogFileCorrupt for a record that contradicts itself or those before it
   * @throws what {@link pageToRedo} throws; JET_errDatabaseCorrupted when record and page contradict each other
   */
  record(record: LogRecord): boolean {
    try {
      return this.#dispatch(record);
    } catch (error) {
      throw JetError.isInstance(error) ? located(error, record) : error;
    }
  }

  /** Drops sessions with their versions and macros: Init, Term and the end of a recovery (23 §4.2). */
  endSessions(): void {
    for (const session of this.#sessions) session?.end();
    this.#sessions.length = 0;
    this.#macroBytes = 0;
  }

  /** The database is gone: nothing in it will be undone. */
  forgetDatabase(dbid: number): void {
    for (const session of this.#sessions) session?.versions.removeDatabase(dbid);
  }

  readonly #release = (dbid: number, pgno: number): void => this.#database(dbid)?.heldPages?.release(pgno);

  #dispatch(record: LogRecord): boolean {
    const { type } = record;
    if (isPageRecord[type] === 1) {
      this.#page(record);
      return true;
    }
    switch (type) {
      case T.Begin0:
      case T.BeginDT:
        this.#begin0(record);
        return true;
      case T.Begin:
        this.#begin(record);
        return true;
      case T.Commit:
      case T.Commit0:
      case T.Rollback:
      case T.PrepCommit:
        this.#end(record);
        return true;
      case T.MacroBegin:
        this.#macroBegin(record);
        return true;
      case T.MacroCommit:
        this.#macroCommit(record);
        return true;
      case T.MacroAbort:
        this.#takeMacro(record)?.giveBack(this.#pool);
        return true;
      case T.NewPage:
        this.#newPage(record);
        return true;
      case T.RootPageMove:
        this.#rootPageMove(record);
        return true;
      case T.Split:
      case T.Merge:
      case T.ConvertFDP:
      case T.SLVPageAppend:
      case T.SLVSpace:
      case T.SLVPageMove:
        throw new JetError('JET_errBadLogVersion', 'records of this type are not replayed');
      default:
        return isForDriver[type] !== 1;
    }
  }

  #session(procid: number): ReplaySession {
    return (this.#sessions[procid] ??= new ReplaySession(procid, this.#release));
  }

  #page(record: LogRecord): void {
    const { bytes, offset, type } = record;
    const database = this.#database(bytes[offset + pageRecord.dbid]!);
    if (database === undefined) return;
    const session = this.#session(u16(bytes, offset + pageRecord.procid));
    const isUndoInfo = type === T.UndoInfo;
    if (!isUndoInfo) notice(database, bytes, offset + pageRecord.dbtime);
    const objid = objidOffset[type]!;
    if (objid !== 0) database.noticeObjid(u32(bytes, offset + objid));
    if (!session.isActive || !isForDatabase(record, database)) return;
    if (session.hasOpenMacros && !isUndoInfo) {
      const macro = session.macroOf(i64(bytes, offset + pageRecord.dbtime));
      if (macro !== undefined) {
        this.#addToMacro(macro, record);
        return;
      }
    }
    const operation = this.#operation;
    if (isUndoInfo) operation.point(record, session, database);
    else operation.read(record, session, database);
    redoPage(operation, type);
    database.buffer.releasePins();
  }

  #newPage(record: LogRecord): void {
    const { bytes, offset } = record;
    const database = this.#database(bytes[offset + newPageRecord.dbid]!);
    if (database === undefined) return;
    notice(database, bytes, offset + newPageRecord.dbtimeAfter);
    database.noticeObjid(u32(bytes, offset + newPageRecord.objid));
    const session = this.#session(u16(bytes, offset + newPageRecord.procid));
    if (!session.isActive || !isForDatabase(record, database)) return;
    const operation = this.#operation;
    operation.point(record, session, database);
    operation.pgno = checkedPgno(u32(bytes, offset + newPageRecord.pgno));
    operation.dbtime = checkedDbtime(i64(bytes, offset + newPageRecord.dbtimeAfter));
    redoNewPage(operation);
    database.buffer.releasePins();
  }

  /** Says that the macro it is in moves a root; what is moved, other records say. */
  #rootPageMove(record: LogRecord): void {
    const { bytes, offset } = record;
    const database = this.#database(bytes[offset + rootPageMoveRecord.dbid]!);
    if (database === undefined) return;
    notice(database, bytes, offset + rootPageMoveRecord.dbtimeAfter);
  }

  #begin0({ bytes, offset }: LogRecord): void {
    const trxBegin0 = u32(bytes, offset + begin0Record.trxBegin0);
    this.trxMost = Math.max(this.trxMost, trxBegin0);
    const session = this.#session(u16(bytes, offset + begin0Record.procid));
    session.beginTransaction(levelAfter(bytes[offset + begin0Record.levels]!), trxBegin0);
  }

  #begin({ bytes, offset }: LogRecord): void {
    const session = this.#session(u16(bytes, offset + beginRecord.procid));
    if (session.isActive) session.begin(levelAfter(bytes[offset + beginRecord.levels]!));
  }

  #end({ bytes, offset, type }: LogRecord): void {
    const session = this.#session(u16(bytes, offset + procidRecord.procid));
    if (type === T.Commit0) {
      this.trxMost = Math.max(this.trxMost, u32(bytes, offset + commit0Record.trxCommit0));
    }
    if (!session.isActive) return;
    if (type === T.Commit0) session.end();
    else if (type === T.Commit) session.commitTo(bytes[offset + commitRecord.levelCommitTo]!);
    else if (type === T.Rollback) session.rollback(bytes[offset + rollbackRecord.levelRollback]!);
    else session.isPrepared = true;
  }

  #macroBegin({ bytes, offset }: LogRecord): void {
    const session = this.#session(u16(bytes, offset + macroRecord.procid));
    if (!session.isActive) return;
    const dbtime = checkedDbtime(i64(bytes, offset + macroRecord.dbtime));
    if (session.macroOf(dbtime) !== undefined) {
      throw new JetError('JET_errLogFileCorrupt', `session ${session.procid} begins macro ${dbtime} twice`);
    }
    if (session.macroCount >= openMacrosMost) {
      throw new JetError('JET_errLogFileCorrupt', `session ${session.procid} has too many open macros`);
    }
    session.beginMacro(dbtime, this.#pool);
  }

  #addToMacro(macro: OpenMacro, record: LogRecord): void {
    this.#macroBytes += record.size;
    if (this.#macroBytes > openMacroBytesMost) {
      throw new JetError('JET_errLogFileCorrupt', `open macros have ${this.#macroBytes} bytes of records`);
    }
    macro.add(record);
  }

  #takeMacro({ bytes, offset }: LogRecord): OpenMacro | undefined {
    const session = this.#session(u16(bytes, offset + macroRecord.procid));
    const macro = session.takeMacro(i64(bytes, offset + macroRecord.dbtime));
    if (macro !== undefined) this.#macroBytes -= macro.size;
    return macro;
  }

  #macroCommit(record: LogRecord): void {
    const macro = this.#takeMacro(record);
    if (macro === undefined) return;
    const session = this.#session(u16(record.bytes, record.offset + macroRecord.procid));
    const database = macro.count > 0 ? this.#database(macro.dbid) : undefined;
    if (database !== undefined) {
      this.#operation.session = session;
      this.#operation.database = database;
      redoMacro(macro, this.#operation);
      database.buffer.releasePins();
    }
    macro.giveBack(this.#pool);
  }
}

function notice(database: ReplayDatabase, bytes: Uint8Array, dbtime: number): void {
  database.noticeDbtime(u32(bytes, dbtime + 4), u32(bytes, dbtime));
}

/** Low nibble: the level that was there; high nibble: how many more. */
function levelAfter(levels: number): number {
  return (levels & 0x0f) + (levels >>> 4);
}

function located(error: JetError, record: LogRecord): JetError {
  const place = `${recordTypeName(record.type) ?? record.type} at ${formatLgpos(recordLgpos(record))}`;
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  return new JetError(nameOf(error), `${place}: ${error.message}`, { cause: error, ...hint });
}

/** What a page refuses as the fault of its caller is the fault of the record here. */
function nameOf({ name }: JetError): JetErrorName {
  return name === 'JET_errInvalidParameter' ? 'JET_errDatabaseCorrupted' : name;
}
