import { NodeView } from '@esekit/pages';
import { describe, expect, test } from 'vitest';
import {
  encodeDelete,
  encodeDelta,
  encodeDelta64,
  encodeFlagInsert,
  encodeFlagInsertAndReplaceData,
  encodeReplace,
  encodeReplaceD,
  encodeScrub,
  encodeSetExternalHeader,
} from '../../../src/records/encoders';
import { errorOf, RedoScene, root, string, text } from './support/redo-scene';

/** Nodes b=1 and d=2 of a finished transaction; session 5 is in the next one. */
function scene(isUnique = true): RedoScene {
  const replay = new RedoScene().tree(isUnique).begin();
  const fFlags = isUnique ? 5 : 1;
  replay.insert('b', '1', { iline: 0, fFlags }).insert('d', '2', { iline: 1, fFlags });
  return replay.commit().begin();
}

/** The page already has what the record at `iline` does. */
function ahead(replay: RedoScene): { dbtime: number; dbtimeBefore: number } {
  replay.database.mayHoldFutureData = true;
  return { dbtime: replay.dbtimeOf(root), dbtimeBefore: 50 };
}

const bookmark = (replay: RedoScene): string[] =>
  replay
    .versions()
    .map(({ oper, key, bookmarkData, image, isDeferred }) =>
      [oper, isDeferred ? 'deferred' : [key, bookmarkData, image].map(string).join(',')].join(':'),
    );

describe('Insert', () => {
  test('puts the node in its place, with the version flag', () => {
    const replay = scene().insert('c', '3', { iline: 1 });
    expect(replay.nodes()).toEqual(['b=1', 'c=3', 'd=2']);
    expect(new NodeView().read(replay.page(), 1).flags).toBe(1);
    expect(bookmark(replay)).toEqual(['1:c,,']);
  });

  test('outside of versions leaves neither flag nor version', () => {
    const replay = scene().insert('c', '3', { iline: 1, fFlags: 4 });
    expect(new NodeView().read(replay.page(), 1).flags).toBe(0);
    expect(bookmark(replay)).toEqual([]);
  });

  test('into a tree whose keys are not unique makes the data part of the bookmark', () => {
    const replay = scene(false).insert('c', '3', { iline: 1, fFlags: 1 });
    expect(bookmark(replay)).toEqual(['1:c,3,']);
  });

  test('where there is no such line contradicts the page', () => {
    expect(errorOf(() => scene().insert('e', '3', { iline: 3 }))).toBe('JET_errDatabaseCorrupted');
  });
});

describe('FlagDelete', () => {
  test('flags the node and remembers its bookmark', () => {
    const replay = scene();
    replay.feed(replay.flagDeleteRecord({ iline: 0 }));
    expect(replay.nodes()).toEqual(['-b=1', 'd=2']);
    expect(bookmark(replay)).toEqual(['3:b,,']);
  });

  test('that the page has already waits for UndoInfo', () => {
    const replay = scene();
    replay.feed(replay.flagDeleteRecord({ iline: 0, ...ahead(replay) }));
    expect(bookmark(replay)).toEqual(['3:deferred']);
    expect(replay.database.heldPages.size).toBe(0);
  });
});

describe('FlagInsert', () => {
  test('brings a deleted node back', () => {
    const replay = scene(false);
    replay.feed(replay.flagDeleteRecord({ iline: 0, fFlags: 0 }));
    const node = replay.node({ iline: 0, fFlags: 1 });
    replay.feed(encodeFlagInsert({ ...node, key: text('b'), data: text('1') }));
    expect(replay.nodes()).toEqual(['b=1', 'd=2']);
    expect(bookmark(replay)).toEqual(['1:b,1,']);
  });
});

describe('FlagInsertAndReplaceData', () => {
  const record = (replay: RedoScene, fields: object = {}): Uint8Array =>
    encodeFlagInsertAndReplaceData({
      ...replay.node({ iline: 0, rceid: 91, ...fields }),
      key: text('b'),
      data: text('new'),
      rceidReplace: 93,
    });

  test('brings a deleted node back with other data, and leaves two versions', () => {
    const replay = scene();
    replay.feed(replay.flagDeleteRecord({ iline: 0, fFlags: 4 }));
    replay.feed(record(replay));
    expect(replay.nodes()).toEqual(['b=new', 'd=2']);
    expect(bookmark(replay)).toEqual(['2:b,,1', '1:b,,']);
  });

  test('that the page has already leaves the insertion, and the old data open', () => {
    const replay = scene();
    replay.feed(record(replay, ahead(replay)));
    expect(bookmark(replay)).toEqual(['2:deferred', '1:b,,']);
  });
});

describe('Replace and ReplaceD', () => {
  test('give the node its new data and remember the old', () => {
    const replay = scene();
    replay.feed(replay.replaceRecord('1', 'longer', { iline: 0 }));
    expect(replay.nodes()).toEqual(['b=longer', 'd=2']);
    expect(bookmark(replay)).toEqual(['2:b,,1']);
    expect(replay.database.heldPages.has(root)).toBe(true);
    expect(replay.commit().database.heldPages.size).toBe(0);
  });

  test('a difference is applied to the data on the page', () => {
    const replay = scene();
    replay.feed(replay.replaceRecord('1', 'abcdef', { iline: 0 }));
    // At 1: "XY" instead of 3 bytes.
    const data = Uint8Array.of(1, 0, 2, 3, 0x58, 0x59);
    const node = replay.node({ iline: 0 });
    replay.feed(encodeReplaceD({ ...node, cbOldData: 6, cbNewData: 5, fWideDifference: false, data }));
    expect(replay.nodes()).toEqual(['b=aXYef', 'd=2']);
    expect(bookmark(replay)).toEqual(['2:b,,abcdef', '2:b,,1']);
  });

  test('that the page has already wait for UndoInfo', () => {
    const replay = scene();
    replay.feed(replay.replaceRecord('1', 'x', { iline: 0, ...ahead(replay) }));
    expect([replay.nodes()[0], bookmark(replay)]).toEqual(['b=1', ['2:deferred']]);
  });

  test('of a node with other data contradict the page', () => {
    const replay = scene();
    const record = replay.replaceRecord('12', 'x', { iline: 0 });
    expect(errorOf(() => replay.feed(record))).toBe('JET_errDatabaseCorrupted');
  });

  test('whose sizes contradict each other are damage of the log', () => {
    const replay = scene();
    const record = encodeReplace({ ...replay.node({ iline: 0 }), cbOldData: 1, data: text('abc') });
    record[48] = 9;
    expect(errorOf(() => replay.feed(record))).toBe('JET_errLogFileCorrupt');
  });
});

describe('Delete', () => {
  test('removes the line for good', () => {
    const replay = scene();
    replay.feed(encodeDelete(replay.node({ iline: 0, fFlags: 4 })));
    expect([replay.nodes(), bookmark(replay)]).toEqual([['d=2'], []]);
  });
});

describe('Delta and Delta64', () => {
  test('add to a number in the data', () => {
    const replay = scene().insert('f', '\xfe\x00\x00\x00', { iline: 2 });
    replay.feed(replay.deltaRecord('f', 3, 0, { iline: 2 }));
    expect(replay.nodes()[2]).toBe('f=\x01\x01\x00\x00');
    expect(replay.versions()[0]).toMatchObject({ oper: 4, delta: 3n, cbOffset: 0 });
  });

  test('may be negative, and wide', () => {
    const replay = scene().insert('f', '.\x01\x00\x00\x00\x00\x00\x00\x00', { iline: 2 });
    const key = { key: text('f'), bookmarkData: text('') };
    replay.feed(encodeDelta64({ ...replay.node({ iline: 2 }), ...key, qwDelta: -2, cbOffset: 1 }));
    expect(replay.nodes()[2]).toBe('f=.\xff\xff\xff\xff\xff\xff\xff\xff');
    expect(replay.versions()[0]).toMatchObject({ oper: 9, delta: -2n, cbOffset: 1 });
  });

  test('leave a version in any case', () => {
    const replay = scene();
    replay.feed(replay.deltaRecord('b', -5, 0, { iline: 0, ...ahead(replay) }));
    expect(replay.versions()).toMatchObject([{ oper: 4, delta: -5n, isDeferred: false }]);
  });

  test('outside of the data contradict the page', () => {
    const replay = scene();
    const node = replay.node({ iline: 0 });
    const record = encodeDelta({ ...node, key: text('b'), bookmarkData: text(''), lDelta: 1, cbOffset: 0 });
    expect(errorOf(() => replay.feed(record))).toBe('JET_errDatabaseCorrupted');
  });
});

describe('SetExternalHeader', () => {
  test('replaces line 0', () => {
    const replay = scene();
    const data = Uint8Array.from({ length: 25 }, (_, i) => i);
    replay.feed(encodeSetExternalHeader({ ...replay.node({ iline: 0, fFlags: 4 }), data }));
    const { bytes, dataStart, start, pageSize } = replay.page();
    const ib = bytes[start + pageSize - 2]! | (bytes[start + pageSize - 1]! << 8);
    expect(bytes.subarray(dataStart + ib, dataStart + ib + 25)).toEqual(data);
    expect(replay.nodes()).toEqual(['b=1', 'd=2']);
  });
});

describe('Scrub', () => {
  test('erases the data of the nodes it names, and what is not used', () => {
    const replay = scene();
    const node = replay.node({ iline: 0, fFlags: 4 });
    replay.feed(encodeScrub({ ...node, usFlags: 0, cscrubOper: 2, data: Uint8Array.of(1, 0, 0, 0) }));
    expect(replay.nodes()).toEqual(['b=D', 'd=2']);
    expect(replay.page().flags & 0x4000).toBe(0x4000);
  });

  test('erases a page that nobody uses', () => {
    const replay = scene();
    const node = replay.node({ iline: 0, fFlags: 4 });
    replay.feed(encodeScrub({ ...node, usFlags: 1, cscrubOper: 0, data: new Uint8Array() }));
    expect(replay.nodes()).toEqual([]);
  });

  test('of more nodes than there are is damage of the log', () => {
    const replay = scene();
    const node = replay.node({ iline: 0, fFlags: 4 });
    const record = encodeScrub({ ...node, usFlags: 0, cscrubOper: 9, data: new Uint8Array(9) });
    expect(errorOf(() => replay.feed(record))).toBe('JET_errLogFileCorrupt');
  });
});
