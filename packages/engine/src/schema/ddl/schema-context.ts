import type { SpaceManager, Tree } from '@esekit/btree';
import { JetError } from '@esekit/core';
import type { TableRows } from '../../catalog/build-schema';
import type { LiveTree } from '../../live';
import type { Session } from '../../transactions';
import type { CatalogRows } from '../catalog-rows';
import { fileTimeOf } from '../file-time';
import { hasUpdate, inOwnTransaction, type SchemaHost } from '../schema-host';
import type { SystemTables } from '../system-tables';
import type { TableObject } from '../table-object';

type DeletedTree = Parameters<SpaceManager['deleteTree']>[3];

/** What every change of a schema works with. */
export interface SchemaContext {
  readonly host: SchemaHost;
  readonly rows: CatalogRows;
  readonly system: SystemTables;
  /** Tables in memory, by object id. */
  readonly tables: Map<number, TableObject>;
  /** Makes the object of a table and keeps it. */
  addTable(rows: TableRows, template: TableObject | undefined, isNew: boolean): TableObject;
}

/** What rows of trees say since update 230. */
export function lastSetTime(host: SchemaHost): bigint | undefined {
  return hasUpdate(host, 'lastSetTime') ? fileTimeOf(host.instance.now()) : undefined;
}

/**
 * Makes a tree that goes again when the level is undone; that is agreed on first, because pages are no versions.
 *
 * @param undo gives the pages back
 */
export function createTree(
  host: SchemaHost,
  session: Session,
  request: Parameters<SpaceManager['createTree']>[1],
  undo: (pgnoFDP: number) => void,
): number {
  const made: { pgnoFDP?: number } = {};
  host.versions.action(session.changer(), {
    undo: () => {
      if (made.pgnoFDP !== undefined) undo(made.pgnoFDP);
    },
  });
  made.pgnoFDP = host.space.createTree(session, request);
  return made.pgnoFDP;
}

/**
 * Gives the pages of a tree back that nobody can reach any more, whatever the caller's transaction becomes.
 *
 * @param deleted of a tree that was deleted; not of one whose creation is undone
 */
export function freeTree(host: SchemaHost, tree: LiveTree, parent: Tree, deleted?: DeletedTree): void {
  // What could not be freed the first time stays unused rather than being freed twice.
  if (tree.isGone) return;
  tree.discard();
  inOwnTransaction(host, (session) => {
    host.space.deleteTree(session, tree.tree, parent, deleted);
  });
}

/**
 * As {@link freeTree}, of an index that other sessions keep too, when its creation is undone. They may have entries in
 * it that recovery would have to undo, so its pages go to nobody else before they have ended.
 */
export function freeTreeLater(host: SchemaHost, tree: LiveTree, parent: Tree): void {
  if (tree.isGone) return;
  tree.discard();
  const free = (): void => {
    inOwnTransaction(host, (session) => {
      host.space.deleteTree(session, tree.tree, parent);
    });
  };
  inOwnTransaction(host, (session) => {
    host.versions.action(session.changer(), { undo: () => undefined, cleanUp: free });
  });
}

/**
 * A duplicate in the catalog means that a name is taken, even where the session cannot see by whom.
 *
 * @throws `error` for JET_errKeyDuplicate
 */
export function orDuplicate(
  error: 'JET_errTableDuplicate' | 'JET_errColumnDuplicate' | 'JET_errIndexDuplicate',
  name: string,
  insert: () => void,
): void {
  try {
    insert();
  } catch (cause) {
    if (!JetError.isInstance(cause) || cause.name !== 'JET_errKeyDuplicate') throw cause;
    throw new JetError(error, `the name ${name} is taken`, { cause });
  }
}

/** @throws JET_errFixedDDL for tables that are made for good (10 §3.1), the catalog's own among them */
export function requireChangeable(table: TableObject): void {
  if (!table.isFixed) return;
  throw new JetError('JET_errFixedDDL', `change the definition of ${table.name.newest ?? 'a table'}`);
}
