import { decodeSpaceHeader, externalHeader } from '@esekit/pages';
import { describe, expect, test } from 'vitest';
import {
  encodeConvertFDP2,
  encodeCreateMultipleExtentFDP,
  encodeEmptyTree,
  encodeNewPage,
} from '../../../src/records/encoders';
import { errorOf, objid, procid, RedoScene, root } from './support/redo-scene';

const space = (replay: RedoScene, pgno = root): unknown =>
  decodeSpaceHeader(externalHeader(replay.page(pgno)));
/** Extents of a space tree as first and last page. */
const extents = (replay: RedoScene, pgno: number): number[][] =>
  replay.nodes(pgno).map((node) => {
    const [key, data] = node.split('=') as [string, string];
    const last = [...key].reduce((n, c) => n * 256 + c.charCodeAt(0), 0);
    return [last - data.charCodeAt(0) + 1, last];
  });

describe('NewPage', () => {
  test('makes a page without contents', () => {
    const replay = new RedoScene(32768).begin();
    replay.feed(encodeNewPage({ procid, dbid: 1, pgno: 12, objid: 70, dbtimeAfter: 140 }));
    const view = replay.page(12);
    expect(view).toMatchObject({ objidFDP: 70, flags: 0x20800, itagMicFree: 0, cbFree: 32688, pgno: 12 });
    expect([replay.dbtimeOf(12), replay.database.objidLast, replay.database.dbtimeLast]).toEqual([
      140, 70, 140,
    ]);
  });
});

describe('CreateSingleExtentFDP', () => {
  test('makes a root that knows its free pages', () => {
    const replay = new RedoScene().tree(false);
    expect(space(replay)).toMatchObject({ cpg: 4, pgnoParent: 1, flags: 2, rgbitAvailOrPgnoOE: 7 });
    expect([replay.page().flags, replay.database.objidLast]).toEqual([0xc03, objid]);
  });
});

describe('CreateMultipleExtentFDP', () => {
  test('makes a root and those of its space trees', () => {
    const replay = new RedoScene().begin();
    const node = replay.prefix({ iline: 0, dbtimeBefore: -1, dbtime: 130 });
    replay.feed(
      encodeCreateMultipleExtentFDP({
        ...node,
        objidFDP: objid,
        pgnoOE: 11,
        pgnoAE: 12,
        pgnoFDPParent: 1,
        cpgPrimary: 20,
        fPageFlags: 0x40,
      }),
    );
    expect(space(replay)).toMatchObject({ cpg: 20, flags: 1, rgbitAvailOrPgnoOE: 11 });
    expect([extents(replay, 11), extents(replay, 12)]).toEqual([[[10, 29]], [[13, 29]]]);
    expect([10, 11, 12].map((pgno) => replay.page(pgno).flags)).toEqual([0x843, 0x863, 0x863]);
    expect([10, 11, 12].map((pgno) => replay.dbtimeOf(pgno))).toEqual([130, 130, 130]);
  });
});

describe('ConvertFDP2', () => {
  const convert = (replay: RedoScene, fields: object = {}): void => {
    replay.feed(
      encodeConvertFDP2({
        ...replay.prefix({ iline: 0, dbtime: 130, ...fields }),
        objidFDP: objid,
        pgnoOE: 20,
        pgnoAE: 21,
        pgnoFDPParent: 1,
        pgnoSecondaryFirst: 20,
        cpgPrimary: 4,
        cpgSecondary: 8,
        rgbitAvail: 6,
        fPageFlags: 0,
      }),
    );
  };

  test('gives a tree space trees of its own, and leaves its nodes', () => {
    const replay = new RedoScene().tree().begin().insert('b', '1', { iline: 0 });
    convert(replay);
    expect(space(replay)).toMatchObject({ cpg: 4, flags: 1, rgbitAvailOrPgnoOE: 20 });
    expect(replay.nodes()).toEqual(['b=1']);
    const owned = [
      [10, 13],
      [20, 27],
    ];
    const available = [
      [12, 13],
      [22, 27],
    ];
    expect([extents(replay, 20), extents(replay, 21)]).toEqual([owned, available]);
  });

  test('checks each page for itself', () => {
    const replay = new RedoScene().tree().begin();
    convert(replay);
    replay.database.mayHoldFutureData = true;
    // The root is as new as the record, one of the others has never been written.
    replay.database.buffer.create(21);
    replay.database.buffer.releasePins();
    convert(replay, { dbtimeBefore: 50 });
    expect([space(replay), extents(replay, 21)]).toMatchObject([
      { flags: 1 },
      [
        [12, 13],
        [22, 27],
      ],
    ]);
  });
});

describe('EmptyTree', () => {
  test('empties the root and every page of the list that needs it', () => {
    const replay = new RedoScene().tree().begin().insert('b', '1', { iline: 0 });
    for (const pgno of [20, 21]) {
      replay.feed(encodeNewPage({ procid, dbid: 1, pgno, objid, dbtimeAfter: 110 }));
    }
    replay.database.mayHoldFutureData = true;
    const node = replay.node({ iline: 0, dbtime: 130, fFlags: 4 });
    const pages = [20, 21, 22].map((pgno) => ({ pgno, ulPageFlags: 2 }));
    const rgemptypage = pages.map((page, i) => ({ ...page, dbtimeBefore: [110, 90, 100][i]! }));
    replay.page(21).dbtime = 140n;
    replay.feed(
      encodeEmptyTree({
        ...node,
        rgemptypage: rgemptypage.map((p) => ({ ...p, dbtimeBefore: BigInt(p.dbtimeBefore) })),
      }),
    );
    expect([replay.nodes(), replay.page().flags]).toEqual([[], 0x803]);
    expect([20, 21].map((pgno) => replay.dbtimeOf(pgno))).toEqual([130, 140]);
    expect(replay.page(20).flags & 8).toBe(8);
    // Page 22 is not there, and need not be: nobody wants what was on it.
    expect(replay.database.redoMaps.isEmpty).toBe(true);
  });

  test('with a list that is cut is damage of the log', () => {
    const replay = new RedoScene().tree().begin();
    const record = encodeEmptyTree({ ...replay.node({ iline: 0, fFlags: 4 }), rgemptypage: [] });
    const cut = new Uint8Array(record.length + 7);
    cut.set(record);
    cut[44] = 7;
    expect(errorOf(() => replay.feed(cut))).toBe('JET_errLogFileCorrupt');
  });
});
