import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { spaceTrees, verifyTree, type SpaceOptions, type Tree } from '../../../src/index';
import { spaceProblems, type Held } from './account';
import { SpaceScene, writer } from './space-scene';

/** Pages taken and given back at random, without trees on them: only space is looked at. */

interface Holder {
  readonly tree: Tree;
  readonly parent: Holder | undefined;
  readonly pages: number[];
}

class Workload {
  readonly scene: SpaceScene;
  readonly holders: Holder[];
  steps = 0;
  /** Is not removed. */
  keeps: Holder | undefined;

  constructor(
    readonly random: Random,
    options: Partial<SpaceOptions>,
    cpgPrimary = 46,
  ) {
    this.scene = new SpaceScene(options, cpgPrimary);
    this.holders = [{ tree: this.scene.root, parent: undefined, pages: [] }];
  }

  step(): void {
    this.steps++;
    const { random } = this;
    const dice = random.below(40);
    if (dice === 0 || this.holders.length === 1) return this.create();
    const holder = random.pick(this.holders.slice(1));
    if (dice === 1 && this.holders.length > 6 && holder !== this.keeps) return this.remove(holder);
    if (dice < 24) return this.take(holder, 1 + random.below(6));
    for (let i = random.below(6); i >= 0 && holder.pages.length > 0; i--) this.give(holder);
  }

  create(): void {
    const { random, scene } = this;
    // Tables stand below the database, everything else below a table.
    const tables = this.holders.filter(({ parent }) => parent?.tree === scene.root);
    const parent = random.below(3) === 0 || tables.length === 0 ? this.holders[0]! : random.pick(tables);
    const isMultiple = random.below(2) === 0;
    const cpg = random.pick([1, 3, 5, 20, 40]);
    const isUnique = random.below(2) === 0;
    const kind = parent.parent === undefined ? 'table' : random.pick(['index', 'longValue'] as const);
    const tree = scene.create(parent.tree, { cpg, isMultiple, isUnique, kind });
    this.holders.push({ tree, parent, pages: [] });
  }

  remove(holder: Holder): void {
    this.scene.space.deleteTree(writer, holder.tree, holder.parent!.tree);
    const gone = this.holders.filter((other) => other === holder || other.parent === holder);
    for (const other of gone) this.holders.splice(this.holders.indexOf(other), 1);
  }

  take({ tree, pages }: Holder, count: number): void {
    const hint = pages.length > 0 && this.random.below(3) > 0 ? this.random.pick(pages) : tree.pgnoFDP;
    pages.push(...this.scene.allocate(tree, count, hint, this.random.below(3) === 0));
  }

  give({ tree, pages }: Holder): void {
    const [pgno] = pages.splice(this.random.below(pages.length), 1);
    this.scene.free(tree, pgno!);
  }

  expectSound(): void {
    // Parents before children.
    const depth = ({ parent }: Holder): number => (parent === undefined ? 0 : 1 + depth(parent));
    const sorted = [...this.holders].sort((a, b) => depth(a) - depth(b));
    const held = sorted.map(({ tree, parent, pages }): Held => ({ tree, parent: parent?.tree, used: pages }));
    expect([this.steps, ...spaceProblems(held)]).toEqual([this.steps]);
  }
}

/** Levels of both space trees. */
function depths(tree: Tree): number[] {
  const { owned, available } = spaceTrees(tree)!;
  return [owned, available].map((space) => verifyTree(space, () => {}).depth);
}

describe('space that is taken and given back at random', () => {
  const random = seededRandom(seedForRun('space workload'));
  const row = { growthPercent: 150, cpgExtentLeast: 2, cpgExtentMost: 40, appendsInRow: true };
  const kinds: readonly [string, Partial<SpaceOptions>][] = [
    ['with a file that grows by 256 pages', {}],
    ['with a file that grows by a page', { extensionPages: 1, fragmentPages: 1 }],
    [
      'by trees with hints',
      { extensionPages: 16, hintsOf: ({ objidFDP }) => (objidFDP % 3 === 0 ? row : undefined) },
    ],
    [
      'by trees that share',
      {
        extensionPages: 7,
        hintsOf: ({ objidFDP }) => (objidFDP % 2 ? { ...row, sharesAvailable: true } : undefined),
      },
    ],
  ];
  for (const [name, options] of kinds) {
    it(`${name} is accounted for`, () => {
      const workload = new Workload(random, options);
      for (let i = 0; i < 1200; i++) {
        workload.step();
        if (i % 150 === 0) workload.expectSound();
      }
      workload.expectSound();
      while (workload.holders.length > 1) workload.remove(workload.holders[1]!);
      workload.expectSound();
    });
  }

  it('goes on when space trees have several levels', () => {
    const workload = new Workload(random, { extensionPages: 8, notesLastExtent: false });
    const { scene } = workload;
    const table: Holder = { tree: scene.create(scene.root), parent: workload.holders[0], pages: [] };
    workload.holders.push(table);
    workload.keeps = table;
    const { pages } = table;
    // Extents of 16 pages, of which every other one is free afterwards.
    for (let i = 0; i < 6000; i++) workload.take(table, 1);
    pages.sort((a, b) => a - b);
    const kept = pages.filter((_, i) => i % 2 === 0);
    for (const pgno of pages.filter((_, i) => i % 2 === 1)) scene.free(table.tree, pgno);
    pages.splice(0, pages.length, ...kept);
    expect(depths(table.tree)).toEqual([2, 2]);
    expect(scene.buffered(table.tree).length).toBeGreaterThan(0);
    workload.expectSound();
    for (let i = 0; i < 3000; i++) workload.step();
    workload.expectSound();
    while (pages.length > 0) workload.give(table);
    workload.expectSound();
    workload.remove(table);
    workload.expectSound();
  });

  it('goes on when the space trees of the database have several levels', () => {
    const workload = new Workload(random, { extensionPages: 2 }, 6);
    const { scene, holders } = workload;
    const [database] = holders;
    for (let i = 0; i < 1400; i++) {
      holders.push({ tree: scene.create(scene.root), parent: database, pages: [] });
    }
    expect(scene.buffered(scene.root).length).toBeGreaterThan(0);
    for (const holder of holders.filter((_, i) => i > 0 && i % 2 === 0)) workload.remove(holder);
    expect(depths(scene.root)).toEqual([2, 2]);
    workload.expectSound();
    for (let i = 0; i < 200; i++) workload.step();
    workload.expectSound();
    while (holders.length > 1) workload.remove(holders[1]!);
    workload.expectSound();
  });
});
