import type { Command } from './commands';
import { ModelCursor } from './cursor';
import { count, goTo, goToEntry, move, seek, setIndex, setRange } from './navigation';
import { fail, keyOf, ModelTable, type ColumnName, type ModelRow, type TableKind } from './table';
import { escrow, getLock, post, prepare, remove, setColumn } from './updates';
import { ModelClock, ModelSession } from './versions';

export const sessionCount = 4;

/** Long values of the test: a pattern that shows where a piece of it is. */
export function longText(length: number): string {
  return 'abcdefghijklmnopqrstuvwxyz0123456789'.repeat(Math.ceil(length / 36)).slice(0, length);
}

/** A long value in few letters. */
export function brief(value: string | null): string | null {
  if (value === null || value.length < 20) return value;
  let sum = 0;
  for (let i = 0; i < value.length; i++) sum = (sum * 31 + value.charCodeAt(i)) | 0;
  return `${value.length}:${sum >>> 0}`;
}

export function printRow(row: ModelRow): string {
  return `id=${row.id} a=${row.a} u=${row.u} e=${row.e} ver=${row.ver} ai=${row.ai} lv=${brief(row.lv)}`;
}

/** What the copy buffer shows; when the version column changes in it is nowhere written. */
export function printCopy(row: ModelRow): string {
  return printRow({ ...row, ver: null });
}

/** Plays commands on the model. */
export class ModelPlayer {
  readonly clock = new ModelClock();
  readonly table: ModelTable;
  readonly sessions: readonly ModelSession[];
  readonly cursors: (ModelCursor | undefined)[][];

  constructor(kind: TableKind) {
    this.table = new ModelTable(kind);
    this.sessions = Array.from({ length: sessionCount }, () => new ModelSession(this.clock));
    this.cursors = this.sessions.map((session) => [
      new ModelCursor(session, this.table),
      new ModelCursor(session, this.table),
    ]);
  }

  /** Bookmarks in commands are numbers; none at all is an empty one. */
  bookmark(value: number | null | undefined): string {
    if (value === undefined) return '';
    return this.table.hasPrimary ? keyOf(value) : (value ?? 0).toString(16).padStart(8, '0');
  }

  cursorOf(command: Command): ModelCursor | undefined {
    return 'c' in command ? this.cursors[command.s]![command.c] : undefined;
  }

  /**
   * What has to be played instead of a command where the documents say nothing, or tell of a defect that we are
   * to keep out of databases; `undefined` for nothing.
   */
  instead(command: Command): Command | undefined {
    const cursor = this.cursorOf(command);
    if ('c' in command && cursor === undefined) return undefined;
    const update = cursor?.prepared;
    if (update === undefined || !('c' in command)) return command;
    // Of two updates of a record through two cursors of a session, the last writes its whole copy, while it looks
    // after the indexes of the columns that it has set only (F-40): the others are wrong then.
    if (command.call === 'update' && update.isHazard) return { ...command, call: 'prepare', kind: 'cancel' };
    return command;
  }

  /** @returns what the call returns, as a text; @throws ModelError */
  play(command: Command): string {
    switch (command.call) {
      case 'begin':
        return this.#begin(this.sessions[command.s]!, command.times, command.isReadOnly);
      case 'commit':
        return this.#commit(command.s, !command.isLazy);
      case 'rollback':
        return this.#rollback(command.s, command.all);
      case 'open':
        this.cursors[command.s]![2] = new ModelCursor(this.sessions[command.s]!, this.table);
        return '';
      case 'idle':
        return '';
      default:
        return this.#playCursor(this.cursorOf(command)!, command);
    }
  }

  #begin(session: ModelSession, times: number, isReadOnly: boolean): string {
    for (let n = 0; n < times; n++) {
      if (session.level === 7) fail('JET_errTransTooDeep');
      session.begin(isReadOnly);
    }
    return `level ${session.level}`;
  }

  #live(s: number): ModelCursor[] {
    return this.cursors[s]!.filter((cursor) => cursor?.isClosed === false) as ModelCursor[];
  }

  #commit(s: number, isDurable: boolean): string {
    const session = this.sessions[s]!;
    const cursors = this.#live(s);
    if (session.level === 0) fail('JET_errNotInTransaction');
    if (session.level === 1 && cursors.some(({ prepared }) => prepared?.forbidsCommit === true)) {
      fail('JET_errAlreadyPrepared');
    }
    session.commit(isDurable);
    for (const cursor of cursors) cursor.commit(session.level);
    return `level ${session.level}`;
  }

  #rollback(s: number, all: boolean): string {
    const session = this.sessions[s]!;
    if (session.level === 0) fail('JET_errNotInTransaction');
    do {
      for (const cursor of this.#live(s)) cursor.rollBack(session.level);
      session.rollBack();
    } while (all && session.level > 0);
    return `level ${session.level}`;
  }

  #playCursor(cursor: ModelCursor, command: Command & { readonly c: number }): string {
    cursor.checkOpen();
    switch (command.call) {
      case 'close':
        cursor.prepared = undefined;
        cursor.isClosed = true;
        return '';
      case 'move':
        move(cursor, command.rows, command.isKeyNE);
        return '';
      case 'makeKey':
        cursor.makeKey(command.value, command.isNew, command.limit);
        return '';
      case 'seek':
        if (command.value !== undefined) cursor.makeKey(command.value, true, command.limit);
        return seek(cursor, command.grbit);
      case 'setRange':
        if (command.value !== undefined) cursor.makeKey(command.value, true, 'none');
        setRange(cursor, command.grbit);
        return '';
      case 'setIndex':
        setIndex(cursor, command.name, command.staysThere);
        return '';
      case 'gotoBookmark':
        goTo(cursor, this.bookmark(command.value));
        return '';
      case 'gotoEntry':
        goToEntry(cursor, command.value, this.bookmark(command.bookmark), command.permitsVirtual);
        return '';
      default:
        return this.#read(cursor, command);
    }
  }

  #read(cursor: ModelCursor, command: Command & { readonly c: number }): string {
    switch (command.call) {
      case 'getRow':
        return printRow(cursor.row());
      case 'getCopy':
        return printCopy((cursor.prepared ?? fail('JET_errUpdateNotPrepared')).row);
      case 'retrieveKey':
        return command.copy ? unfilled(cursor.searchKey?.key ?? fail('JET_errKeyNotMade')) : cursor.key();
      case 'getSecondaryBookmark': {
        const { key, bookmark } = cursor.secondaryBookmark();
        return `${key} ${bookmark}`;
      }
      case 'count':
        return String(count(cursor));
      default:
        return this.#change(cursor, command);
    }
  }

  #change(cursor: ModelCursor, command: Command & { readonly c: number }): string {
    switch (command.call) {
      case 'prepare':
        prepare(cursor, command.kind);
        return '';
      case 'setColumn':
        setColumn(cursor, command.column, valueFor(command.column, command.value), false);
        return '';
      case 'setLong':
        setColumn(cursor, 'lv', command.length === null ? null : longText(command.length), command.appends);
        return '';
      case 'update':
        return this.#post(cursor);
      case 'delete':
        remove(cursor);
        this.#outdate(cursor, cursor.bookmark);
        return '';
      case 'escrow':
        return String(escrow(cursor, command.delta));
      case 'getLock':
        getLock(cursor, command.isWrite);
        return '';
      case 'insert':
        prepare(cursor, 'insert');
        setColumn(cursor, 'id', command.id, false);
        setColumn(cursor, 'a', command.a, false);
        setColumn(cursor, 'u', command.u, false);
        if (command.length !== null && cursor.session.level > 0) {
          setColumn(cursor, 'lv', longText(command.length), false);
        }
        return this.#post(cursor);
      case 'edit':
        prepare(cursor, command.kind);
        setColumn(cursor, command.column, valueFor(command.column, command.value), false);
        return this.#post(cursor);
      default:
        throw new Error(`no such call: ${command.call}`);
    }
  }

  #post(cursor: ModelCursor): string {
    const update = cursor.prepared;
    const result = post(cursor);
    if (update!.set.size > 0 || update!.movesOriginal) this.#outdate(cursor, update!.bookmark);
    return result;
  }

  #outdate(by: ModelCursor, bookmark: string | undefined): void {
    for (const { prepared } of this.cursors
      .flat()
      .filter((cursor) => cursor?.session === by.session) as ModelCursor[]) {
      if (prepared !== undefined && prepared.bookmark === bookmark) prepared.isOutdated = true;
    }
  }

  /** Where a cursor stands, as far as asking does not change it. */
  currency(cursor: ModelCursor): string {
    if (cursor.isClosed) return 'closed';
    const bookmark = said(() => cursor.getBookmark());
    return cursor.isDeferred ? bookmark : `${bookmark} ${said(() => cursor.key())}`;
  }
}

/** Columns that cannot be NULL get 0 instead. */
export function valueFor(column: ColumnName, value: number | null): number | null {
  return column === 'e' || column === 'ver' || column === 'ai' ? (value ?? 0) : value;
}

/** How far a limit is filled depends on how long keys of the index can get. */
export function unfilled(key: string): string {
  return key.replace(/(ff)+$/, ' filled');
}

/** What a call returns, or the name of its error. */
export function said(call: () => string): string {
  try {
    return call();
  } catch (error) {
    const { name } = error as Error;
    if (name.startsWith('JET_')) return name;
    throw error;
  }
}
