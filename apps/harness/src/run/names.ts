import type { JET_INSTANCE } from '@esekit/jet';
import { ScriptError } from '../script/script-error';
import type { ColumnType } from '../values/column-type';

export interface InstanceName {
  readonly name: string;
  readonly handle: JET_INSTANCE;
  isInitialised: boolean;
}

export interface SessionName {
  readonly name: string;
  readonly instance: InstanceName;
  readonly sesid: number;
  /** Transactions that are open. */
  level: number;
}

export interface DatabaseName {
  /** Who opened it, or who uses it in a call. */
  readonly session: SessionName;
  readonly dbid: number;
  /** Tells handles apart: each has an object of its own. */
  readonly handle: object;
}

/** A column of a temporary table, which no call describes. */
export interface TemporaryColumn {
  readonly name: string;
  readonly columnid: number;
  readonly coltyp: number;
  readonly type: ColumnType;
  readonly cp: number;
  readonly cbMax: number;
  readonly grbit: number;
  /** Part of the key, in the order of the columns. */
  readonly isKey: boolean;
}

export interface TableName {
  readonly session: SessionName;
  readonly database: DatabaseName | undefined;
  readonly tableid: number;
  /** Transaction level at which it was opened; no higher than that of its session. */
  level: number;
  /** Of a temporary table. */
  readonly temporary: readonly TemporaryColumn[] | undefined;
}

/** Key in a secondary index, and the record it belongs to. */
export interface SecondaryBookmark {
  readonly key: Uint8Array;
  readonly primary: Uint8Array;
}

/** What the script has given names to in this process (scenario language §1.1). */
export class Names {
  readonly instances = new Map<string, InstanceName>();
  readonly sessions = new Map<string, SessionName>();
  readonly databases = new Map<string, DatabaseName>();
  readonly tables = new Map<string, TableName>();
  readonly bookmarks = new Map<string, Uint8Array>();
  readonly secondaryBookmarks = new Map<string, SecondaryBookmark>();
  currentInstance: InstanceName | undefined;
  currentSession: SessionName | undefined;

  /** @throws ScriptError */
  requireInstance(): InstanceName {
    return required(this.currentInstance, 'no instance');
  }

  requireSession(): SessionName {
    return required(this.currentSession, 'no session');
  }

  requireDatabase(name: string): DatabaseName {
    return required(this.databases.get(name), `no database handle ${name}`);
  }

  /**
   * A database for a call of the current session, which need not be the one that opened it. A session cannot reach a
   * database of another instance: that is left to the session of its own.
   */
  requireDatabaseForCurrent(name: string): DatabaseName {
    const database = this.requireDatabase(name);
    const current = this.requireSession();
    return current.instance === database.session.instance ? { ...database, session: current } : database;
  }

  requireTable(name: string): TableName {
    return required(this.tables.get(name), `no table handle ${name}`);
  }

  /** The instance is gone, and what belongs to it. */
  dropInstance(instance: InstanceName): void {
    removeWhere(this.instances, (one) => one === instance);
    if (this.currentInstance === instance) this.currentInstance = undefined;
    for (const session of [...this.sessions.values()]) {
      if (session.instance === instance) this.dropSession(session);
    }
    if (this.currentSession?.instance === instance) this.dropSession(this.currentSession);
  }

  dropSession(session: SessionName): void {
    removeWhere(this.sessions, (one) => one === session);
    if (this.currentSession === session) this.currentSession = undefined;
    removeWhere(this.databases, (one) => one.session === session);
    removeWhere(this.tables, (one) => one.session === session);
  }

  dropDatabase(database: DatabaseName): void {
    removeWhere(this.databases, (one) => one === database);
    removeWhere(this.tables, (one) => isSameDatabase(one.database, database));
  }

  tablesOfSession(session: SessionName): readonly TableName[] {
    return [...this.tables.values()].filter((one) => one.session === session);
  }

  tablesOfDatabase(database: DatabaseName): readonly TableName[] {
    return [...this.tables.values()].filter((one) => isSameDatabase(one.database, database));
  }

  /** A transaction of the session has ended: its tables are of the level around it. */
  afterCommit(session: SessionName): void {
    for (const table of this.tables.values()) {
      if (table.session === session) table.level = Math.min(table.level, session.level);
    }
  }

  /** The cursors that the rolled back levels had opened are closed. */
  afterRollback(session: SessionName): void {
    removeWhere(this.tables, (one) => one.session === session && one.level > session.level);
  }
}

/** A table belongs to the database handle that it was opened with. */
function isSameDatabase(one: DatabaseName | undefined, other: DatabaseName): boolean {
  return one?.handle === other.handle;
}

function required<T>(found: T | undefined, problem: string): T {
  if (found === undefined) throw new ScriptError(problem);
  return found;
}

function removeWhere<T>(map: Map<string, T>, is: (one: T) => boolean): void {
  for (const [name, one] of map) if (is(one)) map.delete(name);
}
