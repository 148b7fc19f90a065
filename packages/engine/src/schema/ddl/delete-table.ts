import { JetError } from '@esekit/core';
import { catalogType } from '../../catalog/catalog-columns';
import { tableFlag } from '../../catalog/schema';
import { storedName, tableFields } from '../../catalog/write';
import type { Session } from '../../transactions';
import type { TableObject } from '../table-object';
import { freeTree, orDuplicate, requireChangeable, type SchemaContext } from './schema-context';

/**
 * Deletes a table that nobody has open: its rows at once, its pages when the transaction is committed and nobody
 * is older (24 §9).
 */
export function deleteTable(context: SchemaContext, session: Session, table: TableObject): void {
  const { rows, system } = context;
  const refuse = (error: ConstructorParameters<typeof JetError>[0]): never => {
    throw new JetError(error, `delete table ${table.name.newest ?? ''}`);
  };
  if (table.hasFlag(tableFlag.system)) refuse('JET_errCannotDeleteSystemTable');
  if (table.hasFlag(tableFlag.template)) refuse('JET_errCannotDeleteTemplateTable');
  if (table.locks.count > 0 || table.isChangedByOthers(session)) refuse('JET_errTableInUse');
  // Its rows in the catalog include some that the session does not see: they would stay when it deletes the others.
  if (table.isNewerThan(session)) refuse('JET_errWriteConflict');
  const { table: own, columns, indexes, longValues, callbacks } = rows.ofTable(session, table.objid);
  const trees = [own, ...indexes.filter(({ Id }) => Id !== table.objid), ...(longValues ? [longValues] : [])];
  for (const { Id } of trees) system.removeObjid(session, Id!);
  const all = [own, ...columns, ...indexes, ...(longValues ? [longValues] : []), ...callbacks];
  rows.deleteAll(
    session,
    all.map(({ ObjidTable, Type, Id }) => ({ objidTable: ObjidTable!, type: Type!, id: Id! })),
  );
  table.isDeleted = true;
  table.name.set(session, undefined, {
    undo: () => {
      table.isDeleted = false;
    },
    cleanUp: (trxCommitted) => {
      freeAll(context, table, trxCommitted);
    },
  });
}

/** Children first (04 §7.2). */
function freeAll({ host, tables }: SchemaContext, table: TableObject, trxCommitted: number): void {
  const parent = table.tree.tree;
  for (const index of table.maintainedIndexes) {
    freeTree(host, index.tree, parent, { trxCommitted, kind: 'index' });
  }
  const longValues = table.longValues();
  if (longValues !== undefined) freeTree(host, longValues, parent);
  freeTree(host, table.tree, host.space.root, { trxCommitted, kind: 'table' });
  tables.delete(table.objid);
}

/** @throws JET_errFixedDDL for the catalog; JET_errTableDuplicate for a name that is taken */
export function renameTable(context: SchemaContext, session: Session, table: TableObject, to: string): void {
  const name = storedName(to);
  requireChangeable(table);
  const { Name } = tableFields({ objid: 0, pgnoFDP: 0, density: 0, flags: 0, pages: 0, name });
  orDuplicate('JET_errTableDuplicate', name, () => {
    const row = { objidTable: table.objid, type: catalogType.table, id: table.objid };
    context.rows.change(session, row, { Name });
  });
  table.name.set(session, name);
}
