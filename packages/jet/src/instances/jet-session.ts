import { JetError } from '@esekit/core';
import type { Cursor, EngineSession, OpenDatabase } from '@esekit/engine';
import type { JET_DBID, JET_SESID, JET_TABLEID } from '../status';
import type { HandleTable } from './handle-table';
import type { Instance } from './instance';

/** A cursor, and whose it is. */
export interface JetTable {
  readonly cursor: Cursor;
  readonly session: JetSession;
  readonly dbid: JET_DBID;
}

/** A session, and what it has open by the numbers that its caller has. */
export class JetSession {
  /** Its own number. */
  sesid: JET_SESID = 0;
  /** Of JetSetSessionParameter. */
  readonly parameters = new Map<number, number | Uint8Array>();
  /** As often as it was opened. */
  readonly #databases = new Map<JET_DBID, OpenDatabase[]>();
  readonly #tableids = new Set<JET_TABLEID>();
  readonly #tables: HandleTable<JetTable>;

  constructor(
    readonly instance: Instance,
    readonly engine: EngineSession,
    tables: HandleTable<JetTable>,
  ) {
    this.#tables = tables;
  }

  addDatabase(dbid: JET_DBID, open: OpenDatabase): void {
    const opens = this.#databases.get(dbid);
    if (opens === undefined) this.#databases.set(dbid, [open]);
    else opens.push(open);
  }

  /** @throws JET_errInvalidDatabaseId when the session has no such database open */
  database(dbid: JET_DBID): OpenDatabase {
    const open = this.#databases.get(dbid)?.at(-1);
    if (open !== undefined) return open;
    throw new JetError('JET_errInvalidDatabaseId', `the session has no database ${dbid} open`);
  }

  /** The last opening of a database, which is the one to be closed. */
  takeDatabase(dbid: JET_DBID): OpenDatabase | undefined {
    const opens = this.#databases.get(dbid);
    const open = opens?.pop();
    if (opens?.length === 0) this.#databases.delete(dbid);
    return open;
  }

  hasDatabaseBeside(path: string): boolean {
    return [...this.#databases.values()].some((opens) =>
      opens.some(({ database }) => database.path !== path),
    );
  }

  addTable(cursor: Cursor, dbid: JET_DBID): JET_TABLEID {
    const tableid = this.#tables.add({ cursor, session: this, dbid });
    this.#tableids.add(tableid);
    return tableid;
  }

  dropTable(tableid: JET_TABLEID): void {
    this.#tableids.delete(tableid);
    this.#tables.drop(tableid);
  }

  /** Whether a database that was just taken was open once only. */
  isLastOpening(dbid: JET_DBID): boolean {
    return !this.#databases.has(dbid);
  }

  /** Closes the cursors on a database. */
  closeTables(dbid: JET_DBID): void {
    for (const tableid of this.#tableids) {
      const table = this.#tables.find(tableid);
      if (table?.dbid !== dbid) continue;
      if (!table.cursor.isClosed) table.cursor.close();
      this.dropTable(tableid);
    }
  }

  /** Forgets the cursors that the engine has closed: with their database, or by a rollback. */
  dropClosedTables(): void {
    for (const tableid of this.#tableids) {
      if (this.#tables.find(tableid)?.cursor.isClosed !== false) this.dropTable(tableid);
    }
  }

  /** Forgets everything; the engine's session is ended by whoever calls this. */
  clear(): void {
    for (const tableid of this.#tableids) this.dropTable(tableid);
    this.#databases.clear();
  }
}
