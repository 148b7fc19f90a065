import { ownedExtents, readRootHeader, Tree } from '@esekit/btree';
import { pageFlag } from '@esekit/pages';
import type { CheckRun } from './check-run';
import { unlessDamaged } from './damage';
import { pageUse, type PageMap } from './page-map';
import { pageRange } from './space-owned';
import type { TreeEntry } from './tree-list';

/**
 * Finds trees that the catalog does not have any more, but whose pages were not given back: a crash between
 * the end of a table and the release of its space leaves them in databases that were recovered well. Their
 * pages are entered in the map, so that they do not count as lost.
 */
export function markAbandonedTrees(run: CheckRun, map: PageMap, trees: readonly TreeEntry[]): void {
  const known = new Set(trees.map(({ tree }) => tree.objidFDP));
  for (let pgno = 1; pgno <= map.pageCount; pgno++) {
    if (!isUnused(map, pgno)) continue;
    const tree = unlessDamaged(() => abandonedTree(run, known, pgno));
    if (!tree) continue;
    const pages = markPages(map, tree);
    if (pages === undefined) continue;
    run.note(`object ${tree.objidFDP}, which the catalog does not have, still holds ${pages}`);
  }
}

function isUnused(map: PageMap, pgno: number): boolean {
  return map.owner(pgno) !== 0 && map.use(pgno) === pageUse.none;
}

/** The tree with its root at this page; `undefined` when the page is no root, or that of a tree in use. */
function abandonedTree(run: CheckRun, known: ReadonlySet<number>, pgno: number): Tree | undefined {
  const { view } = run.source.get(pgno);
  const flags = pageFlag.root | pageFlag.spaceTree | pageFlag.empty;
  const { objidFDP } = view;
  if ((view.flags & flags) !== pageFlag.root || known.has(objidFDP)) return undefined;
  if (objidFDP > run.database.header.objidLast) return undefined;
  const tree = new Tree({ source: run.source, pgnoFDP: pgno, objidFDP });
  return readRootHeader(tree).space ? tree : undefined;
}

/** Enters what the tree owns; `undefined` when it holds nothing that is not in use. */
function markPages(map: PageMap, tree: Tree): string | undefined {
  const extents = unlessDamaged(() => [...ownedExtents(tree)]);
  const held = extents?.filter(({ pgnoLast }) => pgnoLast <= map.pageCount) ?? [];
  // Its space trees may be gone as well: then its root is all that is known to be its own.
  const ranges = held.length > 0 ? held : [{ pgnoFirst: tree.pgnoFDP, pgnoLast: tree.pgnoFDP }];
  const marked: string[] = [];
  for (const { pgnoFirst, pgnoLast } of ranges) {
    let count = 0;
    for (let pgno = pgnoFirst; pgno <= pgnoLast; pgno++) {
      if (!isUnused(map, pgno)) continue;
      map.setUse(pgno, pageUse.abandoned);
      count++;
    }
    if (count > 0) marked.push(pageRange(pgnoFirst, pgnoLast));
  }
  return marked.length > 0 ? marked.join(', ') : undefined;
}
