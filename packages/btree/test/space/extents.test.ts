import { describe, expect, it } from 'vitest';
import {
  availableExtents,
  decodeRootHeader,
  ownedExtents,
  readRootHeader,
  spaceTrees,
  splitBuffers,
  Tree,
  type Extent,
} from '../../src/index';
import { PageView, type Frame, type PageSource } from '@esekit/pages';
import { BuiltTree, objid, pgnoRoot, type Entry } from '../fixture/tree-builder';

const word = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);

/** 04 §3, the bytes of an extent node. */
function extent(pgnoLast: number, cpg: number, pool = 0): Entry {
  const key = word(pgnoLast).reverse();
  return { key: Uint8Array.from(pool === 0 ? key : [0x80 | pool, ...key]), data: Uint8Array.from(word(cpg)) };
}

function spaceHeader(cpg: number, flags: number, last: number): Uint8Array {
  return Uint8Array.from([cpg, 1, flags, last].flatMap(word));
}

function list(extents: Iterable<Extent>): number[][] {
  return Array.from(extents, ({ pgnoFirst, pgnoLast, pool }) => [pgnoFirst, pgnoLast, pool]);
}

/** A tree on page 1 with its space trees on pages 2 and 3, each built apart and put in its place. */
class ThreeTrees implements PageSource {
  readonly pageSize = 4096;
  readonly pageCount = 100_000;
  readonly trees: BuiltTree[];

  constructor(owned: readonly Entry[], available: readonly Entry[], buffers: readonly Uint8Array[] = []) {
    const [first = new Uint8Array(16), second = new Uint8Array(16)] = buffers;
    this.trees = [
      new BuiltTree([], { rootHeader: spaceHeader(16, 1, 2) }),
      new BuiltTree(owned, { isSpaceTree: true, rootHeader: first }),
      new BuiltTree(available, { isSpaceTree: true, rootHeader: second }),
    ];
  }

  get tree(): Tree {
    return new Tree({ source: this, pgnoFDP: 1, objidFDP: objid });
  }

  get(pgno: number): Frame {
    const { bytes } = this.trees[pgno - 1]!.page(pgnoRoot);
    return { pgno, view: new PageView(bytes) };
  }
}

describe('the single-extent form', () => {
  function treeWith(cpg: number, rgbitAvail: number): Tree {
    return new BuiltTree([], { rootHeader: spaceHeader(cpg, 0, rgbitAvail) }).tree();
  }

  it.each([
    [1, 0, []],
    [4, 0b111, [[4, 6, 0]]],
    [
      4,
      0b101,
      [
        [4, 4, 0],
        [6, 6, 0],
      ],
    ],
    [4, 0xffffffff, [[4, 6, 0]]],
    [33, 0x80000000, [[35, 35, 0]]],
    [40, 0x80000000, [[35, 42, 0]]],
    [
      40,
      0x00000001,
      [
        [4, 4, 0],
        [36, 42, 0],
      ],
    ],
    [40, 0, [[36, 42, 0]]],
  ])('%i pages, bits %i', (cpg, bits, expected) => {
    const tree = treeWith(cpg, bits);
    expect(list(ownedExtents(tree))).toEqual([[3, 2 + cpg, 0]]);
    expect(list(availableExtents(tree))).toEqual(expected);
    expect(spaceTrees(tree)).toBeUndefined();
    expect(splitBuffers(tree)).toEqual([]);
  });

  it('is refused when it is impossible', () => {
    for (const cpg of [0, 0x7fffffff]) {
      expect(() => [...ownedExtents(treeWith(cpg, 0))]).toThrow(
        expect.objectContaining({ name: 'JET_errSPOwnExtCorrupted' }) as Error,
      );
    }
    const without = new BuiltTree([], { rootHeader: new Uint8Array(0) }).tree();
    expect(() => spaceTrees(without)).toThrow('has no space header');
  });
});

describe('space trees', () => {
  it('list extents by pool and page', () => {
    const available = [extent(9, 2), extent(200, 1), extent(80, 4, 1), extent(90, 0, 1), extent(500, 1, 2)];
    const { tree } = new ThreeTrees(
      [extent(9, 8), extent(254, 100)],
      [...available, { ...extent(600, 1, 2), isDeleted: true }],
    );
    expect(list(ownedExtents(tree))).toEqual([
      [2, 9, 0],
      [155, 254, 0],
    ]);
    expect(list(availableExtents(tree))).toEqual([
      [8, 9, 0],
      [200, 200, 0],
      [77, 80, 1],
      [91, 90, 1],
      [500, 500, 2],
    ]);
    expect(spaceTrees(tree)).toMatchObject({ owned: { pgnoFDP: 2 }, available: { pgnoFDP: 3 } });
  });

  it.each([
    ['a key of 3 bytes', { key: Uint8Array.of(0, 0, 9), data: Uint8Array.from(word(1)) }],
    ['data of 5 bytes', { key: Uint8Array.of(0, 0, 0, 9), data: new Uint8Array(5) }],
    ['no pages', extent(9, 0)],
    ['more pages than there are', extent(9, 10)],
    ['a page beyond all', extent(0x7ff00000, 1)],
    ['an unknown pool', extent(9, 1, 3)],
  ])('with %s are damaged', (_, node) => {
    const { tree } = new ThreeTrees([node], [node]);
    expect(() => list(ownedExtents(tree))).toThrow(
      expect.objectContaining({ name: 'JET_errSPOwnExtCorrupted' }) as Error,
    );
    expect(() => list(availableExtents(tree))).toThrow(
      expect.objectContaining({ name: 'JET_errSPAvailExtCorrupted' }) as Error,
    );
  });

  it('own extents of no pool, and none that overlap', () => {
    expect(() => list(ownedExtents(new ThreeTrees([extent(9, 1, 1)], []).tree))).toThrow('is no extent');
    expect(() => list(ownedExtents(new ThreeTrees([extent(9, 1), extent(12, 4)], []).tree))).toThrow(
      'overlaps',
    );
  });

  it('have split buffers', () => {
    const full = Uint8Array.from([20, 2, 31, 1].flatMap(word));
    const half = Uint8Array.from([20, 0, 40, 3].flatMap(word));
    const { tree } = new ThreeTrees([extent(50, 50)], [], [full, half]);
    expect(splitBuffers(tree)).toEqual([
      { pgnoFirst: 19, pgnoLast: 20, pool: 0, of: 'owned' },
      { pgnoFirst: 31, pgnoLast: 31, pool: 0, of: 'owned' },
      { pgnoFirst: 38, pgnoLast: 40, pool: 0, of: 'available' },
    ]);
    expect(splitBuffers(new ThreeTrees([], [], [new Uint8Array(0)]).tree)).toEqual([]);
    const tooShort = new ThreeTrees([], [], [new Uint8Array(16), new Uint8Array(7)]).tree;
    expect(() => splitBuffers(tooShort)).toThrow(
      expect.objectContaining({ name: 'JET_errSPAvailExtCorrupted' }) as Error,
    );
    const impossible = new ThreeTrees([], [], [Uint8Array.from([3, 4, 0, 0].flatMap(word))]).tree;
    expect(() => splitBuffers(impossible)).toThrow(
      expect.objectContaining({ name: 'JET_errSPOwnExtCorrupted' }) as Error,
    );
  });

  it('cannot lie outside the file', () => {
    const tree = new BuiltTree([], { rootHeader: spaceHeader(16, 1, 0x7000) }).tree();
    expect(() => list(ownedExtents(tree))).toThrow(
      expect.objectContaining({ name: 'JET_errSPOwnExtCorrupted' }) as Error,
    );
  });
});

describe('the header of a root', () => {
  const plain = spaceHeader(16, 1, 2);
  const space = { cpg: 16, pgnoParent: 1, flags: 1, rgbitAvailOrPgnoOE: 2 };

  it.each([
    ['nothing', [], { form: 'none', space: undefined, autoIncrementMost: undefined, unknownFields: 0 }],
    ['16 bytes', [...plain], { form: 'plain', space, autoIncrementMost: undefined, unknownFields: 0 }],
    ['17 bytes', [1, ...plain], { form: 'extended', space, autoIncrementMost: undefined, unknownFields: 0 }],
    [
      '25 bytes',
      [3, ...plain, ...word(5), ...word(1)],
      { form: 'extended', space, autoIncrementMost: 0x1_0000_0005n, unknownFields: 0 },
    ],
    [
      'a counter alone',
      [2, ...word(7), ...word(0)],
      { form: 'extended', space: undefined, autoIncrementMost: 7n, unknownFields: 0 },
    ],
    [
      'fields to come',
      [9, ...plain],
      { form: 'extended', space, autoIncrementMost: undefined, unknownFields: 8 },
    ],
    [
      'a cut counter',
      [2, 1],
      { form: 'extended', space: undefined, autoIncrementMost: undefined, unknownFields: 0 },
    ],
  ])('of %s', (_, bytes, expected) => {
    expect(decodeRootHeader(Uint8Array.from(bytes))).toEqual(expected);
    const tree = new BuiltTree([], { rootHeader: Uint8Array.from(bytes) }).tree();
    expect(readRootHeader(tree)).toEqual(expected);
  });
});
