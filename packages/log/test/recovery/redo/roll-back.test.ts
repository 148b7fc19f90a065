import { describe, expect, test } from 'vitest';
import { decodeRecord } from '../../../src/records/decode-record';
import { encodeBegin, encodeMacroBegin } from '../../../src/records/encoders';
import { lastSegmentOf } from '../../../src/recovery/undo/last-segment';
import { errorOf, procid, RedoScene, root, text } from './support/redo-scene';

/** b=1 and d=2, committed; sessions 5 and 6 are in transactions. */
function scene(isUnique = true): RedoScene {
  const fFlags = isUnique ? 5 : 1;
  const replay = new RedoScene().tree(isUnique).begin();
  replay.insert('b', '1', { iline: 0, fFlags }).insert('d', '2', { iline: 1, fFlags });
  return replay.commit().begin().begin(6);
}

function logged(replay: RedoScene): Record<string, unknown>[] {
  return replay.logged.map((bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const place = { lGeneration: 1, isec: 1, ib: 40, offset: 0 };
    const { type, fields } = decodeRecord({ type: bytes[0]!, size: bytes.length, bytes, view, ...place });
    return { type, ...fields };
  });
}

describe('rolling back what was unfinished (23 §8)', () => {
  test('undoes every kind of operation, the newest first, one session after the other', () => {
    const replay = scene();
    replay.insert('f', '\x07\0\0\0', { iline: 2, procid: 6, rceid: 31 });
    replay.feed(replay.replaceRecord('1', 'changed', { iline: 0, rceid: 33 }));
    replay.feed(replay.deltaRecord('f', 5, 0, { iline: 2, procid: 6, rceid: 35 }));
    replay.feed(replay.flagDeleteRecord({ iline: 1, rceid: 37 }));
    expect(replay.nodes()).toEqual(['b=changed', '-d=2', 'f=\x0c\0\0\0']);
    expect(replay.rollBack()).toBe(2);
    expect(replay.nodes()).toEqual(['b=1', 'd=2', '-f=\x07\0\0\0']);
    const steps = logged(replay).map(({ type, procid, rceid }) => [type, procid, rceid].join(' '));
    expect(steps).toEqual([
      'UndoInfo 5 37',
      'Undo 5 37',
      'UndoInfo 5 33',
      'Undo 5 33',
      'Rollback 5 ',
      'Undo 6 35',
      'Undo 6 31',
      'Rollback 6 ',
    ]);
    expect([replay.database.rolledBack, replay.database.heldPages.size]).toEqual([4, 0]);
    expect(replay.redo.sessions.map(({ level }) => level)).toEqual([0, 0]);
  });

  test('logs each change with the dbtimes it has on the page', () => {
    const replay = scene();
    replay.feed(replay.replaceRecord('1', 'x', { iline: 0, rceid: 33 }));
    const before = BigInt(replay.dbtimeOf(root));
    replay.rollBack();
    const [undoInfo, undo, rollback] = logged(replay);
    const bookmark = { key: text('b'), bookmarkData: text(''), pgno: root, fFlags: 4, trxBegin0: 8 };
    expect(undoInfo).toMatchObject({ ...bookmark, oper: 2, dbtime: -1n, dbtimeBefore: -1n, data: text('1') });
    const dbtimes = { dbtimeBefore: before, dbtime: before + 1n };
    expect(undo).toMatchObject({ ...bookmark, ...dbtimes, oper: 2, iline: 0, level: 1, levelOper: 1 });
    expect(rollback).toMatchObject({ type: 'Rollback', levelRollback: 1 });
    expect(BigInt(replay.dbtimeOf(root))).toBe(before + 1n);
  });

  test('can be replayed: the records lead to the same page', () => {
    const replay = scene();
    const other = scene();
    for (const one of [replay, other]) {
      one.feed(one.replaceRecord('1', 'changed', { iline: 0, rceid: 33 }));
      one.feed(one.flagDeleteRecord({ iline: 1, rceid: 37 }));
    }
    replay.rollBack();
    other.feed(...replay.logged);
    expect([other.nodes(), other.dbtimeOf(root)]).toEqual([replay.nodes(), replay.dbtimeOf(root)]);
    expect([other.rollBack(), logged(other)]).toEqual([0, []]);
  });

  test('goes on from where another recovery was cut short', () => {
    const replay = scene();
    const other = scene();
    for (const one of [replay, other]) {
      one.feed(one.replaceRecord('1', 'changed', { iline: 0, rceid: 33 }));
      one.feed(one.flagDeleteRecord({ iline: 1, rceid: 37 }));
    }
    replay.rollBack();
    other.feed(...replay.logged.slice(0, 3));
    other.rollBack();
    expect(other.nodes()).toEqual(replay.nodes());
    // The before-image of 33 had been logged already.
    expect(logged(other).map(({ type }) => type)).toEqual(['Undo', 'Rollback', 'Rollback']);
  });

  test('takes the levels one by one', () => {
    const replay = scene();
    replay.insert('e', '1', { iline: 2, rceid: 31 });
    replay.feed(encodeBegin({ procid, levels: 0x11 }));
    replay.insert('f', '1', { iline: 3, rceid: 33, level: 2 });
    replay.rollBack();
    const steps = logged(replay).map(({ type, rceid, level, levelOper }) => [type, rceid, level, levelOper]);
    expect(steps).toEqual([
      ['Undo', 33, 2, 2],
      ['Rollback', undefined, undefined, undefined],
      ['Undo', 31, 1, 1],
      ['Rollback', undefined, undefined, undefined],
      ['Rollback', undefined, undefined, undefined],
    ]);
  });

  test('finds nodes by key and data where keys are not unique', () => {
    const replay = scene(false);
    replay.insert('b', '2', { iline: 1, fFlags: 1 });
    replay.rollBack();
    expect(replay.nodes()).toEqual(['b=1', '-b=2', 'd=2']);
  });

  test('aborts open macros first', () => {
    const replay = scene();
    replay.feed(encodeMacroBegin({ procid, dbtime: 900 }));
    replay.rollBack();
    expect(logged(replay)[0]).toMatchObject({ type: 'MacroAbort', procid, dbtime: 900n });
    expect(replay.redo.sessions.every(({ hasOpenMacros }) => !hasOpenMacros)).toBe(true);
  });

  test('leaves transactions to a coordinator that were prepared for one', () => {
    const replay = scene().insert('e', '1', { iline: 2 });
    replay.feed(Uint8Array.of(54, procid, 0, 0, 0, 0, 0));
    expect([replay.rollBack(), replay.nodes()[2]]).toEqual([1, 'e=1']);
  });
});

/** 37, T17: the log's tail is lost, but pages that it changed had been written. */
describe('a log without its end', () => {
  test('is noticed by a page that is newer', () => {
    const replay = scene().insert('e', '1', { iline: 2 });
    replay.page().dbtime = 1000n;
    expect(errorOf(() => replay.rollBack())).toBe('JET_errDbTimeCorrupted');
    expect(replay.events).toMatchObject([{ id: 471, severity: 'error', parameters: ['1', 'a.edb', '-344'] }]);
    expect(replay.nodes()[2]).toBe('e=1');
  });

  test('is noticed by a node that is gone', () => {
    const replay = scene().insert('e', '1', { iline: 2 });
    replay.page().itagMicFree -= 1;
    expect(errorOf(() => replay.rollBack())).toBe('JET_errDbTimeCorrupted');
  });

  test('is noticed by a change whose before-image nobody has', () => {
    const replay = scene();
    replay.database.mayHoldFutureData = true;
    const fields = { iline: 0, dbtime: replay.dbtimeOf(root), dbtimeBefore: 50 };
    replay.feed(replay.replaceRecord('1', 'x', fields));
    expect(errorOf(() => replay.rollBack())).toBe('JET_errDbTimeCorrupted');
    expect(replay.logged).toEqual([]);
  });

  test('a damaged page keeps its own error', () => {
    const replay = scene().insert('e', '1', { iline: 2 });
    replay.page().flags |= 0x8;
    expect(errorOf(() => replay.rollBack())).toBe('JET_errDatabaseCorrupted');
    expect(replay.events).toMatchObject([{ id: 471 }]);
  });
});

describe('the last segment of a record', () => {
  const at = (isec: number, ib: number, cb: number): number =>
    lastSegmentOf({ lGeneration: 2, isec, ib }, cb) - 2 * 65536;

  test('is its own where it fits, and not before its end where it does not', () => {
    expect([at(5, 40, 4056), at(5, 0, 4056), at(5, 4000, 96)]).toEqual([5, 5, 5]);
    expect(at(5, 4000, 97)).toBeGreaterThanOrEqual(6);
    expect(at(5, 4000, 9000)).toBeGreaterThanOrEqual(8);
    expect(at(65535, 4000, 9000)).toBe(65535);
  });
});
