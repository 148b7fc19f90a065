import { catalogFixed, catalogTrees } from '../catalog/catalog-columns';
import type { ColumnSchema, TableSchema } from '../catalog/schema';

/** PgnoFDPLastSetTime, which the catalog's reader has no use for (10 §2.1). */
const lastSetTime = { name: 'PgnoFDPLastSetTime', offset: 43 };

/**
 * The schema by which the records of a table are read. The catalog's rows about itself give offsets and
 * code pages that were never true (10 §2.3); the format fixes the real ones.
 */
export function recordSchema(table: TableSchema): TableSchema {
  if (!isCatalog(table)) return table;
  const columns = new Map(table.columns.map((column) => [column, fixedColumn(column)]));
  return {
    ...table,
    columns: [...columns.values()],
    indexes: table.indexes.map((index) => ({
      ...index,
      segments: index.segments.map((segment) => ({ ...segment, column: columns.get(segment.column)! })),
    })),
  };
}

export function isCatalog({ objidFDP }: TableSchema): boolean {
  return objidFDP === catalogTrees.objects.objidFDP || objidFDP === catalogTrees.shadow.objidFDP;
}

function fixedColumn(column: ColumnSchema): ColumnSchema {
  if (column.kind !== 'fixed') return column;
  if (column.name === lastSetTime.name) return { ...column, recordOffset: lastSetTime.offset };
  const known = catalogFixed[column.name as keyof typeof catalogFixed] as { offset: number } | undefined;
  return known ? { ...column, recordOffset: known.offset } : column;
}
