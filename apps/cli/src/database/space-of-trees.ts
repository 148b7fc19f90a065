import { availableExtents, ownedExtents, pool, Tree, type Extent } from '@esekit/btree';
import type { TableSchema } from '@esekit/engine';
import { isDamage } from './damage';
import type { DatabaseSession } from './database-session';
import { Pacer } from './pacer';

/** What a tree owns, in pages; `null` where damage hides it. */
export interface TreeSpaceFacts {
  readonly table: string | null;
  readonly name: string;
  readonly type: 'database' | 'table' | 'index' | 'longValues';
  readonly objectId: number;
  readonly rootPage: number;
  /** Pages of all trees below it included. */
  readonly owned: number | null;
  /** Owned pages that are free. */
  readonly available: number | null;
}

type TreePlace = Omit<TreeSpaceFacts, 'owned' | 'available'>;

/** The root of the database: all pages are its own, or of trees that have them from it (04 §1). */
const databaseRoot = { type: 'database', objectId: 1, rootPage: 1 } as const;

/** The space of every tree: the database itself, and each table followed by its indexes and long values. */
export async function spaceOfTrees(session: DatabaseSession): Promise<TreeSpaceFacts[]> {
  const { database, env } = session;
  const name = env.fs.baseName(database.path);
  const places: TreePlace[] = [{ table: null, name, ...databaseRoot }, ...database.tables.flatMap(treesOf)];
  const pacer = new Pacer(env);
  const facts: TreeSpaceFacts[] = [];
  for (const place of places) {
    facts.push(spaceOf(session, place));
    if (pacer.isDue(100)) await pacer.pause();
  }
  return facts;
}

function treesOf({ name: table, objidFDP, pgnoFDP, indexes, longValues }: TableSchema): TreePlace[] {
  const trees: TreePlace[] = [{ table, name: table, type: 'table', objectId: objidFDP, rootPage: pgnoFDP }];
  for (const index of indexes) {
    // The primary index is the table's own tree.
    if (index.isPrimary) continue;
    const { name, objidFDP: objectId, pgnoFDP: rootPage } = index;
    trees.push({ table, name, type: 'index', objectId, rootPage });
  }
  if (longValues) {
    const { objidFDP: objectId, pgnoFDP: rootPage } = longValues;
    trees.push({ table, name: 'long values', type: 'longValues', objectId, rootPage });
  }
  return trees;
}

function spaceOf({ database, damage }: DatabaseSession, place: TreePlace): TreeSpaceFacts {
  const { objectId: objidFDP, rootPage: pgnoFDP, name } = place;
  const tree = new Tree({ source: database.source, pgnoFDP, objidFDP, label: name });
  const pages = (extents: Iterable<Extent>): number | null => {
    try {
      let sum = 0;
      // The shelved pool holds pages behind the end of the file.
      for (const extent of extents) {
        if (extent.pool !== pool.shelved) sum += extent.pgnoLast - extent.pgnoFirst + 1;
      }
      return sum;
    } catch (error) {
      if (!isDamage(error)) throw error;
      damage.add(error.name, error.message);
      return null;
    }
  };
  return { ...place, owned: pages(ownedExtents(tree)), available: pages(availableExtents(tree)) };
}
