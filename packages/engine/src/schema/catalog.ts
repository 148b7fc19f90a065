import type { SpaceHints, Tree } from '@esekit/btree';
import { JetError } from '@esekit/core';
import { storedName, type ColumnRequest } from '../catalog/write';
import type { TableRows } from '../catalog/build-schema';
import type { LiveTree } from '../live';
import type { Session } from '../transactions';
import { decodeText1252 } from '../values/text';
import { treeHints } from './tree-hints';
import { CatalogRows } from './catalog-rows';
import { createCatalog, createSystemTables } from './create-database';
import { addColumn, type AddedColumn } from './ddl/add-column';
import { deleteColumn, renameColumn, setColumnDefault, type DeleteColumnOptions } from './ddl/change-column';
import { createIndexes, type CreateIndexesOptions } from './ddl/create-index';
import { createTable } from './ddl/create-table';
import { deleteIndex } from './ddl/delete-index';
import { deleteTable, renameTable } from './ddl/delete-table';
import type { IndexRequest } from './ddl/index-request';
import { createLongValues } from './ddl/long-value-tree';
import { requireChangeable, type SchemaContext } from './ddl/schema-context';
import type { TableRequest } from './ddl/table-request';
import type { SchemaHost, SchemaSession } from './schema-host';
import { SystemTables } from './system-tables';
import { TableObject } from './table-object';

/** A table as lists show it. */
export interface ListedTable {
  readonly name: string;
  /** Bits of `tableFlag`. */
  readonly flags: number;
  readonly objid: number;
}

/**
 * The schema of an attached database, and all that changes it (10, 14 §5). Every change is transactional: rows,
 * trees and what is in memory come and go together. At level 0 a call is a transaction of its own.
 */
export class Catalog {
  readonly #host: SchemaHost;
  readonly #context: SchemaContext;
  readonly #rows: CatalogRows;
  readonly #tables = new Map<number, TableObject>();
  readonly #hints = new Map<number, SpaceHints>();

  constructor(host: SchemaHost) {
    this.#host = host;
    this.#rows = new CatalogRows(host);
    const system = new SystemTables(host, this.#rows);
    this.#context = {
      ...{ host, rows: this.#rows, system, tables: this.#tables },
      addTable: (rows, template, isNew) => this.#add(rows, template, isNew),
    };
  }

  /** The catalog itself in a new database that has pages 1 to 3 (24 §6 step 5). */
  create(session: SchemaSession): void {
    createCatalog(this.#host, this.#rows, session);
  }

  /** The other tables of a new database, once it has its version (24 §6 step 8). */
  createSystemTables(session: SchemaSession): void {
    createSystemTables(this.#host, this.#rows, this.#context.system, session);
  }

  /** All tables that the session sees, system tables too, in the order of their names. */
  tables({ session }: SchemaSession): readonly ListedTable[] {
    return Array.from(this.#rows.tables(session), ({ Name, Flags, Id }) => ({
      name: decodeText1252(Name!),
      flags: Flags!,
      objid: Id!,
    }));
  }

  /**
   * A table that the session sees; the same object for all sessions.
   *
   * @throws JET_errInvalidName, JET_errObjectNotFound
   * @throws JET_errTableLocked when another session is deleting it
   */
  open({ session }: SchemaSession, name: string): TableObject {
    const objid = this.#rows.tableNamed(session, storedName(name));
    if (objid === undefined) throw new JetError('JET_errObjectNotFound', `table ${name}`);
    const table = this.#load(session, objid);
    if (table.isDeleted) throw new JetError('JET_errTableLocked', `table ${name} is being deleted`);
    return table;
  }

  /**
   * Creates a table with columns and indexes. Who asked for it opens it next, with `deniesRead`.
   *
   * @throws what 14 §5 lists, in its order; the first error of a column or an index
   */
  createTable(session: SchemaSession, request: TableRequest): TableObject {
    return this.#change(session, () => {
      const { templateName } = request;
      const template = templateName === undefined ? undefined : this.open(session, templateName);
      return createTable(this.#context, session.session, request, template);
    });
  }

  /**
   * @throws JET_errObjectNotFound, JET_errCannotDeleteSystemTable, JET_errCannotDeleteTemplateTable,
   *   JET_errTableInUse
   */
  deleteTable(session: SchemaSession, name: string): void {
    this.#change(session, () => deleteTable(this.#context, session.session, this.open(session, name)));
  }

  /** @throws JET_errObjectNotFound, JET_errFixedDDL, JET_errTableDuplicate, JET_errInvalidName */
  renameTable(session: SchemaSession, from: string, to: string): void {
    this.#change(session, () => renameTable(this.#context, session.session, this.open(session, from), to));
  }

  /** @throws JET_errFixedDDL, JET_errColumnDuplicate and the others of 11 §2 */
  addColumn(session: SchemaSession, table: TableObject, request: ColumnRequest): AddedColumn {
    return this.#change(session, () => {
      requireChangeable(table);
      return addColumn(this.#context, session.session, table, request, false);
    });
  }

  /** @throws JET_errColumnNotFound, JET_errColumnInUse, JET_errFixedDDL, JET_errFixedInheritedDDL */
  deleteColumn(
    session: SchemaSession,
    table: TableObject,
    name: string,
    options: DeleteColumnOptions = {},
  ): void {
    this.#change(session, () => deleteColumn(this.#context, session.session, table, name, options));
  }

  /** @throws JET_errInTransaction, JET_errColumnNotFound (of inherited ones too), JET_errKeyDuplicate */
  renameColumn(session: SchemaSession, table: TableObject, from: string, to: string): void {
    if (session.session.level > 0) {
      throw new JetError('JET_errInTransaction', `rename column ${from} inside of a transaction`);
    }
    this.#change(session, () => renameColumn(this.#context, session.session, table, from, to));
  }

  /**
   * @param grbit must be 0
   * @throws JET_errInvalidParameter, JET_errNullInvalid, JET_errColumnNotFound, JET_errDefaultValueTooBig,
   *   JET_errColumnInUse
   */
  setColumnDefault(
    session: SchemaSession,
    table: TableObject,
    name: string,
    value: Uint8Array,
    grbit = 0,
  ): void {
    if (grbit !== 0) throw new JetError('JET_errInvalidParameter', `set a default with flags ${grbit}`);
    this.#change(session, () => setColumnDefault(this.#context, session.session, table, name, value));
  }

  /** @throws what 13 §4 lists */
  createIndexes(
    session: SchemaSession,
    table: TableObject,
    requests: readonly IndexRequest[],
    refused?: CreateIndexesOptions['refused'],
  ): void {
    this.#change(session, () => {
      requireChangeable(table);
      createIndexes(this.#context, session.session, table, requests, { isNewTable: false, refused });
    });
  }

  /** @throws JET_errIndexNotFound, JET_errIndexMustStay, JET_errIndexInUse, JET_errFixedInheritedDDL */
  deleteIndex(session: SchemaSession, table: TableObject, name: string): void {
    this.#change(session, () => deleteIndex(this.#context, session.session, table, name));
  }

  /** How a tree of a table that was opened wants to grow: what its creator asked for, if anything. */
  hintsOf(tree: Tree): SpaceHints | undefined {
    return this.#hints.get(tree.objidFDP);
  }

  #change<T>(session: SchemaSession, work: () => T): T {
    this.#host.requireWritable();
    return session.atomically(() => {
      // Pages are taken without versions, so a transaction that may not change anything is refused before that.
      session.session.changer();
      return work();
    });
  }

  #load(session: SchemaSession['session'], objid: number): TableObject {
    const known = this.#tables.get(objid);
    if (known !== undefined) return known;
    const rows = this.#rows.ofTable(session, objid);
    const { TemplateTable } = rows.table;
    const template = TemplateTable && this.#rows.tableNamed(session, decodeText1252(TemplateTable));
    return this.#add(rows, template ? this.#load(session, template) : undefined, false);
  }

  #add(rows: TableRows, template: TableObject | undefined, isNew: boolean): TableObject {
    const make = (session: Session, of: TableObject): LiveTree =>
      createLongValues(this.#context, session, of);
    const table = new TableObject(this.#host, rows, template, make, isNew);
    this.#tables.set(table.objid, table);
    for (const [objid, hints] of treeHints(rows, this.#host.pageSize)) this.#hints.set(objid, hints);
    return table;
  }
}
