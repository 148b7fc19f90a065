import { TreeCursor } from '@esekit/btree';
import { JetError } from '@esekit/core';
import { lineFlag } from '@esekit/pages';
import { formatGuid } from '../../values/guid';
import type { IndexSchema, ColumnSchema } from '../../catalog/schema';
import { indexFields, localeIndexKey, type IndexRow } from '../../catalog/write';
import { guidBytes } from '../../catalog/write/name-bytes';
import { words } from '../../catalog/write/index-bytes';
import type { RawSegment } from '../../catalog/index-parts';
import { LiveTree } from '../../live';
import type { Session } from '../../transactions';
import type { IndexObject } from '../index-object';
import type { TableObject } from '../table-object';
import { createIndexGrbit, type IndexRequest } from './index-request';
import { fillIndexes } from './fill-indexes';
import { ownSortId, ownSortVersion, planIndex, type IndexPlan } from './plan-index';
import {
  createTree,
  freeTree,
  freeTreeLater,
  lastSetTime,
  orDuplicate,
  type SchemaContext,
} from './schema-context';

export interface CreateIndexesOptions {
  /** They are made together with their table: nothing can be in it yet. */
  readonly isNewTable: boolean;
  /** Told of the position of the request that was refused. */
  readonly refused?: ((position: number, error: JetError) => void) | undefined;
}

/**
 * Creates indexes (13 §4) and fills them in one pass over the table.
 *
 * @throws what the first request that is refused asks for; JET_errKeyDuplicate, JET_errNullKeyDisallowed and
 *   JET_errKeyTruncated when a record cannot be in an index
 */
export function createIndexes(
  context: SchemaContext,
  session: Session,
  table: TableObject,
  requests: readonly IndexRequest[],
  { isNewTable, refused }: CreateIndexesOptions,
): readonly IndexObject[] {
  const created: IndexObject[] = [];
  const toFill: IndexObject[] = [];
  for (const [position, request] of requests.entries()) {
    try {
      const plan = planIndex(session, table, request, isNewTable);
      const index = plan.isPrimary
        ? createPrimary(context, session, table, plan)
        : createSecondary(context, session, table, plan);
      created.push(index);
      if (!plan.isPrimary && (request.grbit & createIndexGrbit.empty) === 0) toFill.push(index);
    } catch (error) {
      if (JetError.isInstance(error)) refused?.(position, error);
      throw error;
    }
  }
  if (!isNewTable) fillIndexes(session, table, toFill);
  return created;
}

/** The table's own tree is the index, so it must be empty, also for those who have not committed. */
function createPrimary(
  context: SchemaContext,
  session: Session,
  table: TableObject,
  plan: IndexPlan,
): IndexObject {
  if (!isEmpty(table)) throw new JetError('JET_errTableNotEmpty', `create primary index ${plan.name}`);
  if (table.locks.isOpenToOthers(session)) {
    throw new JetError('JET_errTableInUse', `create primary index ${plan.name} beside other sessions`, {
      hint: 'The keys of all records follow it: close the cursors of the other sessions first.',
    });
  }
  const tree = { objidFDP: table.objid, pgnoFDP: table.tree.pgnoFDP };
  const index = table.indexObject(schemaOf(table, plan, tree));
  table.addIndexPart().set(session, index);
  insertRow(context, session, table, plan, tree);
  return index;
}

/** Whether no record is there, or may come back. */
function isEmpty(table: TableObject): boolean {
  const cursor = new TreeCursor(table.tree.tree, { seesDeleted: true });
  while (cursor.next()) {
    if ((cursor.node.flags & lineFlag.deleted) === 0) return false;
  }
  return true;
}

function createSecondary(
  context: SchemaContext,
  session: Session,
  table: TableObject,
  plan: IndexPlan,
): IndexObject {
  const { host } = context;
  const objidFDP = host.nextObjid();
  const cpg = Math.max(1, Math.ceil((plan.spaceHints?.cbInitial ?? 0) / host.pageSize));
  const request = { parent: table.tree.tree, objidFDP, cpg, isMultiple: false, isUnique: plan.isUnique };
  const made: { index?: IndexObject } = {};
  const isOwn = table.isCreatedBy(session);
  const pgnoFDP = createTree(host, session, { ...request, kind: 'index' }, (pgno) => {
    const facts = { objidFDP, pgnoFDP: pgno, label: `index ${plan.name}` };
    const free = isOwn ? freeTree : freeTreeLater;
    free(host, made.index?.tree ?? new LiveTree(host, facts), table.tree.tree);
  });
  const tree = { objidFDP, pgnoFDP };
  const index = table.indexObject(schemaOf(table, plan, tree));
  made.index = index;
  table.addIndexPart().set(session, index);
  if (plan.isLocalized) {
    context.system.countLocale(localeIndexKey(plan.localeName, ownSortId, ownSortVersion));
  }
  insertRow(context, session, table, plan, tree);
  context.system.addObjid(session, { objid: objidFDP, objidTable: table.objid, type: 3 });
  return index;
}

interface TreePlace {
  readonly objidFDP: number;
  readonly pgnoFDP: number;
}

function insertRow(
  { host, rows }: SchemaContext,
  session: Session,
  table: TableObject,
  plan: IndexPlan,
  { objidFDP, pgnoFDP }: TreePlace,
): void {
  const row: IndexRow = {
    ...plan,
    objidTable: table.objid,
    objid: objidFDP,
    pgnoFDP,
    density: table.facts.density,
    varSegMac: plan.varSegMac,
    sortVersion: plan.isLocalized ? ownSortVersion : undefined,
    sortId: plan.isLocalized ? ownSortId : undefined,
    lastSetTime: lastSetTime(host),
  };
  orDuplicate('JET_errIndexDuplicate', plan.name, () => {
    rows.insert(session, indexFields(row));
  });
}

/** As reading the row back would give it. */
function schemaOf(table: TableObject, plan: IndexPlan, { objidFDP, pgnoFDP }: TreePlace): IndexSchema {
  const { columns } = table.newestSchema;
  const column = (segment: RawSegment): ColumnSchema => {
    const found = columns.find(
      ({ fid, columnid }) => fid === segment.fid && columnid > fid === segment.isTemplate,
    );
    if (found !== undefined) return found;
    // The session still sees it, as the other one has not committed.
    const text = `create index ${plan.name} over a column that another session deletes`;
    throw new JetError('JET_errWriteConflict', text);
  };
  return {
    ...{ name: plan.name, flags: plan.flags, isPrimary: plan.isPrimary, isUnique: plan.isUnique },
    ...{ objidFDP, pgnoFDP, keyMost: plan.keyMost, lcid: 0, tupleLimits: plan.tupleLimits },
    density: table.facts.density,
    segments: plan.segments.map((segment) => ({
      column: column(segment),
      descending: segment.descending,
    })),
    conditional: plan.conditional.map((segment) => ({
      column: column(segment),
      mustBeNull: segment.mustBeNull,
    })),
    varSegMac: plan.varSegMac === plan.keyMost ? undefined : plan.varSegMac,
    lcMapFlags: plan.lcMapFlags,
    localeName: plan.localeName,
    sortVersion: plan.isLocalized ? words(ownSortVersion) : undefined,
    sortId: plan.isLocalized ? formatGuid(guidBytes(ownSortId), 0) : undefined,
  };
}
