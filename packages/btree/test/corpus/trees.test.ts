import { JetError } from '@esekit/core';
import { pageFlag } from '@esekit/pages';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { Tree, TreeCursor, verifyTree, type TreeLoss } from '../../src/index';
import { corpusDatabases, type CorpusDatabase } from './corpus-databases';

/** The trees that every database has at the same place (04 §8.2). */
const fixedTrees = [
  { label: 'MSysObjects', pgnoFDP: 4, objidFDP: 2 },
  { label: 'MSysObjectsShadow', pgnoFDP: 24, objidFDP: 3 },
  { label: 'MSysObjects.Name', pgnoFDP: 7, objidFDP: 4 },
  { label: 'MSysObjects.RootObjects', pgnoFDP: 10, objidFDP: 5 },
];

interface TreePlace {
  readonly pgnoFDP: number;
  readonly objidFDP: number;
  readonly label: string;
  readonly isSpaceTree?: boolean;
}

describeCorpus('the trees of real databases', () => {
  const folder = temporaryFolder();

  it('can be walked both ways, sought in, and are sound', { timeout: 600_000 }, async () => {
    const count = {
      databases: 0,
      clean: 0,
      dirty: 0,
      trees: 0,
      nodes: 0,
      pages: 0,
      unreadable: 0,
      losses: 0,
    };
    const failures: string[] = [];
    for await (const database of corpusDatabases(folder)) {
      count.databases++;
      count[database.isClean ? 'clean' : 'dirty']++;
      for (const options of treesOf(database)) {
        const tree = new Tree({ source: database.source, ...options });
        count.trees++;
        try {
          const facts = checkTree(tree, (text) => {
            if (database.isClean) failures.push(`${database.name}: ${text}`);
          });
          count.nodes += facts.nodes;
          count.pages += facts.pages;
        } catch (error) {
          if (!JetError.isInstance(error)) throw error;
          // A dirty database is a mixture of old and new pages until recovery has run.
          if (database.isClean) failures.push(`${database.name} ${tree.label}: ${String(error)}`);
          count.unreadable++;
          count.losses += tolerantWalk(tree);
        }
      }
    }
    console.log(JSON.stringify(count));
    expect(failures).toEqual([]);
    expect(count.databases).toBeGreaterThan(100);
  });
});
/** The fixed trees, and every other page in use that has the flag Root. */
function treesOf({ source, pgnoLast }: CorpusDatabase): TreePlace[] {
  const places: TreePlace[] = [...fixedTrees];
  for (let pgno = 1; pgno <= pgnoLast; pgno++) {
    if (places.some((place) => place.pgnoFDP === pgno)) continue;
    try {
      const { view } = source.get(pgno);
      if (!view.hasFlag(pageFlag.root) || view.hasFlag(pageFlag.empty)) continue;
      const isSpaceTree = view.hasFlag(pageFlag.spaceTree);
      places.push({ pgnoFDP: pgno, objidFDP: view.objidFDP, label: `root ${pgno}`, isSpaceTree });
    } catch (error) {
      if (!JetError.isInstance(error)) throw error;
    }
  }
  return places;
}

function checkTree(tree: Tree, fail: (text: string) => void): { nodes: number; pages: number } {
  let pages = 0;
  const facts = verifyTree(tree, (problem) => fail(`${problem.rule} ${problem.text}`), {
    onPage: () => pages++,
  });
  const cursor = new TreeCursor(tree);
  const seeker = new TreeCursor(tree);
  let forward = 0;
  while (cursor.next()) {
    forward++;
    const key = cursor.key();
    if (!seeker.seek(key) || seeker.compareKey(key) !== 0) fail(`${tree.label}: key ${forward} not found`);
    if (
      !seeker.seekBookmark(key, cursor.data()) ||
      seeker.pgno !== cursor.pgno ||
      seeker.iline !== cursor.iline
    )
      fail(`${tree.label}: bookmark ${forward} not found`);
  }
  let backward = 0;
  while (cursor.previous()) backward++;
  if (forward !== facts.nodes || backward !== facts.nodes) {
    fail(`${tree.label}: ${facts.nodes} nodes, ${forward} forward, ${backward} backward`);
  }
  return { nodes: forward, pages };
}

/** A tree that cannot be read strictly is read as it stands: to its end, with every loss reported. */
function tolerantWalk(tree: Tree): number {
  const losses: TreeLoss[] = [];
  const cursor = new TreeCursor(tree, { onLoss: (loss) => losses.push(loss) });
  let forward = 0;
  while (cursor.next()) forward++;
  let backward = 0;
  while (cursor.previous()) backward++;
  expect(backward).toBe(forward);
  return losses.length;
}
