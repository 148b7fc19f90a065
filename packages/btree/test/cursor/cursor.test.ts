import { describe, expect, it } from 'vitest';
import {
  compareNodeData,
  estimateEntries,
  nodesInRange,
  prefixRange,
  TreeCursor,
  type KeyRange,
} from '../../src/index';
import { bytes, entry, numbered } from '../fixture/entries';
import { BuiltTree, type BuildOptions, type Entry } from '../fixture/tree-builder';

function cursorOver(entries: readonly Entry[], options: BuildOptions = {}): TreeCursor {
  return new TreeCursor(new BuiltTree(entries, options).tree());
}

function keyText(cursor: TreeCursor): string {
  return new TextDecoder().decode(cursor.key());
}

describe('an empty tree', () => {
  it('has no node to stand on', () => {
    const cursor = cursorOver([]);
    expect(cursor.first() || cursor.last() || cursor.next() || cursor.previous()).toBe(false);
    for (const mode of ['=', '>=', '>', '<=', '<', 'prefix'] as const) {
      expect(cursor.seek(bytes('a'), mode)).toBe(false);
    }
    expect(cursor.seekFraction(0.5)).toBe(false);
    expect(estimateEntries(cursor.tree)).toBe(0);
    expect(cursor.isOnNode).toBe(false);
  });

  it('is what a tree of deleted nodes looks like', () => {
    const entries = numbered(50).map((each) => ({ ...each, isDeleted: true }));
    const cursor = cursorOver(entries, { linesMost: 4 });
    expect(cursor.first() || cursor.last() || cursor.seek(entries[7]!.key)).toBe(false);
    expect(new TreeCursor(cursor.tree, { seesDeleted: true }).seek(entries[7]!.key)).toBe(true);
  });
});

describe('the place of a cursor', () => {
  const three = ['a', 'b', 'c'].map((key) => entry(key));

  it('is nowhere before the first move and after a seek that found nothing', () => {
    const cursor = cursorOver(three);
    for (const read of [
      () => cursor.node,
      () => cursor.pgno,
      () => cursor.iline,
      () => cursor.position,
      () => cursor.entriesByPath,
      () => cursor.key(),
    ]) {
      expect(read).toThrow(expect.objectContaining({ name: 'JET_errNoCurrentRecord' }) as Error);
    }
    expect(cursor.seek(bytes('bb'))).toBe(false);
    expect(cursor.isOnNode).toBe(false);
  });

  it('continues from the ends', () => {
    const cursor = cursorOver(three);
    expect([cursor.last(), cursor.next(), cursor.next()]).toEqual([true, false, false]);
    expect([cursor.previous(), keyText(cursor)]).toEqual([true, 'c']);
    expect([cursor.first(), cursor.previous(), cursor.previous()]).toEqual([true, false, false]);
    expect([cursor.next(), keyText(cursor)]).toEqual([true, 'a']);
  });

  it('is kept while another cursor evicts its page', () => {
    const built = new BuiltTree(numbered(300), { linesMost: 4 });
    const tree = built.tree(built.source(1));
    const [one, other] = [new TreeCursor(tree), new TreeCursor(tree)];
    one.first();
    other.last();
    for (let i = 0; i < 299; i++) {
      expect(one.compareKey(built.entries[i]!.key)).toBe(0);
      expect(other.compareKey(built.entries[299 - i]!.key)).toBe(0);
      expect(one.next() && other.previous()).toBe(true);
    }
    expect(one.next() || other.previous()).toBe(false);
  });

  it('is found again whatever is asked first after an eviction', () => {
    const built = new BuiltTree(numbered(300), { linesMost: 4 });
    const tree = built.tree(built.source(1));
    const [one, other] = [new TreeCursor(tree), new TreeCursor(tree)];
    one.seek(built.entries[150]!.key);
    for (const ask of [() => one.pgno, () => one.iline, () => one.position, () => one.entriesByPath]) {
      expect(keyText(one)).toBe('key-000150');
      other.last();
      ask();
      expect(keyText(one)).toBe('key-000150');
    }
  });

  it('has a page, a line, a key and data', () => {
    const built = new BuiltTree(numbered(20), { linesMost: 4 });
    const cursor = new TreeCursor(built.tree());
    cursor.seek(built.entries[5]!.key);
    expect([cursor.pgno, cursor.iline]).toEqual([built.leaves[1], 1]);
    const target = new Uint8Array(20);
    expect(cursor.copyKey(target)).toBe(cursor.cbKey);
    expect(target.subarray(0, cursor.cbKey)).toEqual(built.entries[5]!.key);
    expect(cursor.hasPrefix(bytes('key-'))).toBe(true);
    expect(cursor.hasPrefix(bytes('key+'))).toBe(false);
    expect(compareNodeData(cursor.node, bytes('data'), 0, 4)).toBe(0);
    expect(() => cursor.copyKey(new Uint8Array(1))).toThrow('10 bytes');
  });

  it('takes a part of the buffer as the key', () => {
    const cursor = cursorOver(three);
    expect(cursor.seek(bytes('bxyz'), '=', 1)).toBe(true);
    expect(keyText(cursor)).toBe('b');
  });
});

describe('fractions and estimates', () => {
  const built = new BuiltTree(numbered(20_000), { pageSize: 2048 });
  const cursor = new TreeCursor(built.tree());

  it('find the place they tell', () => {
    for (const fraction of [0, 0.1, 0.25, 0.5, 0.77, 0.999, 1]) {
      expect(cursor.seekFraction(fraction)).toBe(true);
      // As near as the fullness of the pages allows.
      expect(Math.abs(cursor.position - fraction)).toBeLessThan(0.05);
    }
    cursor.seek(built.entries[5000]!.key);
    expect(Math.abs(cursor.position - 0.25)).toBeLessThan(0.1);
  });

  it('tell the number of entries', () => {
    const estimate = estimateEntries(built.tree());
    expect(Math.abs(estimate - 20_000)).toBeLessThan(4000);
    expect(estimateEntries(new BuiltTree(numbered(9)).tree())).toBe(9);
    expect(() => estimateEntries(built.tree(), 0)).toThrow('0 samples');
  });
});

describe('ranges', () => {
  const entries = ['a', 'ab', 'abc', 'ac', 'b', 'ÿ'].map((key) => entry(key));
  const all = [...entries, { key: Uint8Array.of(0xff, 0xff, 1), data: bytes('d') }];

  function keysIn(range: KeyRange, direction: 1 | -1 = 1): string[] {
    const cursor = cursorOver(all, { linesMost: 2 });
    return Array.from(nodesInRange(cursor, range, direction), () => cursor.key().join());
  }

  it.each([
    [{}, 7],
    [{ from: bytes('ab'), to: bytes('ac') }, 3],
    [{ from: bytes('ab'), includesFrom: false, to: bytes('ac'), includesTo: false }, 1],
    [{ from: bytes('c'), to: bytes('d') }, 0],
    [{ from: bytes('b'), to: bytes('a') }, 0],
    [prefixRange(bytes('ab')), 2],
    [prefixRange(bytes('')), 7],
    [prefixRange(Uint8Array.of(0xff, 0xff)), 1],
    [prefixRange(Uint8Array.of(0xc3, 0xff)), 0],
  ] as const)('%j has %i nodes both ways', (range, count) => {
    expect(keysIn(range)).toHaveLength(count);
    expect(keysIn(range, -1).reverse()).toEqual(keysIn(range));
  });
});
