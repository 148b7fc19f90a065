import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { compareBytes, findNode, TreeCursor, verifyTree } from '../../src/index';
import { GrownTree } from './grown-tree';
import { hex } from './page-fixture';

/** Trees that grow, change and shrink by random splits and merges, against a sorted array. */

interface Entry {
  readonly key: Uint8Array;
  readonly data: Uint8Array;
}

/** Long beginnings that many keys share make separators long, and so inner pages full. */
function stemsFor(random: Random, pageSize: number): Uint8Array[] {
  const cb = Math.floor(pageSize / 16);
  return Array.from({ length: 3 }, (_, i) => random.fill(new Uint8Array(cb)).fill(i + 1, 0, 1));
}

function randomEntry(random: Random, isUnique: boolean, stems: readonly Uint8Array[]): Entry {
  const stem = random.pick(stems);
  // Where keys are not unique none is the beginning of another, as keys of indexes are (03 §4.2).
  const rest = new Uint8Array(isUnique ? 1 + random.below(24) : 4);
  for (let i = 0; i < rest.length; i++) rest[i] = random.pick([1, 2, 0x7f, 0xff]);
  const most = random.below(12) === 0 ? 3 * stem.length : stem.length / 2;
  return {
    key: Uint8Array.of(...stem, ...rest),
    data: random.fill(new Uint8Array(1 + random.below(isUnique ? most : 12))),
  };
}

/** Behind all others, so that leaves are appended. */
function nextEntry(random: Random, stems: readonly Uint8Array[], step: number): Entry {
  const key = Uint8Array.of(...stems.at(-1)!, 0xff, 0xff, 0xff, 0xff, step >> 8, step);
  return { key, data: random.fill(new Uint8Array(1 + random.below(stems[0]!.length))) };
}

function compareEntries(a: Entry, b: Entry): number {
  return compareBytes(a.key, b.key) || compareBytes(a.data, b.data);
}

function entriesOf(grown: GrownTree): string[] {
  const cursor = new TreeCursor(grown.tree());
  const entries: string[] = [];
  while (cursor.next()) entries.push(`${hex(cursor.key())}=${hex(cursor.data())}`);
  return entries;
}

function expectSoundTree(grown: GrownTree, model: ReadonlyMap<string, Entry>): void {
  const problems: string[] = [];
  verifyTree(grown.tree(), ({ text }) => problems.push(text), { pgnoParent: 1 });
  expect(problems).toEqual([]);
  const expected = [...model.values()]
    .sort(compareEntries)
    .map(({ key, data }) => `${hex(key)}=${hex(data)}`);
  expect(entriesOf(grown)).toEqual(expected);
}

function run(random: Random, pageSize: number, isUnique: boolean, steps: number): GrownTree {
  const grown = new GrownTree(random, pageSize, isUnique);
  const stems = stemsFor(random, pageSize);
  const model = new Map<string, Entry>();
  const deleted: Entry[] = [];
  const nameOf = ({ key, data }: Entry): string => (isUnique ? hex(key) : `${hex(key)}/${hex(data)}`);
  const anEntry = (step: number): Entry => {
    const kind = random.below(5);
    const entry =
      kind === 0 && isUnique ? nextEntry(random, stems, step) : randomEntry(random, isUnique, stems);
    const old = kind === 1 && deleted.length > 0 ? random.pick(deleted) : entry;
    return isUnique ? { key: old.key, data: entry.data } : old;
  };
  for (let step = 0; step < steps; step++) {
    const isShrinking = step > steps * 0.6;
    const entry = anEntry(step);
    const present = random.pick([...model.values(), entry]);
    const dice = random.below(10);
    if (dice === 0 && isUnique && present !== entry) {
      grown.replace(present.key, entry.data);
      model.set(nameOf(present), { key: present.key, data: entry.data });
    } else if (dice < (isShrinking ? 2 : 7)) {
      if (model.has(nameOf(entry))) continue;
      grown.insert(entry.key, entry.data);
      model.set(nameOf(entry), entry);
    } else if (dice < 9) {
      if (present === entry) continue;
      grown.delete(present.key, present.data);
      model.delete(nameOf(present));
      deleted.push(present);
      if (isShrinking) grown.tidy(present.key, present.data);
    } else {
      grown.tidy(present.key, present.data);
      if (present !== entry) expect(findNode(grown.tree(), present.key, present.data)).toBeDefined();
    }
    if (step % 300 === 0) expectSoundTree(grown, model);
  }
  expectSoundTree(grown, model);
  return grown;
}

const shapes = [
  [2048, true, 2500],
  [2048, false, 2500],
  [4096, true, 2000],
  [4096, false, 2000],
  [8192, true, 1200],
  [16384, true, 800],
  [32768, true, 600],
] as const;

describe('a tree is the sorted array it stands for', () => {
  const seen = new Map<string, number>();

  it.each(shapes)('pages of %i bytes, unique %s, after %i steps', (pageSize, isUnique, steps) => {
    const random = seededRandom(seedForRun(`trees of ${pageSize}-byte pages`));
    const { counts } = run(random, pageSize, isUnique, steps);
    for (const [name, count] of counts) seen.set(name, (seen.get(name) ?? 0) + count);
  });

  it('and all that such trees can hardly do without has come up', () => {
    const total = (names: string): number =>
      [...seen].filter(([name]) => name.startsWith(names)).reduce((sum, [, count]) => sum + count, 0);
    for (const names of [
      ...['leaf vertical', 'leaf right insert', 'leaf right none', 'leaf append', 'inner'],
      ...['fullRight', 'partialRight', 'fullLeft', 'partialLeft', 'move'],
    ]) {
      expect(total(names), `${names} of ${JSON.stringify([...seen])}`).toBeGreaterThan(0);
    }
  });
});
