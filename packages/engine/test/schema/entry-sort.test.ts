import { seededRandom, seedForRun } from '@esekit/testkit';
import { expect, test } from 'vitest';
import { EntrySort } from '../../src/schema/ddl/entry-sort';
import { hex } from './engine-fixture';

test('entries come out by key, then by bookmark, each as often as it went in', () => {
  const seed = seedForRun('entry sort');
  const random = seededRandom(seed);
  const sort = new EntrySort();
  for (let round = 0; round < 3; round++) {
    const model: [string, string][] = [];
    for (let i = 0; i < 2000; i++) {
      const key = Uint8Array.from({ length: random.below(7) }, () => random.below(3));
      const bookmark = Uint8Array.from({ length: 1 + random.below(90) }, () => random.below(2));
      sort.add(key, key.length, bookmark);
      model.push([hex(key), hex(bookmark)]);
    }
    // Hexadecimal text sorts as the bytes do, shorter first.
    model.sort(([keyA, dataA], [keyB, dataB]) =>
      keyA === keyB ? (dataA < dataB ? -1 : Number(dataA > dataB)) : keyA < keyB ? -1 : 1,
    );
    const taken: [string, string][] = [];
    sort.drain((key, bookmark) => taken.push([hex(key), hex(bookmark)]));
    expect(taken, `seed ${seed}`).toEqual(model);
  }
});
