import {
  availableExtents,
  ownedExtents,
  pool,
  spaceTrees,
  splitBuffers,
  verifyTree,
  type Tree,
} from '../../../src/index';

/** A tree, whose children come behind it in a list. */
export interface Held {
  readonly tree: Tree;
  readonly parent: Tree | undefined;
  /** Pages it uses besides its root, when they are not to be found by walking it. */
  readonly used?: Iterable<number>;
}

/**
 * Everything that is wrong with the space of trees, none of which may be missing (04 §1, §10): all pages are owned
 * once, and put to one use.
 */
export function spaceProblems(trees: readonly Held[]): string[] {
  const problems: string[] = [];
  const owner: (Tree | undefined)[] = [];
  const use: (string | undefined)[] = [];
  for (const { tree, parent } of trees) {
    for (const { pgnoFirst, pgnoLast } of ownedExtents(tree)) {
      for (let pgno = pgnoFirst; pgno <= pgnoLast; pgno++) {
        if (owner[pgno] !== parent) problems.push(`${tree.label} owns ${pgno}, which is not its parent's`);
        owner[pgno] = tree;
      }
    }
  }
  for (const { tree, used } of trees) {
    const mark = (pgno: number, name: string): void => {
      if (owner[pgno] !== tree) problems.push(`${tree.label} has ${pgno} for ${name}, but does not own it`);
      if (use[pgno] !== undefined)
        problems.push(`${tree.label} has ${pgno} for ${name} and for ${use[pgno]}`);
      use[pgno] = name;
    };
    const walk = (walked: Tree): void => {
      verifyTree(walked, ({ text }) => problems.push(text), { onPage: (pgno) => mark(pgno, walked.label) });
    };
    walk(tree);
    for (const pgno of used ?? []) mark(pgno, 'use');
    const spaces = spaceTrees(tree);
    // Page to the end of its owned extent.
    const ends = new Map<number, number>();
    for (const { pgnoFirst, pgnoLast } of ownedExtents(tree)) {
      for (let pgno = pgnoFirst; pgno <= pgnoLast; pgno++) ends.set(pgno, pgnoLast);
    }
    if (spaces) for (const space of [spaces.owned, spaces.available]) walk(space);
    for (const extent of [...availableExtents(tree), ...splitBuffers(tree)]) {
      if (extent.pool === pool.shelved) continue;
      for (let pgno = extent.pgnoFirst; pgno <= extent.pgnoLast; pgno++) mark(pgno, 'free');
      const first = ends.get(extent.pgnoFirst);
      if (extent.pgnoLast >= extent.pgnoFirst && first !== ends.get(extent.pgnoLast)) {
        problems.push(`${tree.label}: free pages up to ${extent.pgnoLast} are of two extents`);
      }
    }
  }
  for (let pgno = 1; pgno < owner.length; pgno++) {
    if (owner[pgno] === undefined) problems.push(`${pgno} is nobody's`);
    else if (use[pgno] === undefined) problems.push(`${pgno} of ${owner[pgno]!.label} is lost`);
  }
  return problems;
}
