import type { SpaceHints as GrowthHints } from '@esekit/btree';
import type { TableRows } from '../catalog/build-schema';
import { decodeSpaceHints, type SpaceHintsOwner } from '../catalog/write';

const growthDefault = 100;

/** How the trees of a table are to grow, by object id, as far as its creator said so (10 §6). */
export function treeHints(rows: TableRows, pageSize: number): ReadonlyMap<number, GrowthHints> {
  const { table, indexes, longValues } = rows;
  const hints = new Map<number, GrowthHints>();
  const take = (objid: number, bytes: Uint8Array | undefined, owner: SpaceHintsOwner): void => {
    const found = bytes && growthHints(bytes, owner, pageSize);
    if (found) hints.set(objid, found);
  };
  for (const index of indexes) take(index.Id ?? 0, index.SpaceHints, 'tree');
  take(table.Id ?? 0, table.SpaceHints, 'table');
  if (longValues) take(longValues.Id ?? 0, longValues.SpaceHints, 'tree');
  return hints;
}

/** Hints of nothing but a size at the beginning say nothing of growth. */
function growthHints(bytes: Uint8Array, owner: SpaceHintsOwner, pageSize: number): GrowthHints | undefined {
  const { ulGrowth, cbMinExtent, cbMaxExtent } = decodeSpaceHints(bytes, owner);
  if (ulGrowth === 0 && cbMinExtent === 0 && cbMaxExtent === 0) return undefined;
  return {
    growthPercent: ulGrowth || growthDefault,
    cpgExtentLeast: Math.ceil(cbMinExtent / pageSize),
    cpgExtentMost: Math.ceil(cbMaxExtent / pageSize),
  };
}
