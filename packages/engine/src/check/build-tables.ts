import { JetError } from '@esekit/core';
import { buildTableSchema, groupRows, type TableRows } from '../catalog/build-schema';
import type { CatalogRow } from '../catalog/catalog-row';
import type { TableSchema } from '../catalog/schema';
import { decodeText1252 } from '../values/text';
import type { CheckRun } from './check-run';

/**
 * Builds the tables that the rows of the catalog define. A table that is not defined well is told of and
 * left out, where a reader that wants one table would refuse the whole catalog.
 */
export function buildTables(run: CheckRun, rows: readonly CatalogRow[]): TableSchema[] {
  const built = new Map<string, TableSchema>();
  const tables: TableSchema[] = [];
  // Templates first, because derived tables take over their columns; a template is never derived itself.
  const isDerived = ({ table }: TableRows): boolean => table.TemplateTable !== undefined;
  const groups = [...groupRows(rows)].sort((a, b) => Number(isDerived(a)) - Number(isDerived(b)));
  for (const group of groups) {
    const schema = buildTable(run, group, built);
    if (!schema) continue;
    built.set(schema.name.toLowerCase(), schema);
    tables.push(schema);
  }
  return tables.sort((a, b) => a.objidFDP - b.objidFDP);
}

function buildTable(
  run: CheckRun,
  rows: TableRows,
  built: ReadonlyMap<string, TableSchema>,
): TableSchema | undefined {
  const { table } = rows;
  const name = table.Name ? decodeText1252(table.Name) : `object ${table.Id ?? 0}`;
  const templateName = table.TemplateTable && decodeText1252(table.TemplateTable);
  const template = templateName === undefined ? undefined : built.get(templateName.toLowerCase());
  if (templateName !== undefined && !template) {
    run.report('catalogRow', `table ${name}: its template ${templateName} does not exist`, { table: name });
    return undefined;
  }
  try {
    return buildTableSchema(rows, template);
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    run.report('catalogRow', `table ${name}: ${error.message}`, { table: name });
    return undefined;
  }
}
