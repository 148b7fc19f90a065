import { findNode, Tree } from '@esekit/btree';
import { JetError, type EventSink, type Lgpos } from '@esekit/core';
import type { Frame } from '@esekit/pages';
import { encodeMacroAbort, encodeRollback, encodeUndo, encodeUndoInfo } from '../../records/encoders';
import { dbtimeNil, pageRecordFlag, versionOper } from '../../records/layouts';
import { pageDbtime } from '../redo/numbers';
import type { Redo } from '../redo/redo';
import { stampPage } from '../redo/redo-rule';
import { undoOnPage } from '../redo/redo-undo';
import { reportFailedUndo } from '../redo/replay-events';
import type { UndoDatabase } from '../redo/replay-database';
import type { ReplaySession } from '../redo/replay-session';
import { createVersion, type Version } from '../redo/version-store';
import { lastSegmentOf } from './last-segment';

/** The way to the log: takes encoded records, which stay together in one file, and says where the first is. */
export interface Journal {
  append(...records: Uint8Array[]): Lgpos;
}

export interface RollBackOptions {
  /** What the replay has left: its sessions with their versions and macros. */
  readonly redo: Redo;
  readonly journal: Journal;
  readonly database: (dbid: number) => UndoDatabase | undefined;
  readonly onEvent?: EventSink | undefined;
}

/**
 * Rolls back what was unfinished when the log ended (23 §8, steps 3 and 5), and logs that: what is undone
 * here is redone by the next recovery, should this one not come to its end.
 *
 * Every change is logged before it is made. No page has to be split for it: data that becomes larger again
 * had been that large in the same transaction, and its room was kept (02 §5.5). A page without that room
 * contradicts the log.
 *
 * @returns the number of transactions rolled back
 * @throws JET_errDbTimeCorrupted when a node is not there, or its page is newer than the log knows: the end
 *   of the log is lost, but its pages had been written (37, T17)
 * @throws JET_errDatabaseCorrupted and the errors of damaged pages
 */
export function rollBack({ redo, journal, database, onEvent }: RollBackOptions): number {
  const { sessions } = redo;
  for (const session of sessions) abortMacros(session, journal);
  let count = 0;
  for (const session of sessions) {
    // What was prepared, a coordinator decides about (23 §8, 5).
    if (session.level === 0 || session.isPrepared) continue;
    new SessionRollback(session, journal, database, onEvent).run();
    count++;
  }
  return count;
}

function abortMacros(session: ReplaySession, journal: Journal): void {
  for (const dbtime of session.openMacros) {
    journal.append(encodeMacroAbort({ procid: session.procid, dbtime: BigInt(dbtime) }));
    session.takeMacro(dbtime);
  }
}

class SessionRollback {
  readonly #version: Version = createVersion();
  /** By dbid and root page. */
  readonly #trees = new Map<string, Tree>();

  constructor(
    readonly session: ReplaySession,
    readonly journal: Journal,
    readonly database: (dbid: number) => UndoDatabase | undefined,
    readonly onEvent: EventSink | undefined,
  ) {}

  /** Level by level from the innermost on, and in each of them the newest version first. */
  run(): void {
    const { session, journal } = this;
    const { versions, procid } = session;
    while (session.level > 0) {
      for (const index of versions.ofLevel(session.level)) {
        this.#undo(versions.read(index, this.#version));
        versions.remove(index);
      }
      journal.append(encodeRollback({ procid, levelRollback: 1 }));
      session.rollback(1);
    }
  }

  #undo(version: Version): void {
    const database = this.database(version.dbid);
    if (database === undefined) {
      const text = `session ${this.session.procid} has changed database ${version.dbid}, which is not attached`;
      throw new JetError('JET_errLogFileCorrupt', text);
    }
    try {
      this.#undoIn(database, version);
      database.rolledBack++;
    } catch (error) {
      if (JetError.isInstance(error)) reportFailedUndo(this.onEvent, database, version.oper, error);
      throw error;
    } finally {
      database.buffer.releasePins();
    }
  }

  #undoIn(database: UndoDatabase, version: Version): void {
    const place = version.isDeferred ? undefined : this.#find(database, version);
    if (place === undefined) {
      const what = version.isDeferred ? 'its before-image is' : 'its node is';
      throw logIsLost(
        database,
        `version ${version.rceid} of tree ${version.objidFDP} cannot be undone: ${what} not there`,
      );
    }
    const { pgno, iline } = place;
    const frame = database.buffer.pin(pgno);
    const hasImage = version.oper === versionOper.replace || version.oper === versionOper.flagDelete;
    if (hasImage && !version.isLogged) this.#logImage(version, pgno);
    const dbtime = database.nextDbtime();
    const dbtimeBefore = pageDbtime(frame.view);
    if (dbtimeBefore >= dbtime) {
      throw logIsLost(database, `page ${pgno} has dbtime ${dbtimeBefore}, the log ends with ${dbtime - 1}`);
    }
    this.#change(database, version, frame, iline, dbtime, dbtimeBefore);
  }

  #find(database: UndoDatabase, version: Version): ReturnType<typeof findNode> {
    const { dbid, pgnoFDP, objidFDP } = version;
    const name = `${dbid}:${pgnoFDP}`;
    let tree = this.#trees.get(name);
    if (tree === undefined) {
      tree = new Tree({ source: database.buffer, pgnoFDP, objidFDP });
      this.#trees.set(name, tree);
    }
    const isUnique = (version.fFlags & pageRecordFlag.unique) !== 0;
    return findNode(tree, version.key, isUnique ? undefined : version.bookmarkData);
  }

  #change(
    database: UndoDatabase,
    version: Version,
    frame: Frame,
    iline: number,
    dbtime: number,
    dbtimeBefore: number,
  ): void {
    const { session, journal } = this;
    const { view } = frame;
    const record = encodeUndo({
      ...this.#prefix(version, frame.pgno),
      dbtime: BigInt(dbtime),
      dbtimeBefore: BigInt(dbtimeBefore),
      level: session.level,
      iline,
      levelOper: version.level,
    });
    const lgpos = journal.append(record);
    database.buffer.change(frame, lastSegmentOf(lgpos, record.length));
    undoOnPage(view, iline, version);
    stampPage(view, dbtime);
  }

  /** The before-image is in memory only, and the page is about to lose what it could be told from. */
  #logImage(version: Version, pgno: number): void {
    const { image: data, level } = version;
    const prefix = this.#prefix(version, pgno);
    const none = { dbtime: dbtimeNil, dbtimeBefore: dbtimeNil, iline: 0 };
    // Recovery says what the node had been, and keeps no room beyond that (found in logs of the engine).
    const room = { cbMaxSize: data.length, cbDelta: 0 };
    this.journal.append(encodeUndoInfo({ ...prefix, ...none, level, ...room, data }));
  }

  #prefix(version: Version, pgno: number): UndoPrefix {
    const { procid, trxBegin0 } = this.session;
    const { dbid, rceid, pgnoFDP, objidFDP, oper, key, bookmarkData } = version;
    const fFlags = version.fFlags & pageRecordFlag.unique;
    return { procid, dbid, pgno, trxBegin0, fFlags, rceid, pgnoFDP, objidFDP, oper, key, bookmarkData };
  }
}

/** What Undo and UndoInfo have in common. */
interface UndoPrefix {
  readonly procid: number;
  readonly dbid: number;
  readonly pgno: number;
  readonly trxBegin0: number;
  readonly fFlags: number;
  readonly rceid: number;
  readonly pgnoFDP: number;
  readonly objidFDP: number;
  readonly oper: number;
  readonly key: Uint8Array;
  readonly bookmarkData: Uint8Array;
}

function logIsLost({ path }: UndoDatabase, text: string): JetError {
  return new JetError('JET_errDbTimeCorrupted', `${path}: ${text}`, {
    hint: 'The end of the log is lost. Restore the database from a backup and replay the logs onto that.',
  });
}
