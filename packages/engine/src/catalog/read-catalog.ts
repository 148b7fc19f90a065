import { Tree, TreeCursor, type LossSink } from '@esekit/btree';
import { JetError, limits } from '@esekit/core';
import { isLargePage, type PageSource } from '@esekit/pages';
import { RecordView } from '../records/record-view';
import { decodeText1252 } from '../values/text';
import { buildTableSchema, groupRows, type TableRows } from './build-schema';
import { catalogTrees } from './catalog-columns';
import { decodeCatalogRow, type CatalogRow } from './catalog-row';
import type { TableSchema } from './schema';

/** Which of the two catalogs was read, and why not the first. */
export interface CatalogReading {
  readonly tables: readonly TableSchema[];
  readonly from: keyof typeof catalogTrees;
  /** What was wrong with the main catalog when the shadow had to serve. */
  readonly mainError: JetError | undefined;
}

/**
 * Reads the catalog; its shadow when the main one is damaged. When both are, the one that says more is
 * read with its losses reported, if losses are wanted.
 *
 * @throws the error of the main catalog when neither can be read
 */
export function readCatalog(source: PageSource, onLoss: LossSink | undefined): CatalogReading {
  try {
    return { tables: readTables(source, 'objects', undefined), from: 'objects', mainError: undefined };
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    try {
      return { tables: readTables(source, 'shadow', undefined), from: 'shadow', mainError: error };
    } catch (second) {
      if (!JetError.isInstance(second) || !onLoss) throw error;
      return { tables: readTables(source, 'objects', onLoss), from: 'objects', mainError: error };
    }
  }
}

function readTables(
  source: PageSource,
  which: keyof typeof catalogTrees,
  onLoss: LossSink | undefined,
): TableSchema[] {
  const groups = groupRows(catalogRows(source, which, onLoss));
  const built = new Map<string, TableSchema>();
  // Templates first, because derived tables take over their columns; a template is never derived itself.
  const order = (rows: TableRows): number => (rows.table.TemplateTable ? 1 : 0);
  for (const rows of [...groups].sort((a, b) => order(a) - order(b))) {
    const schema = buildTableSchema(rows, templateOf(rows, built));
    built.set(schema.name.toLowerCase(), schema);
  }
  return [...built.values()].sort((a, b) => a.objidFDP - b.objidFDP);
}

function templateOf(rows: TableRows, built: ReadonlyMap<string, TableSchema>): TableSchema | undefined {
  const { TemplateTable: bytes } = rows.table;
  if (!bytes) return undefined;
  const name = decodeText1252(bytes);
  const template = built.get(name.toLowerCase());
  if (!template) throw new JetError('JET_errCatalogCorrupted', `the template table ${name} does not exist`);
  return template;
}

/** All rows of one of the two catalogs, in their order. */
export function* catalogRows(
  source: PageSource,
  which: keyof typeof catalogTrees,
  onLoss: LossSink | undefined,
): Generator<CatalogRow, void, void> {
  const tree = new Tree({ source, ...catalogTrees[which], label: `catalog (${which})` });
  const cursor = new TreeCursor(tree, { onLoss });
  const record = new RecordView(isLargePage(source.pageSize));
  let rows = 0;
  while (cursor.next()) {
    if (++rows > limits.catalogRowsMost)
      throw new JetError('JET_errCatalogCorrupted', 'the catalog does not end');
    const { bytes, dataStart, cbData } = cursor.node;
    yield decodeCatalogRow(record.reset(bytes, dataStart, cbData));
  }
}
