import { describe, expect, it } from 'vitest';
import { findNode } from '../../src/index';
import { bytes, entry, numbered } from '../fixture/entries';
import { BuiltTree } from '../fixture/tree-builder';

describe('findNode', () => {
  it('finds a node of a unique tree, deleted or not', () => {
    const entries = numbered(300).map((each, i) => ({ ...each, isDeleted: i % 3 === 0 }));
    const built = new BuiltTree(entries, { linesMost: 7 });
    const tree = built.tree();
    for (const { key } of entries) {
      const place = findNode(tree, key)!;
      const iline = built.leafEntries.get(place.pgno)!.findIndex((other) => other.key === key);
      expect(place.iline).toBe(iline);
    }
    expect(findNode(tree, bytes('key'))).toBeUndefined();
    expect(findNode(tree, bytes('key-000003'), bytes('whatever'))).toEqual(
      findNode(tree, bytes('key-000003')),
    );
  });

  it('finds one of the nodes of a key', () => {
    const entries = ['a', 'b', 'c', 'd', 'e', 'f'].map((data) => entry('key', data, data === 'c'));
    const built = new BuiltTree(entries, { linesMost: 2, isUnique: false });
    const tree = built.tree();
    const places = entries.map(({ key, data }) => findNode(tree, key, data)!);
    expect(places.map(({ pgno, iline }) => [built.leaves.indexOf(pgno), iline])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
    ]);
    expect(findNode(tree, bytes('key'))).toEqual(places[0]);
    expect(findNode(tree, bytes('key'), bytes('bb'))).toBeUndefined();
    expect(findNode(tree, bytes('ke'), bytes('a'))).toBeUndefined();
  });

  it('finds nothing in an empty tree', () => {
    expect(findNode(new BuiltTree([]).tree(), bytes('a'))).toBeUndefined();
  });
});
