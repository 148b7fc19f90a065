import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import {
  compareBytes,
  RangeWalk,
  TreeCursor,
  verifyTree,
  type KeyRange,
  type SeekMode,
} from '../../src/index';
import { compareEntries, randomEntries, randomKey } from '../fixture/entries';
import { BuiltTree, type Entry } from '../fixture/tree-builder';

/** A cursor against an array that is sorted the same way. */

const modes: readonly SeekMode[] = ['=', '>=', '>', '<=', '<', 'prefix'];
const shapes = [
  { pageSize: 2048, linesMost: 5 },
  { pageSize: 4096, linesMost: 3 },
  { pageSize: 8192, linesMost: Infinity },
  { pageSize: 16384, linesMost: 40 },
  { pageSize: 32768, linesMost: Infinity },
] as const;

/** What a seek finds in the array: the index of the entry, -1 for none. */
function sought(list: readonly Entry[], key: Uint8Array, mode: SeekMode): number {
  const order = (entry: Entry): number => compareBytes(entry.key, key);
  const hasPrefix = (entry: Entry): boolean => compareBytes(entry.key.subarray(0, key.length), key) === 0;
  switch (mode) {
    case '=':
      return list.findIndex((entry) => order(entry) === 0);
    case '>=':
      return list.findIndex((entry) => order(entry) >= 0);
    case '>':
      return list.findIndex((entry) => order(entry) > 0);
    case '<=':
      return list.findLastIndex((entry) => order(entry) <= 0);
    case '<':
      return list.findLastIndex((entry) => order(entry) < 0);
    case 'prefix':
      return list.findIndex(hasPrefix);
  }
}

function soughtBookmark(list: readonly Entry[], target: Entry, mode: SeekMode): number {
  const order = (entry: Entry): number => compareEntries(entry, target);
  if (mode === '=') return list.findIndex((entry) => order(entry) === 0);
  if (mode === '>=') return list.findIndex((entry) => order(entry) >= 0);
  if (mode === '>') return list.findIndex((entry) => order(entry) > 0);
  if (mode === '<=') return list.findLastIndex((entry) => order(entry) <= 0);
  return list.findLastIndex((entry) => order(entry) < 0);
}

function sameNode(cursor: TreeCursor, entry: Entry): boolean {
  return compareBytes(cursor.key(), entry.key) === 0 && compareBytes(cursor.data(), entry.data) === 0;
}

/** Compares where the cursor stands with an index, and then a few steps in a random direction. */
function disagreement(
  random: Random,
  cursor: TreeCursor,
  isFound: boolean,
  list: readonly Entry[],
  index: number,
): string | undefined {
  if (isFound !== index >= 0) return `found ${isFound}, expected ${index}`;
  if (!isFound) return undefined;
  if (!sameNode(cursor, list[index]!)) return `at ${cursor.key().join()}, expected ${index}`;
  let at = index;
  for (let steps = random.below(6); steps > 0; steps--) {
    const isForward = random.below(2) === 1;
    at += isForward ? 1 : -1;
    const isMoved = isForward ? cursor.next() : cursor.previous();
    if (isMoved !== (at >= 0 && at < list.length)) return `moved ${isMoved} to ${at} of ${list.length}`;
    if (!isMoved) return undefined;
    if (!sameNode(cursor, list[at]!)) return `step to ${at}`;
  }
  return undefined;
}

function randomSought(random: Random, list: readonly Entry[]): Uint8Array {
  if (list.length === 0 || random.below(3) === 0) return randomKey(random);
  const { key } = random.pick(list);
  switch (random.below(4)) {
    case 0:
      return key.slice(0, random.below(key.length + 1));
    case 1:
      return Uint8Array.from([...key, random.below(256)]);
    default:
      return key;
  }
}

describe.each(shapes)('a cursor over pages of $pageSize bytes', ({ pageSize, linesMost }) => {
  describe.each([true, false])('unique keys: %s', (isUnique) => {
    const random = seededRandom(seedForRun(`cursor ${pageSize} ${isUnique}`));
    const trees = [0, 1, 2, 7, 60, 700].map((count) => {
      const entries = randomEntries(random, { count, isUnique });
      return new BuiltTree(entries, { pageSize, linesMost, isUnique });
    });

    it.each([undefined, 3 * 32768, 1])('agrees with an array, cache of %s bytes', (budget) => {
      for (const built of trees) {
        const tree = built.tree(built.source(budget));
        const problems: string[] = [];
        verifyTree(tree, ({ text }) => problems.push(text));
        expect(problems).toEqual([]);
        for (const seesDeleted of [false, true]) {
          const list = built.entries.filter((entry) => seesDeleted || entry.isDeleted !== true);
          const cursor = new TreeCursor(tree, { seesDeleted });
          checkWalks(cursor, list);
          for (let i = 0; i < 150; i++) {
            const key = randomSought(random, list);
            const mode = random.pick(modes);
            const index = sought(list, key, mode);
            const problem = disagreement(random, cursor, cursor.seek(key, mode), list, index);
            if (problem !== undefined) expect.fail(`${mode} ${key.join()} of ${list.length}: ${problem}`);
          }
          checkBookmarks(random, cursor, list, isUnique);
          for (let i = 0; i < 40; i++) checkRange(random, cursor, list);
        }
      }
    });
  });
});

function checkWalks(cursor: TreeCursor, list: readonly Entry[]): void {
  let at = 0;
  for (let isOn = cursor.first(); isOn; isOn = cursor.next()) {
    if (!sameNode(cursor, list[at++]!)) expect.fail(`forward, node ${at - 1}`);
  }
  expect(at).toBe(list.length);
  for (let isOn = cursor.last(); isOn; isOn = cursor.previous()) {
    if (!sameNode(cursor, list[--at]!)) expect.fail(`backward, node ${at}`);
  }
  expect(at).toBe(0);
}

function checkBookmarks(random: Random, cursor: TreeCursor, list: readonly Entry[], isUnique: boolean): void {
  if (list.length === 0) return;
  for (let i = 0; i < 100; i++) {
    const entry = random.pick(list);
    const target =
      random.below(3) > 0 || isUnique ? entry : { ...entry, data: random.fill(new Uint8Array(3)) };
    const mode = random.pick(['=', '>=', '>', '<=', '<'] as const);
    const isFound = cursor.seekBookmark(target.key, target.data, mode);
    const problem = disagreement(random, cursor, isFound, list, soughtBookmark(list, target, mode));
    if (problem !== undefined) expect.fail(`bookmark ${mode} ${target.key.join()}: ${problem}`);
  }
}

function checkRange(random: Random, cursor: TreeCursor, list: readonly Entry[]): void {
  const range: KeyRange = {
    from: random.below(4) === 0 ? undefined : randomSought(random, list),
    to: random.below(4) === 0 ? undefined : randomSought(random, list),
    includesFrom: random.below(2) === 0,
    includesTo: random.below(2) === 0,
  };
  const { from, to } = range;
  const expected = list.filter(({ key }) => {
    if (from && compareBytes(key, from) < (range.includesFrom === true ? 0 : 1)) return false;
    return !(to && compareBytes(key, to) > (range.includesTo === true ? 0 : -1));
  });
  for (const direction of [1, -1] as const) {
    const walk = new RangeWalk(cursor, range, direction);
    let at = direction > 0 ? 0 : expected.length - 1;
    while (walk.next()) {
      const entry = expected[at];
      if (!entry || !sameNode(cursor, entry)) expect.fail(`range ${JSON.stringify(range)}, node ${at}`);
      at += direction;
    }
    expect(at).toBe(direction > 0 ? expected.length : -1);
  }
}
