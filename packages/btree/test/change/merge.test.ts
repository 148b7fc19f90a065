import { pageFlag, type PageView } from '@esekit/pages';
import { describe, expect, it } from 'vitest';
import {
  changeParentOfMerge,
  encodePagePointer,
  insertNode,
  mergePages,
  movePage,
  type Merge,
  type MergeKind,
  type MergePages,
  type MergeParentChange,
} from '../../src/index';
import { bytes } from '../fixture/entries';
import {
  blankPage,
  contentOf,
  copyOf,
  expectSound,
  nodesOf,
  pageOf,
  pageSizes,
  prefixUseOf,
  type NodeInWords,
} from './page-fixture';

const corrupted = expect.objectContaining({ name: 'JET_errDatabaseCorrupted' }) as Error;
const pageIsGone = expect.objectContaining({ name: 'JET_errDatabaseBufferDependenciesCorrupted' }) as Error;

const middle: readonly NodeInWords[] = [
  ['key-3', '3', 'V'],
  ['key-4', '4', 'D'],
  ['key-5', '5'],
  ['key-6', '6', 'VD'],
];

function merge(kind: MergeKind, ilineMerge = 0, cbUncommittedFree = 0): Merge {
  return { kind, pgno: 20, pgnoLeft: 19, pgnoRight: 21, ilineMerge, cbUncommittedFree };
}

function leaves(pageSize = 4096, nodes = middle): Required<{ [name in keyof MergePages]: PageView }> {
  const source = pageOf(nodes, { pageSize, prefix: 'key', pgnoPrev: 19, pgnoNext: 21 });
  const left = pageOf(
    [
      ['key-1', '1'],
      ['key-2', '2'],
    ],
    { pageSize, pgno: 19, pgnoPrev: 18, pgnoNext: 20 },
  );
  const right = pageOf([['key-7', '7']], { pageSize, pgno: 21, prefix: 'key-7', pgnoPrev: 20, pgnoNext: 22 });
  return { source, left, right };
}

function done(pages: ReturnType<typeof leaves>, description: Merge): ReturnType<typeof leaves> {
  const before = { source: copyOf(pages.source), left: copyOf(pages.left), right: copyOf(pages.right) };
  mergePages(pages, description);
  expectSound(pages.source, pages.left, pages.right);
  // Each page becomes the same when the others are newer already; what gets nodes needs those of the source.
  const sourceAlone = copyOf(before.source);
  mergePages({ source: sourceAlone }, description);
  expect(contentOf(sourceAlone)).toEqual(contentOf(pages.source));
  for (const side of ['left', 'right'] as const) {
    const neighbour = copyOf(before[side]);
    mergePages({ source: copyOf(before.source), [side]: neighbour }, description);
    expect(contentOf(neighbour)).toEqual(contentOf(pages[side]));
  }
  return pages;
}

function linksOf({ source, left, right }: ReturnType<typeof leaves>): number[][] {
  return [left, source, right].map(({ pgnoPrev, pgnoNext }) => [pgnoPrev, pgnoNext]);
}

const unlinked = [
  [18, 21],
  [19, 21],
  [19, 22],
];
const linked = [
  [18, 20],
  [19, 21],
  [20, 22],
];

describe.each(pageSizes)('leaves of %i bytes are merged', (pageSize) => {
  it('full right: what is not deleted goes in front of the right page, compressed anew', () => {
    const pages = done(leaves(pageSize), merge('fullRight', 0, 33));
    expect(nodesOf(pages.right)).toEqual(['V key-3=3', 'key-5=5', 'key-7=7']);
    expect(prefixUseOf(pages.right)).toEqual([4, 4, 5]);
    expect(pages.right.cbUncommittedFree).toBe(33);
    expect(linksOf(pages)).toEqual(unlinked);
    expect([pages.source.clines, pages.source.cbFree]).toEqual([0, pages.source.cbPageData - 4]);
    expect(pages.source.flags).toBe(pageFlag.leaf | pageFlag.empty | pageFlag.newRecordFormat);
  });

  it('full left', () => {
    const pages = done(leaves(pageSize), merge('fullLeft', 3));
    expect(nodesOf(pages.left)).toEqual(['key-1=1', 'key-2=2', 'V key-3=3', 'key-5=5']);
    expect(linksOf(pages)).toEqual(unlinked);
    expect(pages.source.hasFlag(pageFlag.empty)).toBe(true);
  });

  it('partial right: deleted nodes of the range vanish with the others', () => {
    const pages = done(leaves(pageSize), merge('partialRight', 2));
    expect(nodesOf(pages.source)).toEqual(['V key-3=3', 'D key-4=4']);
    expect(nodesOf(pages.right)).toEqual(['key-5=5', 'key-7=7']);
    expect(linksOf(pages)).toEqual(linked);
  });

  it('partial left', () => {
    const pages = done(leaves(pageSize), merge('partialLeft', 1));
    expect(nodesOf(pages.source)).toEqual(['key-5=5', 'VD key-6=6']);
    expect(nodesOf(pages.left)).toEqual(['key-1=1', 'key-2=2', 'V key-3=3']);
    expect(linksOf(pages)).toEqual(linked);
  });

  it('an empty page leaves the chain', () => {
    const nodes = [['key-4', '4', 'D']] as const;
    const pages = done(leaves(pageSize, nodes), merge('emptyPage'));
    expect(linksOf(pages)).toEqual(unlinked);
    expect([nodesOf(pages.left).length, nodesOf(pages.right).length]).toEqual([2, 1]);
  });

  it('at an end of the chain there is one neighbour', () => {
    const { source, left } = leaves(pageSize, [['key-4', '4', 'D']]);
    mergePages({ source, left }, { ...merge('emptyPage'), pgnoRight: 0 });
    expect([left.pgnoNext, source.hasFlag(pageFlag.empty)]).toEqual([0, true]);
  });
});

describe('a merge is refused', () => {
  it('when it contradicts itself or the pages', () => {
    for (const wrong of [
      merge('emptyPage'),
      merge('fullRight', 1),
      merge('fullRight', 5),
      merge('fullLeft', 1),
      merge('fullLeft', 4),
      merge('fullLeft', 65535),
      merge('partialRight', 0),
      merge('partialRight', 5),
      merge('partialLeft', 3),
      merge('partialLeft', -2),
      { ...merge('fullRight'), pgnoRight: 20 },
      { ...merge('fullRight'), pgnoLeft: 20 },
      { ...merge('fullRight'), pgnoLeft: 21 },
    ]) {
      expect(() => {
        mergePages(leaves(), wrong);
      }, JSON.stringify(wrong)).toThrow(corrupted);
    }
  });

  it('when a page is none that can be merged', () => {
    for (const flags of [0, pageFlag.root | pageFlag.leaf, pageFlag.leaf | pageFlag.empty]) {
      const { source, left, right } = leaves();
      right.flags = flags;
      expect(() => {
        mergePages({ source, left, right }, merge('fullRight'));
      }).toThrow(corrupted);
      source.flags = flags;
      expect(() => {
        mergePages({ source }, merge('fullRight'));
      }).toThrow(corrupted);
    }
  });

  it('when nodes are out of order there, or do not fit', () => {
    const { source, left, right } = leaves();
    expect(() => {
      mergePages({ source, left: right }, merge('fullLeft', 3));
    }).toThrow(corrupted);
    insertNode(left, 2, bytes('key-22'), new Uint8Array(left.cbFree - 20));
    expect(() => {
      mergePages({ source: leaves().source, left }, merge('fullLeft', 3));
    }).toThrow(corrupted);
  });

  it('when nodes are to come from a page that is not there', () => {
    for (const kind of ['fullRight', 'partialRight', 'fullLeft', 'partialLeft'] as const) {
      const { left, right } = leaves();
      expect(() => {
        mergePages({ left, right }, merge(kind, 1));
      }).toThrow(pageIsGone);
    }
  });
});

describe('the page above', () => {
  function parent(...separators: readonly string[]): PageView {
    const view = pageOf([], { flags: pageFlag.parentOfLeaf, pgno: 90 });
    separators.forEach((key, i) => insertNode(view, i, bytes(key), encodePagePointer(65 + i)));
    return view;
  }

  function changed(view: PageView, change: Partial<MergeParentChange>): string[] {
    const none = { changesKey: false, deletesNode: false, emptiesPage: false, separator: new Uint8Array(0) };
    changeParentOfMerge(view, { iline: 1, pgnoChild: 66, ...none, ...change });
    expectSound(view);
    return nodesOf(view).map((node) => node.replaceAll('\0', ''));
  }

  it('loses the pointer to an emptied page', () => {
    expect(changed(parent('d', 'g', ''), { deletesNode: true })).toEqual(['d=A', '=C']);
    expect(changed(parent('d', ''), { deletesNode: true })).toEqual(['=A']);
  });

  it('gets a new separator for the page, or for its left neighbour', () => {
    const separator = bytes('e');
    expect(changed(parent('d', 'g', ''), { changesKey: true, separator })).toEqual(['d=A', 'e=B', '=C']);
    for (const leafMerge of [
      { kind: 'partialRight', pgnoLeft: 65 },
      { kind: 'partialLeft', pgnoLeft: 65 },
    ] as const) {
      const expected = leafMerge.kind === 'partialLeft' ? ['e=A', 'g=B', '=C'] : ['d=A', 'e=B', '=C'];
      expect(changed(parent('d', 'g', ''), { changesKey: true, separator, leafMerge })).toEqual(expected);
    }
  });

  it('gives the separator of an emptied page to its left neighbour', () => {
    const leafMerge = { kind: 'fullLeft', pgnoLeft: 65 } as const;
    const both = { changesKey: true, deletesNode: true, leafMerge };
    expect(changed(parent('d', 'g', ''), both)).toEqual(['g=A', '=C']);
    for (const wrong of [
      { ...both, iline: 0, pgnoChild: 65 },
      { ...both, leafMerge: { kind: 'fullLeft', pgnoLeft: 67 } },
      { ...both, leafMerge: { kind: 'fullRight', pgnoLeft: 65 } },
      { ...both, leafMerge: undefined },
    ] as const) {
      expect(() => changed(parent('d', 'g', ''), wrong)).toThrow(corrupted);
    }
  });

  it('is emptied with its only pointer', () => {
    const view = parent('d');
    expect(changed(view, { emptiesPage: true, iline: 0, pgnoChild: 65 })).toEqual([]);
    expect(view.hasFlag(pageFlag.empty)).toBe(true);
    expect(() => changed(parent('d', 'e'), { emptiesPage: true })).toThrow(corrupted);
    expect(() => changed(parent('d'), { deletesNode: true, iline: 0, pgnoChild: 65 })).toThrow(corrupted);
  });

  it('stays as it is when nothing changes', () => {
    expect(changed(parent('d', 'g', ''), {})).toEqual(['d=A', 'g=B', '=C']);
  });

  it('has to be the one that points to the page below', () => {
    for (const wrong of [{ iline: 2 }, { iline: 3 }, { pgnoChild: 65 }]) {
      expect(() => changed(parent('d', 'g', ''), { ...wrong, deletesNode: true })).toThrow(corrupted);
    }
    expect(() => changed(pageOf([['a', 'B\0\0\0']]), { iline: 0 })).toThrow(corrupted);
  });
});

describe('a page moves', () => {
  const move = { pgno: 20, pgnoDest: 70, ilineParent: 1 };

  function parent(): PageView {
    const view = pageOf([], { flags: pageFlag.parentOfLeaf, pgno: 90 });
    [19, 20, 21].forEach((pgno, i) => insertNode(view, i, bytes('abc'[i]!), encodePagePointer(pgno)));
    return view;
  }

  it.each(pageSizes)('%i bytes: all that is on it, and what points to it', (pageSize) => {
    const { source, left, right } = leaves(pageSize);
    const before = contentOf(source) as object;
    const destination = blankPage(pageSize);
    const above = parent();
    movePage({ source, destination, left, right, parent: above }, move);
    expect(contentOf(destination)).toEqual({ ...before, pgno: pageSize > 8192 ? 70 : 0 });
    expect(linksOf({ source, left, right })).toEqual([
      [18, 70],
      [19, 21],
      [70, 22],
    ]);
    expect(nodesOf(above)[1]).toBe('b=F\0\0\0');
    expect([source.hasFlag(pageFlag.empty), source.clines, source.pgno]).toEqual([
      true,
      0,
      pageSize > 8192 ? 20 : 0,
    ]);
    expectSound(source, destination, left, right, above);
  });

  it('piece by piece, when the others are newer', () => {
    const { left } = leaves();
    movePage({ left }, move);
    expect(left.pgnoNext).toBe(70);
    expect(() => {
      movePage({ destination: blankPage() }, move);
    }).toThrow(pageIsGone);
    expect(() => {
      movePage({ parent: parent() }, { ...move, ilineParent: 0 });
    }).toThrow(corrupted);
  });
});
