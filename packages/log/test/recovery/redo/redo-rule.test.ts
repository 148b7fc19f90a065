import { describe, expect, test } from 'vitest';
import { encodeBegin, encodeCommit0, encodeInsert, encodeNewPage } from '../../../src/records/encoders';
import { errorOf, objid, procid, RedoScene, root } from './support/redo-scene';

/** A tree with one node, its page at dbtime 102. */
function scene(mayHoldFutureData = false): RedoScene {
  const made = new RedoScene().tree().begin().insert('b', '1', { iline: 0 });
  made.database.mayHoldFutureData = mayHoldFutureData;
  return made;
}

describe('which records are applied (23 §4.5)', () => {
  test('a page as the record found it gets the change and its dbtime', () => {
    const replay = scene().insert('c', '2', { iline: 1, dbtime: 110 });
    expect([replay.nodes(), replay.dbtimeOf(root)]).toEqual([['b=1', 'c=2'], 110]);
  });

  test('a page that has the change already is left alone, its version is kept all the same', () => {
    const replay = scene(true).insert('c', '2', { iline: 1, dbtime: 102, dbtimeBefore: 101 });
    expect(replay.nodes()).toEqual(['b=1']);
    expect(replay.versions()).toHaveLength(2);
  });

  test('behind the required range a page ahead of its record is an error', () => {
    const replay = scene();
    const ahead = (): unknown => replay.insert('c', '2', { iline: 1, dbtime: 102, dbtimeBefore: 101 });
    expect(errorOf(ahead)).toBe('JET_errDbTimeBeyondMaxRequired');
    expect(replay.events).toMatchObject([{ kind: 'engine', id: 516 }]);
  });

  test('a page between the two dbtimes of a record is too new', () => {
    const replay = scene(true);
    const between = (): unknown => replay.insert('c', '2', { iline: 1, dbtime: 120, dbtimeBefore: 101 });
    expect(errorOf(between)).toBe('JET_errDbTimeTooNew');
  });

  test('a page older than a record is lost; behind the required range that is an error at once', () => {
    const late = { iline: 1, dbtime: 120, dbtimeBefore: 110 };
    const replay = scene(true).insert('c', '2', late);
    expect(replay.database.redoMaps.firstProblem()).toMatchObject({
      pgno: root,
      kind: 'badDbtime',
      error: 'JET_errDbTimeTooOld',
      dbtimePage: 102,
      dbtimeBefore: 110,
      dbtimeAfter: 120,
    });
    expect(errorOf(() => scene().insert('c', '2', late))).toBe('JET_errDbTimeTooOld');
  });

  test('every further record on a lost page is skipped', () => {
    const replay = scene(true).insert('c', '2', { iline: 1, dbtime: 120, dbtimeBefore: 110 });
    replay.insert('d', '3', { iline: 1, dbtime: 121, dbtimeBefore: 102 });
    expect(replay.nodes()).toEqual(['b=1']);
  });

  test.each([
    ['never written', 20, 'JET_errPageNotInitialized'],
    ['beyond the end', 90, 'JET_errFileIOBeyondEOF'],
  ] as const)('a page that is %s is lost', (_, pgno, error) => {
    const fields = { pgno, iline: 0, dbtime: 120, dbtimeBefore: 110 };
    const replay = scene(true).insert('c', '2', fields);
    expect(replay.database.redoMaps.firstProblem()).toMatchObject({ pgno, kind: 'zeroed', error });
    expect(errorOf(() => scene().insert('c', '2', fields))).toBe(error);
  });

  test.each([
    [-3, 'zeroed'],
    [-4, 'reverted'],
    [-5, 'reverted'],
  ] as const)('a page with the special dbtime %i is %s', (dbtime, kind) => {
    const replay = scene(true);
    replay.page().dbtime = BigInt.asUintN(64, BigInt(dbtime));
    replay.insert('c', '2', { iline: 1, dbtime: 120, dbtimeBefore: 110 });
    expect(replay.database.redoMaps.firstProblem()).toMatchObject({
      kind,
      error: 'JET_errRecoveryVerifyFailure',
    });
  });

  test('records at or before the attach position are skipped, but counted', () => {
    const replay = scene();
    replay.database.lgposAttach = { lGeneration: 3, isec: 9, ib: 0 };
    replay.insert('c', '2', { iline: 1, dbtime: 300 });
    expect([replay.nodes(), replay.database.dbtimeLast]).toEqual([['b=1'], 300]);
  });

  test('records below the first generation that counts are skipped', () => {
    const replay = scene();
    replay.database.lGenerationIgnoredBelow = 4;
    expect(replay.insert('c', '2', { iline: 1 }).nodes()).toEqual(['b=1']);
  });

  test('a session that has begun nothing only counts', () => {
    const replay = scene();
    const fields = { iline: 1, dbtime: 200, procid: 9 };
    expect(replay.insert('c', '2', fields).nodes()).toEqual(['b=1']);
    replay.feed(
      encodeCommit0({ procid: 9, levelCommitTo: 0, trxCommit0: 40 }),
      encodeBegin({ procid: 9, levels: 0x11 }),
    );
    expect([replay.database.dbtimeLast, replay.redo.trxMost]).toEqual([200, 40]);
    replay.begin(9).insert('c', '2', { ...fields, dbtime: 201 });
    expect(replay.nodes()).toEqual(['b=1', 'c=2']);
  });

  test('a database that is not attached is passed over', () => {
    const replay = scene();
    const node = { ...replay.node({ iline: 0 }), dbid: 2 };
    const bytes = new Uint8Array([1]);
    expect(replay.feed(encodeInsert({ ...node, cbPrefix: 0, key: bytes, data: bytes }))).toBe(true);
    expect(replay.nodes()).toEqual(['b=1']);
  });

  test('a page of another tree contradicts its record', () => {
    const replay = scene();
    replay.page().objidFDP = 99;
    expect(errorOf(() => replay.insert('c', '2', { iline: 1 }))).toBe('JET_errDatabaseCorrupted');
  });

  test.each([
    ['page 0', { pgno: 0 }],
    ['a page no database has', { pgno: 0x7fff_ffff }],
    ['a dbtime that goes back', { dbtime: 50 }],
    ['a dbtime of 0', { dbtime: 0, dbtimeBefore: -1 }],
    ['a dbtime before of -3', { dbtimeBefore: -3 }],
  ])('a record with %s is damage of the log', (_, fields) => {
    expect(errorOf(() => scene().insert('c', '2', { iline: 1, ...fields }))).toBe('JET_errLogFileCorrupt');
  });

  test('messages say which record it was', () => {
    const replay = scene();
    expect(() => replay.insert('c', '2', { iline: 9 })).toThrow(/^Insert at 3:1:[0-9a-f]+: .*9/);
  });
});

describe('pages that are made anew (23 §4.5)', () => {
  const newPage = (replay: RedoScene, dbtimeAfter: number): RedoScene => {
    replay.feed(encodeNewPage({ procid, dbid: 1, pgno: root, objid, dbtimeAfter }));
    return replay;
  };

  test('are made whatever stands there, behind the required range', () => {
    const replay = newPage(scene(), 101);
    expect([replay.page().itagMicFree, replay.dbtimeOf(root)]).toEqual([0, 101]);
  });

  test('stay when the page is as new as the record', () => {
    expect(newPage(scene(true), 102).nodes()).toEqual(['b=1']);
  });

  test('are made when the page is older, blank or beyond the end of the file', () => {
    const replay = newPage(scene(true), 103);
    expect(replay.dbtimeOf(root)).toBe(103);
    replay.feed(encodeNewPage({ procid, dbid: 1, pgno: 60, objid, dbtimeAfter: 104 }));
    expect([replay.dbtimeOf(60), replay.database.buffer.pageCount]).toEqual([104, 60]);
  });

  test('are lost no more', () => {
    const replay = scene(true).insert('c', '2', { iline: 1, dbtime: 120, dbtimeBefore: 110 });
    expect(newPage(replay, 130).database.redoMaps.isEmpty).toBe(true);
  });

  test('say 1 reserved tag only where the file has that feature', () => {
    const replay = new RedoScene();
    replay.database.storesReservedTags = true;
    replay.tree();
    expect(replay.page().u16(34)).toBe(0x1001);
  });
});
