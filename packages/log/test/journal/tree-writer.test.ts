import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { WrittenTree, type Entry } from './support/written-tree';

/**
 * Trees written at random: sound and as expected, and the log leads from the first pages to the last.
 */

/** Long beginnings that many keys share make separators long, and so inner pages full. */
function randomKey({ random, pageSize, isUnique }: WrittenTree): Uint8Array {
  const stem = new Uint8Array(pageSize >> 4).fill(1 + random.below(40));
  // Where keys are not unique none is the beginning of another, as keys of indexes are (03 §4.2).
  const rest = new Uint8Array(isUnique ? 1 + random.below(16) : 3);
  for (let i = 0; i < rest.length; i++) rest[i] = random.pick([1, 2, 0x55, 0x7f, 0xff]);
  return Uint8Array.of(...stem, ...rest);
}

function randomData({ random, pageSize, isUnique }: WrittenTree): Uint8Array {
  const most = isUnique ? (random.below(10) === 0 ? pageSize >> 1 : pageSize >> 3) : 12;
  return random.fill(new Uint8Array(4 + random.below(most)));
}

/** One behind the other, at the end of the tree or in the middle of it. */
function nextKey({ pageSize }: WrittenTree, first: number, step: number): Uint8Array {
  return Uint8Array.of(...new Uint8Array(pageSize >> 4).fill(first), 0x60, step >> 8, step, 1);
}

function pickEntry({ random, entries }: WrittenTree, isDeleted: boolean): Entry | undefined {
  const found = [...entries.values()].filter((entry) => entry.isDeleted === isDeleted);
  return found.length === 0 ? undefined : random.pick(found);
}

function step(written: WrittenTree, at: number): void {
  const { random, isUnique } = written;
  const dice = random.below(20);
  if (dice < 7) return written.insert(randomKey(written), randomData(written));
  if (dice < 10) return written.insert(nextKey(written, 0xee, at), randomData(written));
  if (dice < 12) return written.insert(nextKey(written, 20, at), randomData(written));
  const entry = pickEntry(written, dice === 12);
  if (entry === undefined) return;
  if (dice === 12) written.insert(entry.key, isUnique ? randomData(written) : entry.data);
  else if (dice < 15) written.flagDelete(entry);
  else if (!isUnique) written.insert(randomKey(written), randomData(written));
  else if (dice < 17) written.addDelta(entry, random.below(1000) - 500);
  else written.replace(entry, randomData(written));
}

function run(written: WrittenTree, steps: number): void {
  const { random } = written;
  for (let at = 0; at < steps; at++) {
    step(written, at);
    if (random.below(12) > 0) continue;
    if (random.below(3) === 0) written.rollBack();
    else written.commit();
    const deleted = pickEntry(written, true);
    if (deleted) written.remove(deleted);
    if (random.below(8) === 0) written.expectSound();
  }
  written.commit();
  shrink(written);
  written.expectSound();
  written.expectSameAfterReplay();
}

/** Deletes most of it in key order or in any, and cleans up behind. */
function shrink(written: WrittenTree): void {
  const { random, entries } = written;
  const list = [...entries.entries()];
  const kept = random.pick([8, 80]);
  if (random.below(2) === 0) list.sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [id, entry] of list) {
    if (random.below(kept) === 0 || !entries.has(id)) continue;
    if (!entry.isDeleted) written.flagDelete(entry);
    written.commit();
    if (random.below(3) > 0) written.remove(entry);
    const other = entries.get(id) ?? (random.below(4) === 0 ? pickEntry(written, false) : undefined);
    if (other) written.merge(other);
    written.commit();
  }
}

describe('trees that are written', () => {
  const counts = new Map<string, number>();
  const random = seededRandom(seedForRun('trees that are written'));
  for (const pageSize of [4096, 8192, 16384, 32768]) {
    for (const isUnique of [true, false]) {
      it(`in pages of ${pageSize} bytes, with${isUnique ? '' : 'out'} unique keys`, () => {
        run(new WrittenTree(random, pageSize, isUnique, counts), 600);
      });
    }
  }

  it('lose whole branches when they are emptied from one side', () => {
    const written = new WrittenTree(random, 4096, true, counts);
    // Two leaves for each stem make every other separator long, and inner pages hold few of them.
    for (let i = 0; i < 160; i++) {
      const stem = new Uint8Array(250).fill(i >> 2);
      written.insert(Uint8Array.of(...stem, i), new Uint8Array(1300).fill(i));
    }
    const entries = [...written.entries.values()];
    for (const entry of entries.slice(0, 150)) {
      written.flagDelete(entry);
      written.commit();
      written.remove(entry);
      if ([...written.entries.values()].includes(entry)) written.merge(entry);
    }
    written.commit();
    written.expectSound();
    written.expectSameAfterReplay();
    expect(counts.get('parent emptied')).toBeGreaterThan(0);
  });

  it('are split and merged in every way', () => {
    const leaf = ['append insert', 'right insert', 'right none', 'right replace', 'vertical insert'];
    const inner = ['right insert', 'vertical insert'];
    const others = ['pointer', 'emptyPage', 'fullLeft', 'fullRight', 'separator'];
    const names = [...leaf.map((name) => `leaf ${name}`), ...inner.map((name) => `inner ${name}`), ...others];
    expect([...counts.keys()]).toEqual(expect.arrayContaining(names));
    console.log([...counts].map(([name, count]) => `${name}: ${count}`).join(', '));
  });
});
