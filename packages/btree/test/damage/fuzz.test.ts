import { JetError } from '@esekit/core';
import type { PageView } from '@esekit/pages';
import { type Frame, type PageSource } from '@esekit/pages';
import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { expect, it } from 'vitest';
import {
  availableExtents,
  estimateEntries,
  ownedExtents,
  splitBuffers,
  Tree,
  TreeCursor,
  verifyTree,
} from '../../src/index';
import { numbered, randomEntries } from '../fixture/entries';
import { BuiltTree, objid, pgnoRoot } from '../fixture/tree-builder';

/**
 * Pages whose bytes are changed at random and whose checksums are then made good again: whatever a file
 * says, a reader ends after a bounded number of steps, with nothing but JetErrors.
 */

const casesPerTree = 1500;

/** Counts how often pages are asked for, so that "bounded" is a number. */
class CountingSource implements PageSource {
  count = 0;

  constructor(readonly below: PageSource) {}

  get pageSize(): number {
    return this.below.pageSize;
  }

  get pageCount(): number {
    return this.below.pageCount;
  }

  get(pgno: number): Frame {
    this.count++;
    return this.below.get(pgno);
  }
}

function mutate(random: Random, built: BuiltTree): () => void {
  const restores: (() => void)[] = [];
  for (let i = random.below(3); i >= 0; i--) {
    const pgno = random.below(4) === 0 ? pgnoRoot : random.pick([...built.leaves, ...built.inner, pgnoRoot]);
    restores.unshift(built.saved(pgno));
    built.change(pgno, (view) => damage(random, view, built.pageCount));
  }
  return () => restores.forEach((restore) => restore());
}

/** Mostly where it hurts: header fields, child pointers, tags and node sizes. */
function damage(random: Random, view: PageView, pageCount: number): void {
  const { bytes, pageSize, cbHeader } = view;
  switch (random.below(6)) {
    case 0:
      view.setU32(random.pick([16, 20, 24, 36]), random.below(pageCount + 3));
      break;
    case 1:
      bytes[16 + random.below(cbHeader - 16)] = random.below(256);
      break;
    case 2:
      bytes[pageSize - 1 - random.below(4 * view.itagMicFree)] = random.below(256);
      break;
    case 3:
      view.flags ^= 1 << random.below(11);
      break;
    case 4:
      bytes[cbHeader + random.below(Math.max(1, view.ibMicFree))] = random.below(256);
      break;
    default:
      // The last 4 bytes in front of ibMicFree are the child of some node.
      view.setU32(cbHeader + Math.max(0, view.ibMicFree - 4), random.below(pageCount + 3));
  }
}

function tolerates(work: () => void): string {
  try {
    work();
    return 'ok';
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    return error.name;
  }
}

function walk(cursor: TreeCursor, limit: number): void {
  let steps = 0;
  for (let isOn = cursor.first(); isOn; isOn = cursor.next()) {
    if (++steps > limit) expect.fail('a walk without end');
    cursor.compareKey(Uint8Array.of(1));
    cursor.data();
  }
  for (let isOn = cursor.last(); isOn; isOn = cursor.previous()) {
    if (--steps < -limit) expect.fail('a walk without end');
  }
}

const shapes = [
  { pageSize: 2048, linesMost: 3, isUnique: true, isSpaceTree: false },
  { pageSize: 4096, linesMost: 6, isUnique: false, isSpaceTree: false },
  { pageSize: 16384, linesMost: 4, isUnique: true, isSpaceTree: false },
  { pageSize: 4096, linesMost: 4, isUnique: true, isSpaceTree: true },
];

it.each(shapes)(
  'a tree of pages of $pageSize bytes, space tree $isSpaceTree',
  { timeout: 120_000 },
  (shape) => {
    const random = seededRandom(seedForRun(`tree damage ${shape.pageSize}`));
    const entries = shape.isUnique ? numbered(150) : randomEntries(random, { count: 150, isUnique: false });
    const built = new BuiltTree(entries, shape);
    const outcomes = new Map<string, number>();
    let losses = 0;
    for (let i = 0; i < casesPerTree; i++) {
      const restore = mutate(random, built);
      const source = new CountingSource(built.source());
      const tree = new Tree({ source, pgnoFDP: pgnoRoot, objidFDP: objid, isSpaceTree: shape.isSpaceTree });
      const mostNodes = source.pageCount * 4096;
      const onLoss = (): void => void losses++;
      const strict = new TreeCursor(tree);
      const outcome = tolerates(() => walk(strict, mostNodes));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      tolerates(() => walk(new TreeCursor(tree, { onLoss, seesDeleted: true }), mostNodes));
      const problems: string[] = [];
      verifyTree(tree, ({ text }) => problems.push(text));
      for (const cursor of [strict, new TreeCursor(tree, { onLoss })]) {
        for (const mode of ['=', '>=', '>', '<=', '<', 'prefix'] as const) {
          tolerates(() => cursor.seek(random.pick(entries).key, mode));
          tolerates(() => cursor.seekBookmark(random.pick(entries).key, Uint8Array.of(1), '>='));
          tolerates(() => cursor.seekFraction(random.below(100) / 100));
        }
      }
      tolerates(() => estimateEntries(tree));
      tolerates(() => splitBuffers(tree));
      tolerates(() => [...ownedExtents(tree)].length + [...availableExtents(tree, { onLoss })].length);
      // Every pointer of every page may be followed by every one of these, and by no one twice.
      expect(source.count).toBeLessThan(20 * source.pageCount * 60);
      restore();
    }
    console.log(`${casesPerTree} cases, ${losses} losses: ${JSON.stringify(Object.fromEntries(outcomes))}`);
    expect(outcomes.size).toBeGreaterThan(2);
    expect(losses).toBeGreaterThan(100);
  },
);
