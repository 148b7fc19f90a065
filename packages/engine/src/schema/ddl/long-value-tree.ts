import { longValueFields } from '../../catalog/write';
import type { LiveTree } from '../../live';
import type { Session } from '../../transactions';
import { inLevel, inOwnTransaction } from '../schema-host';
import type { TableObject } from '../table-object';
import { freeTree, lastSetTime, type SchemaContext } from './schema-context';

/**
 * Makes the tree of a table's long values (10 §3.4). Other sessions may use it at once, so it is committed on its
 * own; only that of a table which is not committed itself belongs to the same transaction (24 §9).
 */
export function createLongValues(context: SchemaContext, session: Session, table: TableObject): LiveTree {
  if (!table.isCreatedBy(session))
    return inOwnTransaction(context.host, (own) => create(context, own, table));
  return inLevel(session, () => create(context, session, table));
}

function create(context: SchemaContext, session: Session, table: TableObject): LiveTree {
  const { host, rows, system } = context;
  const objid = host.nextObjid();
  const parent = table.tree.tree;
  const request = { parent, objidFDP: objid, cpg: 1, isMultiple: false, isUnique: true };
  const pgnoFDP = host.space.createTree(session, { ...request, kind: 'longValue' });
  const tree = table.setLongValues({ objidFDP: objid, pgnoFDP })!;
  host.versions.action(session.changer(), {
    undo: () => {
      table.setLongValues(undefined);
      freeTree(host, tree, parent);
    },
  });
  const row = { objidTable: table.objid, objid, pgnoFDP, lastSetTime: lastSetTime(host) };
  rows.insert(session, longValueFields(row));
  system.addObjid(session, { objid, objidTable: table.objid, type: 4 });
  return tree;
}
