import { catalogType } from '../catalog/catalog-columns';
import type { CatalogRow } from '../catalog/catalog-row';
import type { TableSchema } from '../catalog/schema';
import { buildTables } from './build-tables';
import { checkColumns } from './catalog-columns-check';
import { checkIndexes } from './catalog-indexes-check';
import { checkShadow } from './catalog-shadow-check';
import type { CheckRun } from './check-run';
import { isCatalog } from './check-schema';

/**
 * Checks the catalog: against its shadow, its rows by themselves, and the tables they define.
 *
 * @returns the tables, as far as they are defined
 */
export function checkCatalog(run: CheckRun): TableSchema[] {
  const rows = checkShadow(run);
  checkRows(run, rows);
  const tables = buildTables(run, rows);
  const names = new Map<string, TableSchema>();
  for (const table of tables) {
    const name = table.name.toLowerCase();
    const other = names.get(name);
    if (other) {
      const text = `object ${table.objidFDP} has the name of object ${other.objidFDP}`;
      run.report('catalogRow', `table ${table.name}: ${text}`, { table: table.name });
    }
    names.set(name, table);
    if (!isCatalog(table)) checkColumns(run, table);
    checkIndexes(run, table);
  }
  return tables;
}

/** Rows that define nothing are passed over by every reader, so only this tells of them. */
function checkRows(run: CheckRun, rows: readonly CatalogRow[]): void {
  const tables = new Set(rows.filter((row) => row.Type === catalogType.table).map((row) => row.ObjidTable));
  const types: readonly number[] = Object.values(catalogType);
  for (const row of rows) {
    const tell = (what: string): void => {
      const text = `the row of object ${row.ObjidTable}, type ${row.Type}, id ${row.Id} ${what}`;
      run.report('catalogRow', text, { table: 'MSysObjects' });
    };
    if (!types.includes(row.Type ?? 0)) tell('has a type that is not known');
    if (row.Name === undefined) tell('has no name');
    if (!tables.has(row.ObjidTable)) tell('belongs to no table');
    if (row.Type === catalogType.table && row.Id !== row.ObjidTable) tell('is a table of another one');
  }
}
