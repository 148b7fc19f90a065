import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { pageSizes } from '../../src/geometry';
import { deleteLine, insertLine, replaceLine } from '../../src/page/lines';
import { cbPrefixOverhead, NodeView } from '../../src/page/nodes';
import type { PageView } from '../../src/page/page-header';
import { hasRoomForLine } from '../../src/page/page-space';
import { checkPageStructure } from '../../src/page/page-structure';
import { lineFlag } from '../../src/page/tags';
import { freshPage, nodeLine } from './page-fixture';

const prefix = 'abcabcabc';
const decoder = new TextDecoder();

function common(key: string): number {
  let n = 0;
  while (n < key.length && n < prefix.length && key[n] === prefix[n]) n++;
  return n;
}

/** Encodes a node as the format demands: compressed when that is worth it (03 §2.3). */
function encode(key: string, data: string): { line: Uint8Array; flags: number } {
  const cbPrefix = common(key);
  return cbPrefix > cbPrefixOverhead
    ? { line: nodeLine({ key, data, cbPrefix }), flags: lineFlag.compressed }
    : { line: nodeLine({ key, data }), flags: 0 };
}

function randomWord(random: Random, most: number): string {
  const start = random.below(2) === 0 ? prefix.slice(0, random.below(prefix.length + 1)) : '';
  return start + Array.from({ length: 1 + random.below(most) }, () => random.pick([...'abc'])).join('');
}

function contentOf(view: PageView): [string, string][] {
  const node = new NodeView();
  const key = new Uint8Array(100);
  return Array.from({ length: view.clines }, (_, iline) => {
    node.read(view, iline);
    return [decoder.decode(key.subarray(0, node.copyKey(key))), decoder.decode(node.data())];
  });
}

describe('a leaf under random changes is the sorted map it stands for', () => {
  it.each(pageSizes)('%i-byte pages', (pageSize) => {
    const random = seededRandom(seedForRun(`nodes of ${pageSize}-byte pages`));
    const view = freshPage(pageSize);
    replaceLine(view, 0, new TextEncoder().encode(prefix));
    const model: [string, string][] = [];
    for (let step = 0; step < 1500; step++) {
      const [key, data] = [randomWord(random, 12), randomWord(random, 50)];
      const { line, flags } = encode(key, data);
      const found = model.findIndex(([other]) => other >= key);
      const at = found < 0 ? model.length : found;
      if (model[at]?.[0] === key) {
        if (line.length <= view.cbFree) {
          replaceLine(view, at + 1, line, flags);
          model[at] = [key, data];
        }
      } else if (hasRoomForLine(view, line.length)) {
        insertLine(view, at + 1, line, flags);
        model.splice(at, 0, [key, data]);
      } else {
        const victim = random.below(model.length);
        deleteLine(view, victim + 1);
        model.splice(victim, 1);
      }
      const problem = checkPageStructure(view);
      if (problem) expect.fail(`step ${step}: ${problem.text}`);
      if (step % 50 === 0) expect(contentOf(view)).toEqual(model);
    }
    expect(contentOf(view)).toEqual(model);
  });
});
