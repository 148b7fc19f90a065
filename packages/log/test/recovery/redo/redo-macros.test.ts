import { emptyPage, externalHeader, pageFlag } from '@esekit/pages';
import { compress } from '@esekit/core/compression';
import { describe, expect, test } from 'vitest';
import {
  encodeMacroAbort,
  encodeMacroBegin,
  encodeMacroCommit,
  encodeMerge2,
  encodeNewPage,
  encodePageMove,
  encodeRootPageMove,
  encodeSetExternalHeader,
  encodeSplit2,
} from '../../../src/records/encoders';
import { errorOf, objid, procid, RedoScene, root, string, text } from './support/redo-scene';

const none = new Uint8Array();

/** An image of a page as a record has it: marked with the dbtime of the operation. */
function imageOf(replay: RedoScene, pgno: number, dbtime: number): Uint8Array {
  const { bytes, start, pageSize } = replay.page(pgno);
  const image = bytes.slice(start, start + pageSize);
  new DataView(image.buffer).setBigInt64(8, BigInt(dbtime), true);
  return image;
}

interface SplitFields {
  readonly pgno?: number;
  readonly dbtime: number;
  readonly dbtimeBefore?: number;
  readonly pgnoNew: number;
  readonly splittype?: number;
  readonly splitoper?: number;
  readonly ilineOper?: number;
  readonly ilineSplit?: number;
  readonly clines: number;
  readonly fNewPageFlags?: number;
  readonly pgnoRight?: number;
  readonly dbtimeRightBefore?: number;
  readonly keyParent?: string;
  readonly image?: Uint8Array;
  readonly fSplit2Flags?: number;
}

function split(replay: RedoScene, fields: SplitFields): Uint8Array {
  const { pgno = root, dbtime, image = none, keyParent = '', ...rest } = fields;
  return encodeSplit2({
    pgnoRight: 0,
    dbtimeRightBefore: -1,
    splittype: 0,
    splitoper: 0,
    ilineOper: 0,
    ilineSplit: 0,
    fNewPageFlags: pageFlag.leaf,
    fSplit2Flags: 0,
    ...replay.prefix({ pgno, iline: 0, dbtime, ...rest }),
    ...rest,
    pgnoParent: 0,
    dbtimeParentBefore: -1,
    pgnoFDP: root,
    objidFDP: objid,
    fSplitPageFlags: pageFlag.root | pageFlag.parentOfLeaf,
    cbUncFreeSrc: 0,
    cbUncFreeDest: 0,
    ilinePrefixSplit: -1,
    ilinePrefixNew: -1,
    keyParent: text(keyParent),
    prefixSplitOld: none,
    prefixSplitNew: none,
    pageBeforeImage: image,
  });
}

/** A root over the leaves 20 (b, d) and 21 (m, p). */
function tree(): RedoScene {
  const replay = new RedoScene().tree().begin();
  for (const [i, key] of ['b', 'd', 'm', 'p'].entries()) replay.insert(key, key, { iline: i, fFlags: 4 });
  replay.macro(130, [split(replay, { dbtime: 130, pgnoNew: 20, clines: 4 })]);
  const fields = {
    pgno: 20,
    dbtime: 131,
    pgnoNew: 21,
    splittype: 1,
    ilineSplit: 2,
    clines: 4,
    keyParent: 'e',
  };
  const leaf = split(replay, fields);
  const pointer = split(replay, { dbtime: 131, pgnoNew: 0, clines: 0 });
  replay.macro(131, [pointer, leaf]);
  replay.dbtime = 131;
  return replay.commit().begin();
}

const links = (replay: RedoScene, pgno: number): [number, number] => {
  const { pgnoPrev, pgnoNext } = replay.page(pgno);
  return [pgnoPrev, pgnoNext];
};

describe('splits (23 §4.6.1)', () => {
  test('a root hands its nodes down, a leaf gives half of them away', () => {
    const replay = tree();
    expect(replay.nodes()).toEqual(['e=\x14\0\0\0', '=\x15\0\0\0']);
    expect([replay.nodes(20), replay.nodes(21)]).toEqual([
      ['b=b', 'd=d'],
      ['m=m', 'p=p'],
    ]);
    expect([links(replay, 20), links(replay, 21)]).toEqual([
      [0, 21],
      [20, 0],
    ]);
    expect([root, 20, 21].map((pgno) => replay.dbtimeOf(pgno))).toEqual([131, 131, 131]);
  });

  /** An insert behind the last node of leaf 21, for which it is split. */
  function append(replay: RedoScene, fields: Partial<SplitFields> = {}): void {
    const dbtime = 140;
    const pointer = split(replay, { dbtime, dbtimeBefore: 131, pgnoNew: 0, clines: 0 });
    const leaf = split(replay, {
      pgno: 21,
      dbtime,
      pgnoNew: 22,
      splittype: 2,
      splitoper: 1,
      ilineOper: 2,
      ilineSplit: 2,
      clines: 3,
      keyParent: 'x',
      ...fields,
    });
    const insert = replay.insertRecord('x', '!', { pgno: 21, iline: 2, dbtime, dbtimeBefore: -1, rceid: 77 });
    replay.macro(dbtime, [pointer, leaf, insert]);
  }

  test('an append puts the new line alone on the new page', () => {
    const replay = tree();
    append(replay);
    expect([replay.nodes(21), replay.nodes(22)]).toEqual([['m=m', 'p=p'], ['x=!']]);
    expect(replay.nodes()).toEqual(['e=\x14\0\0\0', 'x=\x15\0\0\0', '=\x16\0\0\0']);
    expect([links(replay, 21), links(replay, 22)]).toEqual([
      [20, 22],
      [21, 0],
    ]);
    expect(replay.versions()).toMatchObject([{ oper: 1, rceid: 77 }]);
  });

  test('of pages that have it already leaves a version only', () => {
    const replay = tree();
    append(replay);
    replay.commit().begin();
    replay.database.mayHoldFutureData = true;
    const before = [root, 21, 22].map((pgno) => replay.nodes(pgno));
    append(replay, { dbtimeBefore: 131 });
    expect([root, 21, 22].map((pgno) => replay.nodes(pgno))).toEqual(before);
    expect(replay.versions()).toHaveLength(1);
  });

  test('whose new page is lost, but for one line, needs no image', () => {
    const replay = tree();
    append(replay);
    replay.database.mayHoldFutureData = true;
    replay.page(22).dbtime = 0n;
    append(replay, { dbtimeBefore: 131 });
    expect(replay.nodes(22)).toEqual(['x=!']);
  });

  /** Leaf 20 gives its node d to page 23. */
  function right(replay: RedoScene, fields: Partial<SplitFields> = {}): void {
    const dbtime = 150;
    const leaf = split(replay, {
      pgno: 20,
      dbtime,
      pgnoNew: 23,
      splittype: 1,
      ilineSplit: 1,
      clines: 2,
      pgnoRight: 21,
      dbtimeRightBefore: 131,
      keyParent: 'c',
      ...fields,
    });
    replay.macro(dbtime, [split(replay, { dbtime, dbtimeBefore: 131, pgnoNew: 0, clines: 0 }), leaf]);
  }

  test.each([
    ['raw', (image: Uint8Array) => image, 0],
    ['compressed', (image: Uint8Array) => compress(image)!, 2],
  ] as const)(
    'takes the split page back to its %s image when only the new one is lost',
    (_, pack, fSplit2Flags) => {
      const replay = tree();
      const image = imageOf(replay, 20, 150);
      right(replay);
      replay.feed(replay.flagDeleteRecord({ pgno: 20, iline: 0, dbtime: 160, fFlags: 4 }));
      replay.database.mayHoldFutureData = true;
      replay.page(23).dbtime = 0n;
      right(replay, { dbtimeBefore: 131, image: pack(image), fSplit2Flags });
      expect([replay.nodes(20), replay.nodes(23)]).toEqual([['b=b'], ['d=d']]);
      expect([replay.dbtimeOf(20), replay.dbtimeOf(23), links(replay, 21)]).toEqual([150, 150, [23, 0]]);
    },
  );

  test('without an image fails when only the new page is lost', () => {
    const replay = tree();
    right(replay);
    replay.database.mayHoldFutureData = true;
    replay.page(23).dbtime = 0n;
    replay.page(20).dbtime = 160n;
    expect(errorOf(() => right(replay, { dbtimeBefore: 131 }))).toBe(
      'JET_errDatabaseBufferDependenciesCorrupted',
    );
  });

  test('a lost split page is whole again with its image', () => {
    const replay = tree();
    const image = imageOf(replay, 20, 150);
    replay.database.mayHoldFutureData = true;
    replay.page(20).dbtime = 5n;
    right(replay, { dbtimeBefore: 131, image });
    expect([replay.nodes(20), replay.nodes(23)]).toEqual([['b=b'], ['d=d']]);
    expect(replay.database.redoMaps.isEmpty).toBe(true);
  });

  test('a replace that needs the room leaves its version from the split page, and holds both pages', () => {
    const replay = tree();
    const dbtime = 150;
    const fields = {
      pgno: 20,
      dbtime,
      pgnoNew: 23,
      splittype: 1,
      splitoper: 2,
      ilineOper: 1,
      ilineSplit: 1,
      clines: 2,
    };
    const neighbour = { pgnoRight: 21, dbtimeRightBefore: 131, keyParent: 'c' };
    replay.macro(dbtime, [
      split(replay, { dbtime, pgnoNew: 0, clines: 0 }),
      split(replay, { ...fields, ...neighbour }),
      replay.replaceRecord('much longer', 'much longer', { pgno: 20, iline: 1, dbtime, dbtimeBefore: -1 }),
    ]);
    expect(replay.nodes(23)).toEqual(['d=much longer']);
    expect(string(replay.versions()[0]!.image)).toBe('d');
    expect([20, 23].map((pgno) => replay.database.heldPages.has(pgno))).toEqual([true, true]);
    expect(replay.commit().database.heldPages.size).toBe(0);
  });
});

describe('merges (23 §4.6.2)', () => {
  function merge(replay: RedoScene, fields: Partial<Parameters<typeof encodeMerge2>[0]> = {}): Uint8Array {
    return encodeMerge2({
      ...replay.prefix({ pgno: 20, iline: 0, dbtime: 150 }),
      pgnoRight: 21,
      dbtimeRightBefore: replay.dbtimeOf(21),
      pgnoLeft: 0,
      dbtimeLeftBefore: -1,
      pgnoParent: root,
      dbtimeParentBefore: replay.dbtimeOf(root),
      pgnoFDP: root,
      objidFDP: objid,
      cbSizeTotal: 0,
      cbSizeMaxTotal: 0,
      cbUncFreeDest: 0,
      ilineMerge: 0,
      fMergeFlags: 4,
      mergetype: 2,
      fMerge2Flags: 0,
      keyParentSep: none,
      pageBeforeImage: none,
      ...fields,
    });
  }

  const parent = (replay: RedoScene, fields: Partial<Parameters<typeof encodeMerge2>[0]> = {}): Uint8Array =>
    merge(replay, {
      ...replay.prefix({ pgno: root, iline: 0, dbtime: 150 }),
      pgnoRight: 0,
      dbtimeRightBefore: -1,
      pgnoParent: 0,
      dbtimeParentBefore: -1,
      fMergeFlags: 2,
      mergetype: 0,
      ...fields,
    });

  test('all nodes that are not deleted go to the right page, and the leaf leaves the tree', () => {
    const replay = tree();
    replay.feed(replay.flagDeleteRecord({ pgno: 20, iline: 0, fFlags: 4 }));
    replay.macro(150, [parent(replay), merge(replay)]);
    expect([replay.nodes(), replay.nodes(21)]).toEqual([['=\x15\0\0\0'], ['d=d', 'm=m', 'p=p']]);
    expect([replay.page(20).flags & pageFlag.empty, links(replay, 21)]).toEqual([pageFlag.empty, [0, 0]]);
    expect([root, 20, 21].map((pgno) => replay.dbtimeOf(pgno))).toEqual([150, 150, 150]);
  });

  test('a page that already gave its nodes away is taken back to its image', () => {
    const replay = tree();
    const pageBeforeImage = imageOf(replay, 20, 150);
    replay.database.mayHoldFutureData = true;
    const records = [parent(replay), merge(replay, { pageBeforeImage })];
    const page = replay.page(20);
    emptyPage(page);
    page.dbtime = 170n;
    replay.macro(150, records);
    expect([replay.nodes(21), replay.dbtimeOf(20)]).toEqual([['b=b', 'd=d', 'm=m', 'p=p'], 150]);
  });

  test('of the last nodes only changes the separator', () => {
    const replay = tree();
    const leaf = merge(replay, { mergetype: 3, fMergeFlags: 0, ilineMerge: 1, keyParentSep: text('c') });
    replay.macro(150, [parent(replay, { fMergeFlags: 1 }), leaf]);
    expect(replay.nodes()).toEqual(['c=\x14\0\0\0', '=\x15\0\0\0']);
    expect([replay.nodes(20), replay.nodes(21)]).toEqual([['b=b'], ['d=d', 'm=m', 'p=p']]);
  });

  test('passes on that a page must not be written', () => {
    const replay = tree();
    replay.feed(replay.replaceRecord('d', 'D', { pgno: 20, iline: 1 }));
    const leaf = merge(replay, { mergetype: 3, fMergeFlags: 0, ilineMerge: 1, keyParentSep: text('c') });
    replay.macro(150, [parent(replay, { fMergeFlags: 1 }), leaf]);
    expect([20, 21].map((pgno) => replay.database.heldPages.has(pgno))).toEqual([true, true]);
    expect(replay.commit().database.heldPages.size).toBe(0);
  });

  test('of no known kind is damage of the log', () => {
    const replay = tree();
    expect(errorOf(() => replay.macro(150, [merge(replay, { mergetype: 7 })]))).toBe('JET_errLogFileCorrupt');
  });
});

describe('pages that move (23 §4.6.3)', () => {
  function move(replay: RedoScene, fields: Partial<Parameters<typeof encodePageMove>[0]> = {}): Uint8Array {
    const page = imageOf(replay, fields.pgno ?? 20, 150);
    return encodePageMove({
      ...replay.prefix({ pgno: 20, iline: 0, dbtime: 150 }),
      pgnoDest: 30,
      pgnoLeft: 0,
      pgnoRight: 21,
      pgnoParent: root,
      dbtimeLeftBefore: -2,
      dbtimeRightBefore: replay.dbtimeOf(21),
      dbtimeParentBefore: replay.dbtimeOf(root),
      pgnoFDP: root,
      objidFDP: objid,
      ilineParent: 0,
      fMoveFlags: 0,
      pageHeader: page.subarray(0, 300),
      pageTrailer: page.subarray(3000),
      ...fields,
    });
  }

  test('take their nodes along; parent and neighbours point to the new place', () => {
    const replay = tree();
    replay.macro(150, [move(replay)]);
    expect([replay.nodes(30), replay.nodes()[0]]).toEqual([['b=b', 'd=d'], 'e=\x1e\0\0\0']);
    expect([links(replay, 30), links(replay, 21)]).toEqual([
      [0, 21],
      [30, 0],
    ]);
    expect([30, 20, 21, root].map((pgno) => replay.dbtimeOf(pgno))).toEqual([150, 150, 150, 150]);
    expect(replay.page(20).hasFlag(pageFlag.empty)).toBe(true);
  });

  test('come from the record when the old place is in use again', () => {
    const replay = tree();
    const record = move(replay);
    replay.database.mayHoldFutureData = true;
    replay.feed(encodeNewPage({ procid, dbid: 1, pgno: 20, objid, dbtimeAfter: 170 }));
    replay.macro(150, [record]);
    expect(replay.nodes(30)).toEqual(['b=b', 'd=d']);
  });

  test('a root moves with the headers that name it; its own header changes in the new place', () => {
    const replay = tree();
    const header = Uint8Array.from(externalHeader(replay.page()));
    header[0] = 99;
    const common = {
      pgnoRight: 0,
      dbtimeRightBefore: -2,
      pgnoParent: 0,
      dbtimeParentBefore: -2,
      ilineParent: -1,
    };
    const prefix = replay.prefix({ pgno: root, iline: 0, dbtime: 150 });
    const moved = move(replay, { ...prefix, ...common, pgnoDest: 31, fMoveFlags: 1 });
    const node = replay.node({ pgno: 31, iline: 0, dbtime: 150, dbtimeBefore: 131, fFlags: 4, rceid: 0 });
    replay.macro(150, [
      encodeRootPageMove({ dbtimeAfter: 150, dbid: 1, objid, procid }),
      moved,
      encodeSetExternalHeader({ ...node, data: header }),
    ]);
    expect(replay.nodes(31)).toEqual(['e=\x14\0\0\0', '=\x15\0\0\0']);
    expect([externalHeader(replay.page(31))[0], replay.dbtimeOf(31)]).toEqual([99, 150]);
  });
});

describe('macros (23 §4.4)', () => {
  test('of two sessions may be interleaved, with other operations between', () => {
    const replay = tree().begin(6);
    const first = split(replay, {
      pgno: 20,
      dbtime: 150,
      pgnoNew: 30,
      splittype: 1,
      ilineSplit: 1,
      clines: 2,
      pgnoRight: 21,
      dbtimeRightBefore: 131,
      keyParent: 'c',
    });
    const firstPointer = split(replay, { dbtime: 150, pgnoNew: 0, clines: 0 });
    const alone = replay.insertRecord('n', '?', {
      pgno: 21,
      iline: 1,
      dbtime: 148,
      dbtimeBefore: 131,
      procid: 6,
    });
    replay.feed(encodeMacroBegin({ procid, dbtime: 150 }), firstPointer);
    replay.feed(encodeMacroBegin({ procid: 6, dbtime: 150 }), encodeMacroBegin({ procid: 6, dbtime: 152 }));
    replay.feed(alone, first);
    expect(replay.redo.sessions.map(({ openMacros }) => openMacros)).toEqual([[150], [150, 152]]);
    expect(replay.nodes(20)).toEqual(['b=b', 'd=d']);
    replay.feed(encodeMacroAbort({ procid: 6, dbtime: 150 }), encodeMacroCommit({ procid: 6, dbtime: 152 }));
    // The right neighbour has moved on to 148 since the split was decided.
    replay.page(21).dbtime = 131n;
    replay.feed(encodeMacroCommit({ procid, dbtime: 150 }));
    expect([replay.nodes(20), replay.nodes(30), replay.nodes(21)]).toEqual([
      ['b=b'],
      ['d=d'],
      ['m=m', 'n=?', 'p=p'],
    ]);
  });

  test('that are aborted, or whose session is gone, do nothing', () => {
    const replay = tree();
    const record = split(replay, { dbtime: 150, pgnoNew: 30, clines: 2 });
    replay.feed(encodeMacroBegin({ procid, dbtime: 150 }), record, encodeMacroAbort({ procid, dbtime: 150 }));
    replay.feed(encodeMacroCommit({ procid, dbtime: 150 }), encodeMacroBegin({ procid: 9, dbtime: 150 }));
    replay.feed(encodeMacroCommit({ procid: 9, dbtime: 150 }));
    expect(replay.dbtimeOf(root)).toBe(131);
  });

  test.each([
    [
      'begun twice',
      (replay: RedoScene) => [
        encodeMacroBegin({ procid, dbtime: 150 }),
        replay.flagDeleteRecord({ pgno: 20, iline: 0, dbtime: 150 }),
      ],
    ],
    [
      'without a split, a merge or a move',
      (replay: RedoScene) => [replay.flagDeleteRecord({ pgno: 20, iline: 0, dbtime: 150 })],
    ],
    [
      'with a leaf operation and no room for it',
      (replay: RedoScene) => [
        split(replay, { pgno: 20, dbtime: 150, pgnoNew: 30, splittype: 1, ilineSplit: 1, clines: 2 }),
        replay.insertRecord('c', '', { pgno: 20, iline: 1, dbtime: 150, dbtimeBefore: -1 }),
      ],
    ],
    [
      'that ends with a page that is not split',
      (replay: RedoScene) => [split(replay, { dbtime: 150, pgnoNew: 0, clines: 0 })],
    ],
    [
      'of an unknown kind of split',
      (replay: RedoScene) => [split(replay, { dbtime: 150, pgnoNew: 30, clines: 2, splittype: 3 })],
    ],
  ])('%s are damage of the log', (_, records) => {
    const replay = tree();
    expect(errorOf(() => replay.macro(150, records(replay)))).toBe('JET_errLogFileCorrupt');
  });

  test('a split outside of a macro is damage of the log', () => {
    const replay = tree();
    const record = split(replay, { dbtime: 150, pgnoNew: 30, clines: 2 });
    expect(errorOf(() => replay.feed(record))).toBe('JET_errLogFileCorrupt');
  });

  test('a session has no more open macros than trees are deep', () => {
    const replay = tree();
    const begin = (): void => {
      for (let dbtime = 200; dbtime < 400; dbtime++) replay.feed(encodeMacroBegin({ procid, dbtime }));
    };
    expect(errorOf(begin)).toBe('JET_errLogFileCorrupt');
  });
});
