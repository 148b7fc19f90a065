import { describe, expect, it } from 'vitest';
import { insertLine } from '../../src/page/lines';
import { pageFlag } from '../../src/page/page-layout';
import { PageView } from '../../src/page/page-header';
import { checkPageStructure } from '../../src/page/page-structure';
import type { StructureProblemKind } from '../../src/page/structure-problem';
import { moveTag, tagCb, tagIb, writeTag } from '../../src/page/tags';
import { freshPage, lineOf, pageOfLines, pageOfNodes, type NodeParts } from './page-fixture';

const nodes: NodeParts[] = [
  { key: 'apple' },
  { key: 'prefix-a', cbPrefix: 6 },
  { key: 'prefix-b', cbPrefix: 6 },
  { key: 'zebra' },
];

function soundPage(pageSize: number): PageView {
  return pageOfNodes(pageSize, 'prefix', nodes);
}

function preInitPage(pageSize: number): PageView {
  const view = new PageView(new Uint8Array(pageSize));
  view.flags = pageFlag.preInit | pageFlag.newRecordFormat | pageFlag.newChecksumFormat | 0x8000;
  view.cbFree = view.cbPageData;
  return view;
}

/** Index in `view.bytes` of a byte of line `itag`. */
function byteOf(view: PageView, itag: number, offset: number): number {
  return view.dataStart + tagIb(view, itag) + offset;
}

/** Makes line `itag` shorter by leaving its last bytes to the free space. */
function cutLine(view: PageView, itag: number, cb: number): void {
  view.cbFree += tagCb(view, itag) - cb;
  const flags = view.bytes[view.start + view.pageSize - 4 * itag - 1]!;
  writeTag(view, itag, tagIb(view, itag), cb);
  view.bytes[view.start + view.pageSize - 4 * itag - 1]! |= flags;
}

const breaks: [StructureProblemKind, string, (view: PageView) => void][] = [
  ['cbFree', 'more free bytes than the page has', (v) => (v.cbFree = v.cbPageData + 1)],
  ['cbUncommittedFree', 'more uncommitted than free bytes', (v) => (v.cbUncommittedFree = v.cbFree + 1)],
  ['ibMicFree', 'ibMicFree behind the page', (v) => (v.ibMicFree = v.cbPageData + 1)],
  ['emptyAndPreInit', 'Empty and PreInit', (v) => (v.flags |= pageFlag.empty | pageFlag.preInit)],
  ['preInit', 'PreInit with content', (v) => (v.flags |= pageFlag.preInit)],
  ['indexAndLongValue', 'Index and LongValue', (v) => (v.flags |= pageFlag.index | pageFlag.longValue)],
  ['repairFlag', 'Repair', (v) => (v.flags |= pageFlag.repair)],
  ['noTags', 'no tags', (v) => (v.itagMicFree = 0)],
  ['reservedTags', 'more reserved tags than tags', (v) => (v.ctagReserved = 6)],
  ['tagArray', 'lines up to the tags', (v) => (v.ibMicFree = v.cbPageData - 4 * v.itagMicFree + 1)],
  ['emptyLine', 'a node without bytes', (v) => writeTag(v, 2, tagIb(v, 2), 0)],
  ['lineBounds', 'a line behind ibMicFree', (v) => (v.ibMicFree -= 1)],
  ['spaceSum', 'a byte too few', (v) => (v.cbFree -= 1)],
  ['spaceSum', 'a byte too many', (v) => (v.cbFree += 1)],
  ['lineOverlap', 'two lines in one place', (v) => moveTag(v, 3, tagIb(v, 2))],
  ['lineOverlap', 'a byte of two lines', (v) => moveTag(v, 3, tagIb(v, 3) - 1)],
  ['prefixSize', 'more prefix than there is', (v) => (v.bytes[byteOf(v, 2, 0)] = 7)],
  ['suffixSize', 'a suffix longer than the line', (v) => (v.bytes[byteOf(v, 1, 0)] = 7)],
  ['suffixSize', 'a suffix of thousands of bytes', (v) => (v.bytes[byteOf(v, 1, 1)] = 0x1f)],
  ['suffixSize', 'one byte', (v) => cutLine(v, 1, 1)],
  ['suffixSize', 'a compressed node of three bytes', (v) => cutLine(v, 2, 3)],
  ['noData', 'a suffix that takes the data', (v) => (v.bytes[byteOf(v, 1, 0)] = 6)],
  ['nullKey', 'an empty key on a leaf', (v) => (v.bytes[byteOf(v, 1, 0)] = 0)],
  ['keyOrder', 'a key below the one before', (v) => (v.bytes[byteOf(v, 1, 2)] = 0x7b)],
  ['keyOrder', 'a suffix below the one before', (v) => (v.bytes[byteOf(v, 3, 5)] = 0x60)],
];

describe.each([4096, 32768])('checkPageStructure of %i-byte pages', (pageSize) => {
  it('passes the page that the others are made from', () => {
    expect(checkPageStructure(soundPage(pageSize))).toBeUndefined();
  });

  it.each(breaks)('finds %s: %s', (kind, _, damage) => {
    const view = soundPage(pageSize);
    damage(view);
    expect(checkPageStructure(view)).toEqual({
      kind,
      error: 'JET_errDatabaseCorrupted',
      text: expect.stringMatching(/\d/) as string,
    });
  });

  it('finds the same on a page in the middle of a slab', () => {
    const slab = new Uint8Array(3 * pageSize).fill(0xff);
    for (const [kind, , damage] of breaks) {
      const view = soundPage(pageSize);
      damage(view);
      slab.set(view.bytes, pageSize);
      expect(checkPageStructure(view.reset(slab, pageSize))?.kind).toBe(kind);
    }
  });

  it('ignores garbage in unused bits', () => {
    const view = soundPage(pageSize);
    for (let itag = 0; itag < view.itagMicFree; itag++) {
      view.bytes[pageSize - 4 * itag - 3]! |= pageSize === 4096 ? 0xe0 : 0x80;
      if (pageSize > 8192) view.bytes[pageSize - 4 * itag - 1]! |= 0x80;
    }
    view.bytes[byteOf(view, 2, 3)]! |= 0xe0;
    view.setU16(34, view.u16(34) | 0x8000);
    expect(checkPageStructure(view)).toBeUndefined();
  });

  it('accepts equal keys, as trees with keys that are not unique have them', () => {
    const twice = [
      { key: 'prefix-a', cbPrefix: 6 },
      { key: 'prefix-a', cbPrefix: 6, data: 'e' },
      { key: 'prefix-a' },
    ];
    expect(checkPageStructure(pageOfNodes(pageSize, 'prefix', twice))).toBeUndefined();
  });

  it('accepts an empty key in one place: last on an internal page', () => {
    const internal = pageFlag.parentOfLeaf;
    const kindOf = (flags: number, ...keys: string[]): string | undefined =>
      checkPageStructure(
        pageOfNodes(
          pageSize,
          '',
          keys.map((key) => ({ key, data: 'pgno' })),
          flags,
        ),
      )?.kind;
    expect(kindOf(internal, 'a', 'b', '')).toBeUndefined();
    expect(kindOf(internal, '')).toBeUndefined();
    expect(kindOf(0, 'a', '')).toBeUndefined();
    expect(kindOf(internal, '', 'a')).toBe('nullKey');
    expect(kindOf(internal, 'a', '', '')).toBe('nullKey');
    expect(kindOf(pageFlag.leaf, 'a', '')).toBe('nullKey');
    expect(kindOf(pageFlag.leaf | pageFlag.root, '')).toBe('nullKey');
  });

  it('does not look into the nodes of space trees', () => {
    const view = pageOfLines(pageSize, 4, 5, 6);
    expect(checkPageStructure(view)).toBeUndefined();
    view.flags &= ~pageFlag.spaceTree;
    expect(checkPageStructure(view)?.kind).toBe('suffixSize');
  });

  it('finds an overlap in any order of the lines', () => {
    for (const order of ['in order', 'out of order']) {
      const view = pageOfLines(pageSize, 70, 40, 100, 33, 5);
      if (order === 'out of order') {
        [178, 138, 38, 5, 0].forEach((ib, i) => moveTag(view, i + 1, ib));
      }
      expect(checkPageStructure(view)).toBeUndefined();
      for (let a = 1; a <= 5; a++) {
        for (let b = 1; b <= 5; b++) {
          if (a === b) continue;
          const ib = tagIb(view, a);
          for (const shared of [tagIb(view, b), tagIb(view, b) + tagCb(view, b) - 1]) {
            if (shared + tagCb(view, a) > view.ibMicFree) continue;
            moveTag(view, a, shared);
            expect(checkPageStructure(view)?.kind).toBe('lineOverlap');
          }
          moveTag(view, a, ib);
        }
      }
    }
  });

  it('finds a small line at every place inside the others', () => {
    const view = pageOfLines(pageSize, 5, 70, 200, 33);
    [303, 233, 33, 0].forEach((ib, i) => moveTag(view, i + 1, ib));
    for (let ib = 0; ib < 303; ib++) {
      moveTag(view, 1, ib);
      if (checkPageStructure(view)?.kind !== 'lineOverlap') expect.fail(`no overlap at ${ib}`);
    }
    moveTag(view, 1, 303);
    expect(checkPageStructure(view)).toBeUndefined();
  });

  it('lets an empty header point anywhere', () => {
    const view = pageOfLines(pageSize, 10);
    writeTag(view, 0, 0x1fff, 0);
    expect(checkPageStructure(view)).toBeUndefined();
  });

  it('knows empty reserved tags', () => {
    const view = pageOfLines(pageSize, 10, 20);
    view.ctagReserved = 2;
    view.cbFree += 10;
    writeTag(view, 1, 0, 0);
    expect(checkPageStructure(view)).toBeUndefined();
    view.ctagReserved = 1;
    expect(checkPageStructure(view)?.kind).toBe('emptyLine');
  });

  it('needs 4 bytes per node beside its tag', () => {
    const view = freshPage(pageSize, { flags: pageFlag.spaceTree });
    const most = Math.floor((view.cbPageData - 4) / 8);
    for (let i = 0; i < most && i < 4000; i++) insertLine(view, 1, lineOf(3, 1));
    expect(checkPageStructure(view)).toBeUndefined();
    if (pageSize === 32768) return;
    insertLine(view, 1, lineOf(3, 1));
    expect(checkPageStructure(view)?.kind).toBe('tagArray');
  });
});

describe('the number of tags', () => {
  it('is bounded by the size of the page', () => {
    for (const [pageSize, itagMicFree] of [
      [2048, 502],
      [4096, 1014],
      [8192, 2038],
      [16384, 4076],
    ] as const) {
      const view = soundPage(pageSize);
      view.itagMicFree = itagMicFree;
      expect(checkPageStructure(view)?.kind).toBe('itagMicFree');
      view.itagMicFree--;
      expect(checkPageStructure(view)?.kind).toBe('tagArray');
    }
  });
});

describe('special pages (02 §1.4)', () => {
  it('an emptied page keeps stale flags and links', () => {
    const view = freshPage(4096, { flags: pageFlag.empty | pageFlag.leaf | pageFlag.index });
    view.pgnoPrev = 77;
    view.bytes.fill(0xaa, 40, 4092);
    expect(checkPageStructure(view)).toBeUndefined();
    view.itagMicFree = 0;
    expect(checkPageStructure(view)).toBeUndefined();
  });

  it('a PreInit page is exactly that', () => {
    expect(checkPageStructure(preInitPage(8192))).toBeUndefined();
    const damages: ((view: PageView) => void)[] = [
      (v) => (v.flags |= pageFlag.leaf),
      (v) => (v.flags &= ~pageFlag.newRecordFormat),
      (v) => (v.itagMicFree = 1),
      (v) => (v.pgnoPrev = 1),
      (v) => (v.pgnoNext = 1),
    ];
    for (const damage of damages) {
      const view = preInitPage(8192);
      damage(view);
      expect(checkPageStructure(view)?.kind).toBe('preInit');
    }
  });

  it('a shrunk image is a page without nodes', () => {
    const view = freshPage(4096, { flags: 0 });
    view.setDbtime(0xffff_ffff, 0xffff_fffd);
    view.objidFDP = 0;
    expect(checkPageStructure(view)).toBeUndefined();
  });

  it('a blank page is no page', () => {
    expect(checkPageStructure(new PageView(new Uint8Array(4096)))?.kind).toBe('noTags');
  });
});
