import { JetError } from '@esekit/core';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { externalHeader, decodeSpaceHeader, pageFlag } from '@esekit/pages';
import { expect, it } from 'vitest';
import {
  availableExtents,
  ownedExtents,
  spaceTrees,
  splitBuffers,
  Tree,
  verifyTree,
  type Extent,
} from '../../src/index';
import { corpusDatabases, type CorpusDatabase } from './corpus-databases';

/**
 * The disjoint union of 04 §1 for every FDP in use: `fail` hears of what is used twice, `leak` of what is
 * owned and not used.
 */
function checkPartition(database: CorpusDatabase, fail: (text: string) => void, leak: () => void): number {
  const roots = usedRoots(database);
  for (const { tree } of roots.values()) {
    const uses = new Map<number, string>();
    const use = (pgno: number, as: string): void => {
      const other = uses.get(pgno);
      if (other !== undefined) fail(`${tree.label}: page ${pgno} is ${other} and ${as}`);
      uses.set(pgno, as);
    };
    const useAll = (extents: Iterable<Extent>, as: string): void => {
      for (const { pgnoFirst, pgnoLast } of extents) {
        for (let pgno = pgnoFirst; pgno <= pgnoLast; pgno++) use(pgno, as);
      }
    };
    const trees = spaceTrees(tree);
    for (const each of [tree, ...(trees ? [trees.owned, trees.available] : [])]) {
      verifyTree(each, ({ text }) => fail(text), { onPage: (pgno) => use(pgno, 'in use') });
    }
    useAll(availableExtents(tree), 'available');
    useAll(splitBuffers(tree), 'in a split buffer');
    for (const child of roots.values()) {
      if (child.pgnoParent === tree.pgnoFDP) useAll(ownedExtents(child.tree), `of ${child.tree.label}`);
    }
    let owned = 0;
    for (const { pgnoFirst, pgnoLast } of ownedExtents(tree)) {
      for (let pgno = pgnoFirst; pgno <= pgnoLast; pgno++, owned++) {
        if (!uses.has(pgno)) leak();
      }
    }
    if (uses.size > owned) fail(`${tree.label}: ${uses.size} pages used, ${owned} owned`);
  }
  return roots.size;
}

/** Roots that are in use: their page is available neither to the parent nor to anyone above. */
function usedRoots({ source, pgnoLast }: CorpusDatabase): Map<number, { tree: Tree; pgnoParent: number }> {
  const found = new Map<number, { tree: Tree; pgnoParent: number }>();
  for (let pgno = 1; pgno <= pgnoLast; pgno++) {
    try {
      const { view } = source.get(pgno);
      if (!view.hasFlag(pageFlag.root) || view.hasFlag(pageFlag.empty | pageFlag.spaceTree)) continue;
      const header = decodeSpaceHeader(externalHeader(view));
      if (!header) continue;
      const tree = new Tree({ source, pgnoFDP: pgno, objidFDP: view.objidFDP, label: `root ${pgno}` });
      found.set(pgno, { tree, pgnoParent: header.pgnoParent });
    } catch (error) {
      if (!JetError.isInstance(error)) throw error;
    }
  }
  // A dropped tree keeps its pages as they were, and its root lies in space that is available again.
  const isLive = (pgno: number): boolean => {
    const entry = found.get(pgno);
    if (!entry) return false;
    if (pgno === 1) return true;
    const parent = found.get(entry.pgnoParent);
    if (!parent || !isLive(entry.pgnoParent)) return false;
    for (const { pgnoFirst, pgnoLast: last } of availableExtents(parent.tree)) {
      if (pgno >= pgnoFirst && pgno <= last) return false;
    }
    return true;
  };
  return new Map([...found].filter(([pgno]) => isLive(pgno)));
}

describeCorpus('the space of real databases', () => {
  const folder = temporaryFolder();

  it('is divided without overlap', { timeout: 600_000 }, async () => {
    const count = { databases: 0, trees: 0 };
    const leaks: Record<string, number> = {};
    const failures: string[] = [];
    for await (const database of corpusDatabases(folder)) {
      if (!database.isClean) continue;
      const { name } = database;
      count.databases++;
      count.trees += checkPartition(
        database,
        (text) => failures.push(`${name} ${text}`),
        () => (leaks[name] = (leaks[name] ?? 0) + 1),
      );
    }
    console.log(JSON.stringify(count));
    expect(failures).toEqual([]);
    // Leaks are legal, and these databases were damaged or repaired.
    expect(leaks).toEqual({
      'srum-win11-dirty.repaired-by-esentutl/SRUDB.dat': 1,
      'eseutil-modes-4k.tar.gz/eseutil-modes-4k/damaged/bad.edb': 4,
      'eseutil-modes-4k.tar.gz/eseutil-modes-4k/after-repair/bad.edb': 268,
    });
    expect(count.databases).toBeGreaterThan(50);
  });
});
