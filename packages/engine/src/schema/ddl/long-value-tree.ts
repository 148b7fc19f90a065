import { longValueFields } from '../../catalog/write';
import { LiveTree } from '../../live';
import type { Session } from '../../transactions';
import { inLevel, inTransactionForAll } from '../schema-host';
import type { TableObject } from '../table-object';
import { createTree, freeTree, lastSetTime, type SchemaContext } from './schema-context';

/**
 * Makes the tree of a table's long values (10 §3.4). Other sessions may use it at once, so it is committed on its
 * own, for all to see: whoever deletes the table deletes its row too, however old the transaction is. Only that of a
 * table which is not committed itself belongs to the same transaction (24 §9).
 */
export function createLongValues(context: SchemaContext, session: Session, table: TableObject): LiveTree {
  if (!table.isCreatedBy(session))
    return inTransactionForAll(context.host, (own) => create(context, own, table));
  return inLevel(session, () => create(context, session, table));
}

function create(context: SchemaContext, session: Session, table: TableObject): LiveTree {
  const { host, rows, system } = context;
  const objid = host.nextObjid();
  const parent = table.tree.tree;
  const spaceHints = table.longValueHints;
  const cpg = Math.max(1, Math.ceil((spaceHints?.cbInitial ?? 0) / host.pageSize));
  const request = { parent, objidFDP: objid, cpg, isMultiple: false, isUnique: true };
  const pgnoFDP = createTree(host, session, { ...request, kind: 'longValue' }, (pgno) => {
    const known = table.longValues();
    table.setLongValues(undefined);
    const facts = { objidFDP: objid, pgnoFDP: pgno, label: 'long values' };
    freeTree(host, known ?? new LiveTree(host, facts), parent);
  });
  const tree = table.setLongValues({ objidFDP: objid, pgnoFDP })!;
  const row = { objidTable: table.objid, objid, pgnoFDP, spaceHints, lastSetTime: lastSetTime(host) };
  rows.insert(session, longValueFields(row));
  system.addObjid(session, { objid, objidTable: table.objid, type: 4 });
  return tree;
}
