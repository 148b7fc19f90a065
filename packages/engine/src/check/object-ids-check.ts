import { Table } from '../database/table';
import type { CheckRun } from './check-run';
import { isDamage } from '../records/damage';
import type { TreeEntry } from './tree-list';

/** Object types as MSysObjids numbers them (10 §4.1). */
const typeOf = { table: 1, index: 3, 'long values': 4 } as const;

/** One row of MSysObjids. */
interface ObjectRow {
  readonly objid: number;
  readonly objidTable: number;
  readonly type: number;
}

/** Checks that every tree has an object id of its own, and that MSysObjids has the same ones. */
export function checkObjectIds(run: CheckRun, trees: readonly TreeEntry[]): void {
  const last = run.database.header.objidLast;
  const known = new Map<number, TreeEntry>();
  for (const entry of trees) {
    const { objidFDP, label } = entry.tree;
    const other = known.get(objidFDP);
    const place = { ...(entry.table ? { table: entry.table.name } : {}), page: entry.tree.pgnoFDP };
    if (other) run.report('objectId', `${label} has the object id ${objidFDP} of ${other.tree.label}`, place);
    known.set(objidFDP, entry);
    if (run.isClean && last !== 0 && objidFDP > last) {
      run.report('objectId', `${label} has the object id ${objidFDP}, the last one given is ${last}`, place);
    }
  }
  const rows = readObjectRows(run, trees);
  if (rows) compareWith(run, trees, known, rows);
}

function compareWith(
  run: CheckRun,
  trees: readonly TreeEntry[],
  known: ReadonlyMap<number, TreeEntry>,
  rows: ReadonlyMap<number, ObjectRow>,
): void {
  const table = 'MSysObjids';
  for (const entry of trees) {
    if (entry.kind === 'database') continue;
    const { objidFDP, label } = entry.tree;
    const row = rows.get(objidFDP);
    if (!row) {
      run.report('objectId', `${label}: MSysObjids has no row of object ${objidFDP}`, { table });
    } else if (row.type !== typeOf[entry.kind] || row.objidTable !== entry.table!.objidFDP) {
      const text = `type ${row.type} of table ${row.objidTable}`;
      run.report('objectId', `${label}: MSysObjids has object ${objidFDP} as ${text}`, { table });
    }
  }
  for (const objid of rows.keys()) {
    if (!known.has(objid)) {
      run.report('objectId', `MSysObjids has object ${objid}, which the catalog does not have`, { table });
    }
  }
}

/** The rows of MSysObjids; `undefined` in databases without the table, and where it cannot be read. */
function readObjectRows(run: CheckRun, trees: readonly TreeEntry[]): Map<number, ObjectRow> | undefined {
  const schema = trees.find(({ table }) => table?.name === 'MSysObjids')?.table;
  if (!schema) return undefined;
  try {
    const rows = new Map<number, ObjectRow>();
    for (const row of new Table<ObjectRow>(run.source, schema).rows()) rows.set(row.objid, row);
    return rows;
  } catch (error) {
    // What is damaged is told of by the walk over the table.
    if (!isDamage(error)) throw error;
    return undefined;
  }
}
