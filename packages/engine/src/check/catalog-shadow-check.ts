import { catalogRows } from '../catalog/read-catalog';
import type { CatalogRow } from '../catalog/catalog-row';
import { catalogType } from '../catalog/catalog-columns';
import { decodeText1252 } from '../values/text';
import type { CheckRun } from './check-run';
import { isDamage } from '../records/damage';

/** The rows of one catalog, as far as they can be read. */
interface Reading {
  readonly rows: readonly CatalogRow[];
  readonly isComplete: boolean;
}

function read(run: CheckRun, which: 'objects' | 'shadow'): Reading {
  const rows: CatalogRow[] = [];
  let isComplete = true;
  try {
    // Pages that are lost are told of by the walk over the tree.
    for (const row of catalogRows(run.source, which, (loss) => (isComplete &&= loss.kind !== 'page'))) {
      rows.push(row);
    }
  } catch (error) {
    // A record that is damaged is told of by the walk over the records.
    if (!isDamage(error)) throw error;
    isComplete = false;
  }
  return { rows, isComplete };
}

/**
 * Compares the catalog with its shadow, row by row: the same rows, and the same in them (10 §2).
 *
 * @returns the rows of the catalog; what is lost of it is taken from the shadow
 */
export function checkShadow(run: CheckRun): readonly CatalogRow[] {
  const objects = read(run, 'objects');
  const shadow = read(run, 'shadow');
  // Databases that an old defragmentation has made have a shadow without any row.
  if (shadow.isComplete && shadow.rows.length === 0) {
    run.note('the shadow of the catalog is empty, so the catalog was compared with nothing');
    return objects.rows;
  }
  const copies = new Map(shadow.rows.map((row) => [rowId(row), row]));
  for (const row of objects.rows) {
    const id = rowId(row);
    const copy = copies.get(id);
    copies.delete(id);
    if (copy) compareRows(run, row, copy);
    else if (shadow.isComplete) tell(run, row, 'is in the catalog and not in its shadow');
  }
  if (objects.isComplete) {
    for (const row of copies.values())
      tell(run, row, 'is in the shadow of the catalog and not in the catalog');
  }
  return objects.isComplete ? objects.rows : [...objects.rows, ...copies.values()];
}

function rowId(row: CatalogRow): string {
  return `${row.ObjidTable} ${row.Type} ${row.Id}`;
}

function compareRows(run: CheckRun, row: CatalogRow, copy: CatalogRow): void {
  const names = (Object.keys(row) as (keyof CatalogRow)[]).filter((name) => !isEqual(row[name], copy[name]));
  if (names.length > 0) tell(run, row, `differs between the catalog and its shadow in ${names.join(', ')}`);
}

function isEqual(a: number | Uint8Array | undefined, b: number | Uint8Array | undefined): boolean {
  if (!(a instanceof Uint8Array) || !(b instanceof Uint8Array)) return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

const typeNames: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(catalogType).map(([name, type]) => [type, name]),
);

function tell(run: CheckRun, row: CatalogRow, what: string): void {
  const name = row.Name ? decodeText1252(row.Name) : '(no name)';
  const type = typeNames[row.Type ?? 0] ?? `type ${row.Type}`;
  const text = `the row of ${type} ${name} (object ${row.ObjidTable}, id ${row.Id}) ${what}`;
  run.report('catalogShadow', text, { table: 'MSysObjects' });
}
