import { describe, expect, test } from 'vitest';
import {
  encodeBegin,
  encodeCommit,
  encodeRollback,
  encodeUndo,
  encodeUndoInfo,
} from '../../../src/records/encoders';
import { errorOf, procid, RedoScene, root, string, text } from './support/redo-scene';

function scene(): RedoScene {
  return new RedoScene().tree().begin().insert('b', '1', { iline: 0 }).commit().begin();
}

function undoInfo(
  replay: RedoScene,
  rceid: number,
  fields: { oper?: number; data?: string; level?: number } = {},
): void {
  const { oper = 2, data = 'was', level = 1 } = fields;
  const nil = { dbtime: -1, dbtimeBefore: -1 };
  const rest = { oper, cbMaxSize: 3, cbDelta: 0, key: text('b'), bookmarkData: text(''), data: text(data) };
  replay.feed(encodeUndoInfo({ ...replay.node({ iline: 0, rceid, fFlags: 4, level }), ...nil, ...rest }));
}

function undo(replay: RedoScene, rceid: number, oper: number, fields: object = {}): void {
  const node = replay.node({ iline: 0, rceid, fFlags: 4, ...fields });
  replay.feed(encodeUndo({ ...node, oper, levelOper: 1, key: text('b'), bookmarkData: text('') }));
}

const deferReplace = (replay: RedoScene, rceid: number): void => {
  replay.database.mayHoldFutureData = true;
  const fields = { iline: 0, rceid, dbtime: replay.dbtimeOf(root), dbtimeBefore: 50 };
  replay.feed(replay.replaceRecord('1', 'x', fields));
};

describe('UndoInfo', () => {
  test('gives a version the before-image that the page no longer had', () => {
    const replay = scene();
    deferReplace(replay, 21);
    undoInfo(replay, 21);
    expect(replay.versions()).toMatchObject([{ rceid: 21, isDeferred: false, isLogged: true }]);
    expect(string(replay.versions()[0]!.image)).toBe('was');
  });

  test('of a version that is known only says that the log has it: its page may be written', () => {
    const replay = scene();
    replay.feed(replay.replaceRecord('1', 'x', { iline: 0, rceid: 21 }));
    expect(replay.database.heldPages.has(root)).toBe(true);
    undoInfo(replay, 21);
    expect(replay.versions()).toMatchObject([{ rceid: 21, isLogged: true }]);
    expect(string(replay.versions()[0]!.image)).toBe('1');
    expect(replay.database.heldPages.size).toBe(0);
  });

  test('of a version that nobody knows makes it, on the level it says', () => {
    const replay = scene();
    replay.feed(encodeBegin({ procid, levels: 0x11 }));
    undoInfo(replay, 21, { oper: 3, data: '', level: 1 });
    expect(replay.versions()).toMatchObject([{ rceid: 21, oper: 3, level: 1 }]);
  });

  test('outside of a transaction is ignored', () => {
    const replay = scene().commit();
    undoInfo(replay, 21);
    expect(replay.versions()).toEqual([]);
  });

  test('of anything but a replace or a deletion is damage of the log', () => {
    expect(errorOf(() => undoInfo(scene(), 21, { oper: 1 }))).toBe('JET_errLogFileCorrupt');
  });
});

describe('Undo', () => {
  test('of an insertion flags the node, and its version goes', () => {
    const replay = new RedoScene().tree().begin().insert('b', '1', { iline: 0, rceid: 21 });
    undo(replay, 21, 1);
    expect([replay.nodes(), replay.versions()]).toEqual([['-b=1'], []]);
  });

  test('of a deletion takes the flag away', () => {
    const replay = scene();
    replay.feed(replay.flagDeleteRecord({ iline: 0, rceid: 21 }));
    undo(replay, 21, 3);
    expect([replay.nodes(), replay.versions()]).toEqual([['b=1'], []]);
  });

  test('of a replace brings the old data back', () => {
    const replay = scene();
    replay.feed(replay.replaceRecord('1', 'another', { iline: 0, rceid: 21 }));
    undo(replay, 21, 2);
    expect([replay.nodes(), replay.database.heldPages.size]).toEqual([['b=1'], 0]);
  });

  test('of a delta subtracts it', () => {
    const replay = new RedoScene()
      .tree()
      .begin()
      .insert('b', '\x05\x00\x00\x00', { iline: 0 })
      .commit()
      .begin();
    replay.feed(replay.deltaRecord('b', 7, 0, { iline: 0, rceid: 21 }));
    undo(replay, 21, 4);
    expect(replay.nodes()).toEqual(['b=\x05\x00\x00\x00']);
  });

  test('that the page has already only removes the version', () => {
    const replay = scene();
    replay.feed(replay.replaceRecord('1', 'x', { iline: 0, rceid: 21 }));
    replay.database.mayHoldFutureData = true;
    undo(replay, 21, 2, { dbtime: replay.dbtimeOf(root), dbtimeBefore: 50 });
    expect([replay.nodes(), replay.versions()]).toEqual([['b=x'], []]);
  });

  test('of a replace whose before-image no record gave is damage of the log', () => {
    const replay = scene();
    expect(errorOf(() => undo(replay, 21, 2))).toBe('JET_errLogFileCorrupt');
    deferReplace(replay, 23);
    expect(errorOf(() => undo(replay, 23, 2))).toBe('JET_errLogFileCorrupt');
  });
});

describe('levels (23 §4.3)', () => {
  const inserted = (replay: RedoScene): (readonly [number, number])[] =>
    replay.versions().map(({ rceid, level }) => [rceid, level] as const);

  test('an inner level passes its versions on when it is committed', () => {
    const replay = new RedoScene().tree().begin();
    replay.feed(encodeBegin({ procid, levels: 0x21 }));
    replay.insert('b', '1', { iline: 0, rceid: 21 });
    expect(inserted(replay)).toEqual([[21, 3]]);
    replay.feed(encodeCommit({ procid, levelCommitTo: 1 }));
    expect(inserted(replay)).toEqual([[21, 1]]);
    expect(replay.redo.sessions.at(-1)?.level).toBe(1);
  });

  test('a level that is rolled back takes with it what its records have not undone', () => {
    const replay = new RedoScene().tree().begin().insert('b', '1', { iline: 0, rceid: 21 });
    replay.feed(encodeBegin({ procid, levels: 0x11 }));
    replay.insert('c', '2', { iline: 1, rceid: 23 });
    replay.feed(encodeRollback({ procid, levelRollback: 1 }));
    expect(inserted(replay)).toEqual([[21, 1]]);
    replay.feed(encodeRollback({ procid, levelRollback: 7 }));
    expect([inserted(replay), replay.redo.sessions.at(-1)?.level]).toEqual([[], 0]);
  });

  test('several levels can begin in one record', () => {
    const replay = new RedoScene().tree().begin(procid, 3);
    expect(replay.redo.sessions.at(-1)).toMatchObject({ level: 3, trxBegin0: 8, isActive: true });
  });

  test('sessions that end drop their versions and let go of pages', () => {
    const replay = scene();
    replay.feed(replay.replaceRecord('1', 'x', { iline: 0 }));
    replay.redo.endSessions();
    expect([replay.redo.sessions, replay.database.heldPages.size]).toEqual([[], 0]);
  });
});
