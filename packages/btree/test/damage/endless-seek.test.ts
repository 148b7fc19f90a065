import { NodeView } from '@esekit/pages';
import { expect, it } from 'vitest';
import { TreeCursor } from '../../src/index';
import { bytes, entry } from '../fixture/entries';
import { BuiltTree, pgnoRoot } from '../fixture/tree-builder';

/**
 * Found by the fuzzer of the engine: seeks in an index whose keys are not unique went round for ever.
 *
 * Where keys are not unique, a seek that ends behind its leaf passes the entries whose key is only the
 * beginning of the sought one by another seek, behind all entries of that shorter key. It took for granted
 * that this seek gets further. A separator with a changed byte sent it back to where it came from: to the
 * leaf in front, whose successor begins with the same entry again.
 */

const entries = [entry('aa'), entry('ab'), entry('ac'), entry('b'), entry('ba'), entry('bb'), entry('d')];

/** Two leaves more than one, the first separator raised above the entries behind it. */
function damagedTree(): BuiltTree {
  const built = new BuiltTree(entries, { linesMost: 3, isUnique: false });
  built.change(pgnoRoot, (view) => {
    const { bytes: page, suffixStart, cbSuffix } = new NodeView().read(view, 0);
    expect(page[suffixStart + cbSuffix - 1]).toBe('b'.charCodeAt(0));
    page[suffixStart + cbSuffix - 1] = 'c'.charCodeAt(0);
  });
  return built;
}

it.each(['=', '>=', '>', '<=', '<', 'prefix'] as const)(
  'a seek %s ends when a separator sends it back',
  { timeout: 5000 },
  (mode) => {
    const source = damagedTree().source();
    const { hits, misses } = source.statistics;
    for (const sought of ['bax', 'bcc', 'baa', 'bb']) {
      new TreeCursor(damagedTree().tree(source)).seek(bytes(sought), mode);
    }
    expect(source.statistics.hits + source.statistics.misses - hits - misses).toBeLessThan(300);
  },
);

it('finds what is there all the same', () => {
  const cursor = new TreeCursor(damagedTree().tree());
  expect(cursor.seek(bytes('bb'), '>=')).toBe(true);
  expect(cursor.key()).toEqual(bytes('bb'));
});
