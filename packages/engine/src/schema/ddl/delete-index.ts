import { JetError } from '@esekit/core';
import { catalogType } from '../../catalog/catalog-columns';
import type { Session } from '../../transactions';
import type { TableObject } from '../table-object';
import { freeTree, requireChangeable, type SchemaContext } from './schema-context';

/**
 * Deletes a secondary index: hidden from everyone at once, its pages given back when the transaction is committed
 * and nobody is older (14 §5, 24 §9).
 */
export function deleteIndex(
  context: SchemaContext,
  session: Session,
  table: TableObject,
  name: string,
): void {
  requireChangeable(table);
  const index = table.view({ session }).index(name);
  const { objidFDP } = index.tree;
  const refuse = (error: ConstructorParameters<typeof JetError>[0]): never => {
    throw new JetError(error, `delete index ${name} of ${table.name.newest ?? ''}`);
  };
  if (index.isInherited) refuse('JET_errFixedInheritedDDL');
  if (index.isPrimary) refuse('JET_errIndexMustStay');
  if (index.cursors > 0) refuse('JET_errIndexInUse');
  context.rows.delete(session, { objidTable: table.objid, type: catalogType.index, id: objidFDP });
  context.system.removeObjid(session, objidFDP);
  table.indexPart(index).set(session, undefined, {
    cleanUp: (trxCommitted) => {
      freeTree(context.host, index.tree, table.tree.tree, { trxCommitted, kind: 'index' });
    },
  });
}
