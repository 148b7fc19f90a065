import { JetError, viewOf } from '@esekit/core';
import { indexFlag, tableFlag, type IndexSchema } from '../../catalog/schema';
import { derivedIndexFlags, indexFields, storedName, tableFields } from '../../catalog/write';
import { LiveTree } from '../../live';
import { defaultChunkSize } from '../../long-values/long-value-format';
import { sortKeyFlags } from '../../keys';
import type { RawSegment } from '../../catalog/index-parts';
import type { Session } from '../../transactions';
import type { TableObject } from '../table-object';
import { addColumn } from './add-column';
import { createIndexes } from './create-index';
import { createIndexGrbit } from './index-request';
import { boundedMost } from './plan-index';
import { createTree, freeTree, lastSetTime, orDuplicate, type SchemaContext } from './schema-context';
import { checkTableRequest, tableGrbit, type TableRequest } from './table-request';

const densityDefault = 80;
const templateBit = 0x8000_0000;
const noFixedVarColumnsInDerived = 0x0400_0000;

/**
 * Creates a table with its columns and indexes: all of it or nothing (14 §5). Whoever calls opens it next, for
 * itself alone.
 *
 * @param template the table that it is derived from
 */
export function createTable(
  context: SchemaContext,
  session: Session,
  request: TableRequest,
  template: TableObject | undefined,
): TableObject {
  const { host, rows } = context;
  const name = storedName(request.name);
  checkTableRequest(request, defaultChunkSize(host.pageSize));
  if (template !== undefined && !template.hasFlag(tableFlag.template)) {
    throw new JetError('JET_errDDLNotInheritable', `derive ${name} from ${request.templateName ?? ''}`);
  }
  if (rows.tableNamed(session, name) !== undefined) {
    throw new JetError('JET_errTableDuplicate', `create table ${name}`);
  }
  const objid = host.nextObjid();
  const pages = pagesOf(request);
  const parent = host.space.root;
  const cpg = Math.max(1, pages);
  const tree = { parent, objidFDP: objid, cpg, isMultiple: false, isUnique: true };
  const pgnoFDP = createTree(host, session, { ...tree, kind: 'table' }, (pgno) => {
    const known = context.tables.get(objid)?.tree;
    context.tables.delete(objid);
    const facts = { pgnoFDP: pgno, objidFDP: objid, label: `table ${name}` };
    freeTree(host, known ?? new LiveTree(host, facts), parent);
  });
  orDuplicate('JET_errTableDuplicate', name, () => {
    const row = { objid, pgnoFDP, name, pages, ...rowOf(request, template) };
    rows.insert(session, tableFields({ ...row, lastSetTime: lastSetTime(host) }));
  });
  context.system.addObjid(session, { objid, objidTable: objid, type: 1 });
  if (template !== undefined) inheritIndexes(context, session, { objid, pgnoFDP }, template);
  const table = context.addTable(rows.ofTable(session, objid), template, true);
  table.markCreated(session, name);
  addParts(context, session, table, request);
  return table;
}

/** A table made with secondary indexes gets a page for each (10 §3.1). */
function pagesOf({ pages = 0, indexes = [] }: TableRequest): number {
  const secondary = indexes.filter(({ grbit }) => (grbit & createIndexGrbit.primary) === 0).length;
  return secondary === 0 ? pages : Math.max(pages, 1 + secondary);
}

function rowOf(request: TableRequest, template: TableObject | undefined) {
  const { density = 0, grbit = 0, lvChunkMax = 0, separateLV = 0 } = request;
  const asks = (flag: number): boolean => (grbit & flag) !== 0;
  let flags = template === undefined ? 0 : tableFlag.derived;
  if (asks(tableGrbit.fixedDDL)) flags |= tableFlag.fixedDDL;
  if (asks(tableGrbit.templateTable)) flags |= tableFlag.template | tableFlag.fixedDDL;
  if (asks(tableGrbit.noFixedVarColumnsInDerivedTables)) flags |= noFixedVarColumnsInDerived;
  if (asks(tableGrbit.system)) flags |= tableFlag.system;
  return {
    flags: flags >>> 0,
    density: density || densityDefault,
    templateName: template?.name.newest,
    lvChunkMax: lvChunkMax || undefined,
    separateLV: separateLV || undefined,
    spaceHints: request.spaceHints,
    deferredLongValueHints: request.longValueHints,
  };
}

function addParts(
  context: SchemaContext,
  session: Session,
  table: TableObject,
  { columns = [], indexes = [], report }: TableRequest,
): void {
  for (const [position, column] of columns.entries()) {
    try {
      const added = addColumn(context, session, table, column, true);
      report?.column?.(position, added);
    } catch (error) {
      if (JetError.isInstance(error)) report?.refused?.('column', position, error);
      throw error;
    }
  }
  createIndexes(context, session, table, indexes, {
    isNewTable: true,
    refused: (position, error) => report?.refused?.('index', position, error),
  });
}

/** A derived table has indexes of its own after the template's (10 §8.1). */
function inheritIndexes(
  context: SchemaContext,
  session: Session,
  table: { readonly objid: number; readonly pgnoFDP: number },
  template: TableObject,
): void {
  const { host, rows, system } = context;
  const { indexes } = template.newestSchema;
  for (const index of [...indexes].sort((a, b) => a.objidFDP - b.objidFDP)) {
    const { objid, pgnoFDP } = index.isPrimary ? table : newTree(context, session, table, index);
    rows.insert(
      session,
      indexFields({
        ...{ objidTable: table.objid, objid, pgnoFDP, name: index.name, density: index.density },
        flags: derivedIndexFlags(index.flags),
        segments: index.segments.map(({ column, descending }) => ({
          ...{ fid: column.fid, isTemplate: column.columnid >= templateBit, descending, mustBeNull: false },
        })),
        conditional: index.conditional.map(({ column, mustBeNull }): RawSegment => {
          return {
            fid: column.fid,
            isTemplate: column.columnid >= templateBit,
            descending: false,
            mustBeNull,
          };
        }),
        ...inheritedSizes(index),
        // The engine leaves the default flags out here (see the format notes).
        lcMapFlags: index.lcMapFlags === sortKeyFlags.default ? 0 : index.lcMapFlags,
        localeName: index.localeName,
        tupleLimits: index.tupleLimits,
        sortVersion: sortVersionOf(index),
        sortId: index.sortId,
        spaceHints: index.isPrimary ? hintOfPages(template, host.pageSize) : undefined,
        lastSetTime: lastSetTime(host),
      }),
    );
    if (!index.isPrimary) system.addObjid(session, { objid, objidTable: table.objid, type: 3 });
  }
}

function newTree(
  { host, tables }: SchemaContext,
  session: Session,
  table: { readonly objid: number; readonly pgnoFDP: number },
  index: IndexSchema,
): { readonly objid: number; readonly pgnoFDP: number } {
  const objid = host.nextObjid();
  const label = `table ${table.objid}`;
  const parent = new LiveTree(host, { pgnoFDP: table.pgnoFDP, objidFDP: table.objid, label }).tree;
  const isUnique = (index.flags & indexFlag.unique) !== 0;
  const request = { parent, objidFDP: objid, cpg: 1, isMultiple: false, isUnique };
  const pgnoFDP = createTree(host, session, { ...request, kind: 'index' }, (pgno) => {
    const known = tables.get(table.objid)?.maintainedIndexes.find(({ tree }) => tree.objidFDP === objid);
    const facts = { pgnoFDP: pgno, objidFDP: objid, label: `index ${index.name}` };
    freeTree(host, known?.tree ?? new LiveTree(host, facts), parent);
  });
  return { objid, pgnoFDP };
}

function inheritedSizes(index: IndexSchema): {
  readonly keyMost: number;
  readonly varSegMac?: number | undefined;
} {
  if (!index.isPrimary) return { keyMost: index.keyMost, varSegMac: index.varSegMac };
  const columns = index.segments.map(({ column }) => column);
  const keyMost = boundedMost(columns, index.keyMost, index.varSegMac);
  const { varSegMac = keyMost } = index;
  return { keyMost, varSegMac: Math.min(varSegMac, keyMost) };
}

function sortVersionOf({ sortVersion }: IndexSchema): readonly [number, number] | undefined {
  if (sortVersion?.length !== 8) return undefined;
  const view = viewOf(sortVersion);
  return [view.getUint32(0, true), view.getUint32(4, true)];
}

/** The initial pages of the template come as a hint of size. */
function hintOfPages(template: TableObject, pageSize: number) {
  const cbInitial = template.pages * pageSize;
  if (cbInitial === 0) return undefined;
  const none = {
    ulInitialDensity: 0,
    grbit: 0,
    ulMaintDensity: 0,
    ulGrowth: 0,
    cbMinExtent: 0,
    cbMaxExtent: 0,
  };
  return { ...none, cbInitial };
}
