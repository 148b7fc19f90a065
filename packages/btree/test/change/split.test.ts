import { pageFlag, type PageView } from '@esekit/pages';
import { describe, expect, it } from 'vitest';
import {
  encodePagePointer,
  insertNode,
  splitPages,
  takesOnlyTheLine,
  type Split,
  type SplitPages,
} from '../../src/index';
import { bytes } from '../fixture/entries';
import {
  blankPage,
  contentOf,
  copyOf,
  expectSound,
  flagsOf,
  nodesOf,
  objidFDP,
  pageOf,
  pageSizes,
  prefixOf,
  prefixUseOf,
  type NodeInWords,
} from './page-fixture';

const corrupted = expect.objectContaining({ name: 'JET_errDatabaseCorrupted' }) as Error;
const pageIsGone = expect.objectContaining({ name: 'JET_errDatabaseBufferDependenciesCorrupted' }) as Error;
const none = new Uint8Array(0);

const fruit: readonly NodeInWords[] = [
  ['apple', '1', 'V'],
  ['apricot', '2', 'D'],
  ['banana', '3'],
  ['bandana', '4', 'VD'],
];

function split(changes: Partial<Split>): Split {
  const places = { ilineOper: 0, ilineSplit: 2, clines: 4, ilinePrefixNew: -1, prefixSplit: none };
  const pages = { pgno: 20, pgnoNew: 50, pgnoRight: 0, objidFDP };
  const flags = { flagsNew: pageFlag.leaf | pageFlag.newRecordFormat, flagsSplit: 0 };
  const free = { cbUncommittedFreeSplit: 0, cbUncommittedFreeNew: 0 };
  return { kind: 'right', operation: 'none', ...places, ...pages, ...flags, ...free, ...changes };
}

function line(key: string, data: string, names = ''): Split['line'] {
  return { key: bytes(key), data: bytes(data), flags: flagsOf(names) };
}

/** Splits copies of the pages; what was given twice is the same afterwards. */
function done(source: PageView, description: Split, right?: PageView) {
  const { pageSize } = source;
  const pages = { source: copyOf(source), created: blankPage(pageSize), right: right && copyOf(right) };
  const place = splitPages(pages, description);
  expectSound(pages.source, pages.created, pages.right);
  expectEachAlone(source, right, description, pages);
  return { ...pages, place };
}

/** Each page becomes the same when the others are newer already and left alone. */
function expectEachAlone(
  source: PageView,
  right: PageView | undefined,
  description: Split,
  all: SplitPages,
): void {
  const alone = copyOf(source);
  splitPages({ source: alone }, description);
  expect(contentOf(alone)).toEqual(contentOf(all.source!));
  const created = blankPage(source.pageSize);
  const isIndependent = takesOnlyTheLine(description);
  splitPages(isIndependent ? { created } : { created, source: copyOf(source) }, description);
  expect(contentOf(created)).toEqual(contentOf(all.created!));
  if (right) {
    const neighbour = copyOf(right);
    splitPages({ right: neighbour }, description);
    expect(contentOf(neighbour)).toEqual(contentOf(all.right!));
  }
}

describe.each(pageSizes)('a leaf of %i bytes is split', (pageSize) => {
  const leaf = (): PageView => pageOf(fruit, { pageSize, prefix: 'apri', pgnoPrev: 19, pgnoNext: 21 });
  const right = (): PageView => pageOf([['cherry', '9']], { pageSize, pgno: 21, pgnoPrev: 20, pgnoNext: 22 });

  it('without an operation: nodes, flags, prefixes, links', () => {
    const description = split({ pgnoRight: 21, ilinePrefixNew: 1, prefixSplit: bytes('apple') });
    const pages = done(leaf(), description, right());
    expect(nodesOf(pages.source)).toEqual(['V apple=1', 'D apricot=2']);
    expect(nodesOf(pages.created)).toEqual(['banana=3', 'VD bandana=4']);
    expect([prefixOf(pages.source), prefixOf(pages.created)]).toEqual(['apple', 'bandana']);
    expect([prefixUseOf(pages.source), prefixUseOf(pages.created)]).toEqual([
      [5, 0],
      [3, 7],
    ]);
    const links = [pages.source, pages.created, pages.right!].map(({ pgnoPrev, pgnoNext }) => [
      pgnoPrev,
      pgnoNext,
    ]);
    expect(links).toEqual([
      [19, 50],
      [20, 21],
      [50, 22],
    ]);
    expect([pages.created.objidFDP, pages.created.dbtime, pages.source.dbtime]).toEqual([objidFDP, 0n, 70n]);
    expect(pages.created.pgno).toBe(pageSize > 8192 ? 50 : 0);
    expect(pages.place).toBeUndefined();
  });

  it.each([
    [
      0,
      'aaa',
      ['V aaa=new', 'V apple=1', 'D apricot=2'],
      ['banana=3', 'VD bandana=4'],
      { pgno: 20, iline: 0 },
    ],
    [
      3,
      'bananas',
      ['V apple=1', 'D apricot=2', 'banana=3'],
      ['V bananas=new', 'VD bandana=4'],
      { pgno: 50, iline: 0 },
    ],
    [4, 'z', ['V apple=1', 'D apricot=2', 'banana=3'], ['VD bandana=4', 'V z=new'], { pgno: 50, iline: 1 }],
  ] as const)('with an insertion at line %i', (ilineOper, key, left, moved, place) => {
    const operation = { operation: 'insert', ilineOper, ilineSplit: 3, clines: 5 } as const;
    const pages = done(leaf(), split({ ...operation, line: line(key, 'new', 'V') }));
    expect(nodesOf(pages.source)).toEqual(left);
    expect(nodesOf(pages.created)).toEqual(moved);
    expect(pages.place).toEqual(place);
  });

  it('with a replacement, on either side', () => {
    const first = split({ operation: 'replace', ilineOper: 1, line: line('', 'longer data') });
    const pages = done(leaf(), first);
    expect(nodesOf(pages.source)).toEqual(['V apple=1', 'D apricot=longer data']);
    const second = split({ operation: 'replace', ilineOper: 2, line: line('', 'x', 'V') });
    expect(nodesOf(done(leaf(), second).created)).toEqual(['V banana=x', 'VD bandana=4']);
  });

  it('with a replacement that brings a node back to life', () => {
    const description = split({
      operation: 'flagInsertAndReplaceData',
      ilineOper: 3,
      line: line('', 'alive', 'V'),
    });
    expect(nodesOf(done(leaf(), description).created)).toEqual(['banana=3', 'V bandana=alive']);
  });

  it('so that nothing but the new line goes', () => {
    const operation = { operation: 'insert', ilineOper: 4, ilineSplit: 4, clines: 5 } as const;
    const place = { ...operation, line: line('cherry', '5'), ilinePrefixNew: 0 };
    const pages = done(leaf(), split({ ...place, prefixSplit: bytes('bandana') }));
    expect(nodesOf(pages.source)).toHaveLength(4);
    expect(prefixUseOf(pages.source)).toEqual([0, 0, 3, 7]);
    expect(nodesOf(pages.created)).toEqual(['cherry=5']);
    expect(prefixUseOf(pages.created)).toEqual([6]);
  });

  it('as an append, which leaves the old nodes as they are', () => {
    const operation = { operation: 'insert', ilineOper: 4, ilineSplit: 4, clines: 5 } as const;
    const before = pageOf(fruit, { pageSize, prefix: 'apri', pgnoPrev: 19 });
    const description = split({ kind: 'append', ...operation, line: line('cherry', '5'), ilinePrefixNew: 0 });
    const pages = done(before, description);
    expect(contentOf(pages.source)).toEqual({ ...(contentOf(before) as object), pgnoNext: 50 });
    expect(nodesOf(pages.created)).toEqual(['cherry=5']);
    expect([pages.created.pgnoPrev, pages.created.pgnoNext]).toEqual([20, 0]);
  });

  it('keeps for rollback what it is told to, and no more than there is', () => {
    const free = { cbUncommittedFreeSplit: 100, cbUncommittedFreeNew: 32767 };
    const pages = done(leaf(), split(free));
    expect(pages.source.cbUncommittedFree).toBe(100);
    expect(pages.created.cbUncommittedFree).toBe(Math.min(32767, pages.created.cbFree));
  });

  it('in a file that stores reserved tags', () => {
    const pages = done(leaf(), split({ storesReservedTags: true }));
    expect([pages.source.u16(34), pages.created.u16(34)]).toEqual([0x0003, 0x1003]);
  });
});

describe('a root is split', () => {
  const header = Uint8Array.from({ length: 16 }, (_, i) => i);
  const flags = pageFlag.root | pageFlag.leaf | pageFlag.index;
  const flagsNew = pageFlag.leaf | pageFlag.index;
  const flagsSplit = pageFlag.root | pageFlag.parentOfLeaf | pageFlag.index;
  const vertical = { kind: 'vertical', ilineSplit: 0, flagsNew, flagsSplit } as const;

  it('downwards: all nodes move, the root points to them', () => {
    const root = pageOf(fruit, { flags, prefix: header });
    root.flags |= pageFlag.fdpDelete | pageFlag.newChecksumFormat | 0x10000;
    const operation = { operation: 'insert', ilineOper: 2, clines: 5, ilinePrefixNew: 3 } as const;
    const pages = done(root, split({ ...vertical, ...operation, line: line('avocado', 'new') }));
    expect(nodesOf(pages.created)).toEqual([
      'V apple=1',
      'D apricot=2',
      'avocado=new',
      'banana=3',
      'VD bandana=4',
    ]);
    expect(prefixOf(pages.created)).toBe('banana');
    expect(nodesOf(pages.source)).toEqual(['=2\0\0\0']);
    expect([...bytes(prefixOf(pages.source))]).toEqual([...header]);
    expect(pages.source.flags).toBe(
      flagsSplit | pageFlag.newRecordFormat | pageFlag.newChecksumFormat | pageFlag.fdpDelete | 0x10000,
    );
    expect([pages.created.pgnoPrev, pages.created.pgnoNext, pages.source.pgnoNext]).toEqual([0, 0, 0]);
    expect(pages.place).toEqual({ pgno: 50, iline: 2 });
  });

  it('when it is empty, for a node that the header leaves no room for', () => {
    const root = pageOf([], { flags, prefix: header });
    const data = 'x'.repeat(4056 - 8 - 2 - 3);
    const operation = { operation: 'insert', clines: 1, line: line('key', data) } as const;
    const pages = done(root, split({ ...vertical, ...operation }));
    expect([pages.created.clines, pages.created.cbFree]).toEqual([1, 0]);
  });

  it('not into pages that are no part of it', () => {
    const root = pageOf(fruit, { flags, prefix: header });
    for (const wrong of [
      { flagsNew: flagsNew | pageFlag.root },
      { flagsNew: pageFlag.leaf },
      { flagsNew: flagsNew | pageFlag.empty },
      { flagsSplit: flagsSplit | pageFlag.leaf },
      { flagsSplit: pageFlag.parentOfLeaf | pageFlag.index },
      { flagsSplit: pageFlag.root | pageFlag.index },
      { flagsSplit: flagsSplit | pageFlag.preInit },
      { ilineSplit: 1 },
      { kind: 'right', ilineSplit: 1 },
      { pgnoNew: 20 },
    ] as const) {
      expect(() => done(root, split({ ...vertical, ...wrong })), JSON.stringify(wrong)).toThrow(corrupted);
    }
  });
});

describe('an inner page is split because of a page below', () => {
  const flags = pageFlag.parentOfLeaf;
  const child = { pgno: 33, pgnoNew: 60 };

  function inner(isRoot = false): PageView {
    const view = pageOf([], { flags: isRoot ? flags | pageFlag.root : flags });
    for (const [key, pgno] of [
      ['b', 31],
      ['d', 32],
      ['f', 33],
      ['h', 34],
      ['', 35],
    ] as const) {
      insertNode(view, view.clines, bytes(key), encodePagePointer(pgno));
    }
    return view;
  }

  function inserted(ilineSplit: number, changes: Partial<Split> = {}): Split {
    const pointer = { key: bytes('e'), data: encodePagePointer(33) };
    const operation = { operation: 'insert', ilineOper: 2, clines: 6, line: pointer, child } as const;
    return split({ ...operation, ilineSplit, flagsNew: flags, ...changes });
  }

  /** `key>page` with the page as a letter: 31 is A. */
  function pointersOf(view: PageView): string[] {
    return nodesOf(view).map((node) => {
      const [key, data] = node.split('=');
      return `${key}>${data!.codePointAt(0)}`;
    });
  }

  it.each([
    [1, ['b>31'], ['d>32', 'e>33', 'f>60', 'h>34', '>35']],
    [2, ['b>31', 'd>32'], ['e>33', 'f>60', 'h>34', '>35']],
    [3, ['b>31', 'd>32', 'e>33'], ['f>60', 'h>34', '>35']],
    [4, ['b>31', 'd>32', 'e>33', 'f>60'], ['h>34', '>35']],
    [5, ['b>31', 'd>32', 'e>33', 'f>60', 'h>34'], ['>35']],
  ])('from line %i on: the pointer behind the new one follows it', (ilineSplit, left, moved) => {
    const pages = done(inner(), inserted(ilineSplit));
    expect(pointersOf(pages.source)).toEqual(left);
    expect(pointersOf(pages.created)).toEqual(moved);
    expect([pages.source.pgnoNext, pages.created.pgnoPrev, pages.created.pgnoNext]).toEqual([0, 0, 0]);
  });

  it('that is a root', () => {
    const flagsSplit = pageFlag.root;
    const pages = done(inner(true), inserted(0, { kind: 'vertical', flagsSplit }));
    expect(pointersOf(pages.created)).toEqual(['b>31', 'd>32', 'e>33', 'f>60', 'h>34', '>35']);
    expect(pointersOf(pages.source)).toEqual(['>50']);
  });

  it('and is refused where that page is not behind the new pointer', () => {
    for (const wrong of [
      { child: { pgno: 34, pgnoNew: 60 } },
      { ilineOper: 3 },
      { ilineOper: 5 },
      { operation: 'none', clines: 5 },
      { line: undefined },
    ] as const) {
      expect(() => done(inner(), inserted(3, wrong)), JSON.stringify(wrong)).toThrow(corrupted);
    }
  });
});

describe('a split is refused', () => {
  it('when it contradicts itself or the page', () => {
    const insertion = { operation: 'insert', ilineOper: 1, clines: 5, line: line('apq', '.') } as const;
    for (const wrong of [
      { clines: 3 },
      { clines: 5 },
      { ...insertion, clines: 4 },
      { ilineSplit: 0 },
      { ilineSplit: 4 },
      { ilineSplit: 65535 },
      { ilinePrefixNew: 2 },
      { ilinePrefixNew: -2 },
      { ...insertion, ilineOper: 5 },
      { ...insertion, ilineOper: 2 },
      { ...insertion, line: undefined },
      { operation: 'replace', ilineOper: 4, line: line('', '.') },
      { operation: 'replace', ilineOper: 0, line: line('', '') },
      { ...insertion, kind: 'append' },
      { kind: 'append' },
      { kind: 'vertical', ilineSplit: 0, flagsSplit: pageFlag.root | pageFlag.parentOfLeaf },
      { flagsNew: pageFlag.leaf | pageFlag.index },
      { flagsNew: 0 },
      { flagsNew: pageFlag.leaf | pageFlag.repair },
      { pgnoRight: 20 },
      { pgnoRight: 50 },
      { prefixSplit: new Uint8Array(5000) },
    ] as const) {
      const source = pageOf(fruit);
      const pages = { source, created: blankPage() };
      expect(() => splitPages(pages, split(wrong)), JSON.stringify(wrong)).toThrow(corrupted);
    }
  });

  it('when a neighbour is to change where there is none', () => {
    const right = pageOf(fruit);
    expect(() => splitPages({ right }, split({ flagsNew: pageFlag.parentOfLeaf, pgnoRight: 21 }))).toThrow(
      corrupted,
    );
  });

  it('when the new page needs nodes of a page that is not there', () => {
    expect(() => splitPages({ created: blankPage() }, split({}))).toThrow(pageIsGone);
    const insertion = { operation: 'insert', ilineOper: 4, clines: 5, line: line('z', '.') } as const;
    expect(() => splitPages({ created: blankPage() }, split({ ...insertion, ilineSplit: 3 }))).toThrow(
      pageIsGone,
    );
    expect(() => splitPages({ created: blankPage() }, split({ ilinePrefixNew: 1 }))).toThrow(pageIsGone);
  });

  it('when the nodes do not fit', () => {
    const insertion = { operation: 'insert', ilineOper: 0, clines: 5 } as const;
    const big = split({ ...insertion, line: line('a', 'x'.repeat(4056)) });
    expect(() => splitPages({ source: pageOf(fruit) }, big)).toThrow(corrupted);
  });
});
