import { catalogRoots } from './catalog-nodes';
import type { TreeNode } from './nodes';

/** The last fixed column of the catalog in formats before update 230, and the bytes of columns up to it. */
const fixedLast = 12;
const endOfFixedLast = 43;
/** The column that newer formats have behind it. */
const newColumn = 13;
const bitmapSize = 2;

/**
 * The nodes of a tree of the catalog as formats before update 230 have them: the catalog has one column less,
 * which other readers do not know.
 */
export function olderCatalogNodes(pgnoRoot: number, nodes: readonly TreeNode[]): readonly TreeNode[] {
  if (pgnoRoot === catalogRoots.names) return nodes.filter(({ data }) => !isNewColumn(data));
  if (pgnoRoot !== catalogRoots.objects && pgnoRoot !== catalogRoots.shadow) return nodes;
  return nodes
    .filter(({ key }) => !isNewColumn(key))
    .map(({ key, data }) => ({ key, data: withoutNewColumn(data) }));
}

/** Whether a primary key of the catalog is that of the new column of the catalog or its shadow. */
function isNewColumn(key: Uint8Array): boolean {
  const [table, type, id] = [key[4]!, key[7]!, key[12]!];
  return table <= 3 && type === 2 && id === newColumn && key[11] === 0;
}

function withoutNewColumn(record: Uint8Array): Uint8Array {
  if (record[0]! < newColumn) return record;
  const endOfFixed = record[2]! | (record[3]! << 8);
  const bitmap = record.slice(endOfFixed - bitmapSize, endOfFixed);
  // Bits of columns that do not exist are 1.
  bitmap[1]! |= 0xff << (fixedLast - 8);
  const older = Buffer.concat([record.subarray(0, endOfFixedLast), bitmap, record.subarray(endOfFixed)]);
  older[0] = fixedLast;
  older.writeUInt16LE(endOfFixedLast + bitmapSize, 2);
  return older;
}
