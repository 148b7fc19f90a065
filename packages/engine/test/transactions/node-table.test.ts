import { describe, expect, test } from 'vitest';
import type { Bookmark, NodeVersions } from '../../src/transactions';
import { ByteArena } from '../../src/transactions/byte-arena';
import { NodeTable } from '../../src/transactions/node-table';
import { tree } from './versioned-map';

const text = new TextEncoder();

function at(key: string, data = '', objidFDP = 30, dbid = 1): Bookmark {
  return { tree: { ...tree, objidFDP, dbid }, key: text.encode(key), data: text.encode(data) };
}

function filled(bookmarks: readonly Bookmark[]): { table: NodeTable; nodes: NodeVersions[] } {
  const arena = new ByteArena(65_536);
  const table = new NodeTable();
  const nodes = bookmarks.map((bookmark) => {
    const node = table.add(bookmark);
    arena.store(node, bookmark.key, bookmark.data);
    return node;
  });
  return { table, nodes };
}

describe('the table of nodes', () => {
  test('tells bookmarks apart by database, tree, key and data', () => {
    const bookmarks = [
      at('ab', 'c'),
      at('a', 'bc'),
      at('abc'),
      at('', 'abc'),
      at(''),
      at('ab', 'c', 31),
      at('ab', 'c', 30, 2),
    ];
    const { table, nodes } = filled(bookmarks);
    expect(bookmarks.map((bookmark) => table.find(bookmark))).toEqual(nodes);
    expect(new Set(nodes).size).toBe(nodes.length);
    expect(table.find(at('ab'))).toBeUndefined();
    const inRow = ({ tree: of, key, data }: Bookmark): NodeVersions | undefined => {
      const bytes = Uint8Array.of(...key, ...data, 0xff);
      return table.findRow(of, bytes, key.length, key.length + data.length);
    };
    expect(bookmarks.map(inRow)).toEqual(nodes);
    expect([inRow(at('ab')), inRow(at('ab', 'cd'))]).toEqual([undefined, undefined]);
    expect(nodes[0]!.key).toEqual(text.encode('ab'));
    expect(nodes[0]!.data).toEqual(text.encode('c'));
  });

  test('finds thousands after growing, and none after they are removed', () => {
    const bookmarks = Array.from({ length: 5000 }, (_, i) => at(`key ${i}`));
    const { table, nodes } = filled(bookmarks);
    expect(table.size).toBe(5000);
    expect(bookmarks.every((bookmark, i) => table.find(bookmark) === nodes[i])).toBe(true);
    nodes.forEach((node, i) => {
      if (i % 2 === 0) table.remove(node);
    });
    expect(bookmarks.every((bookmark, i) => (table.find(bookmark) === undefined) === (i % 2 === 0))).toBe(
      true,
    );
    nodes.forEach((node, i) => {
      if (i % 2 === 1) table.remove(node);
    });
    expect(table.size).toBe(0);
    expect(table.find(bookmarks[1]!)).toBeUndefined();
  });
});
