import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { insertLine, replaceLine } from '../../src/page/lines';
import { checkPageStructure } from '../../src/page/page-structure';
import { writeTag } from '../../src/page/tags';
import { freshPage, nodeLine } from './page-fixture';

describe('key order', () => {
  const prefix = 'abba';

  /** Words over two letters: they often share a beginning with the prefix and with each other. */
  function randomKey(random: Random): string {
    return (
      prefix.slice(0, random.below(5)) +
      Array.from({ length: random.below(4) }, () => random.pick(['a', 'b'])).join('')
    );
  }

  function common(key: string): number {
    let n = 0;
    while (n < key.length && n < prefix.length && key[n] === prefix[n]) n++;
    return n;
  }

  it('is that of the whole keys, however much of the prefix each of them uses', () => {
    const random = seededRandom(seedForRun('key order'));
    const view = freshPage(2048);
    for (let i = 0; i < 20_000; i++) {
      const [a, b] = [randomKey(random), randomKey(random)];
      if (a === '' || b === '') continue;
      view.itagMicFree = 1;
      view.ibMicFree = 0;
      view.cbFree = view.cbPageData - 4;
      writeTag(view, 0, 0, 0);
      replaceLine(view, 0, new TextEncoder().encode(prefix));
      for (const key of [a, b]) {
        const compressed = random.below(3) > 0;
        const parts = compressed ? { key, cbPrefix: random.below(common(key) + 1) } : { key };
        insertLine(view, view.itagMicFree, nodeLine(parts), compressed ? 4 : 0);
      }
      const expected = a > b ? 'keyOrder' : undefined;
      if (checkPageStructure(view)?.kind !== expected) expect.fail(`${a} and ${b}: not ${String(expected)}`);
    }
  });
});
