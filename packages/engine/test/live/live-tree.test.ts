import { JetError } from '@esekit/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { LiveCursor, type LiveTree } from '../../src/live';
import type { Session } from '../../src/transactions';
import { LiveHost } from './support/live-host';
import { bytesOf, committed, scan, textOf } from './support/tree-session';

/** Which changes are refused, and with what (14 §2.3, §3.5, §3.6); what they leave behind when they are. */

let host: LiveHost;
let tree: LiveTree;
let mine: Session;
let other: Session;
const key = bytesOf('key');
const data = bytesOf('data');

beforeEach(() => {
  host = new LiveHost();
  tree = host.createTree();
  mine = host.transactions.openSession();
  other = host.transactions.openSession();
});

function nameOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    return error.name;
  }
}

/** What a session reads; `undefined` when it sees no node. */
function read(session: Session, at = key): string | undefined {
  const cursor = new LiveCursor(tree, session);
  return cursor.seek('=', at) ? textOf(cursor.data()) : undefined;
}

function integer(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
}

describe('inserting', () => {
  it('is seen by the session alone until it commits', () => {
    mine.begin();
    other.begin();
    tree.insert(mine, key, data);
    expect([read(mine), read(other)]).toEqual(['data', undefined]);
    mine.commit();
    expect(read(other)).toBeUndefined();
    other.commit();
    expect(read(other)).toBe('data');
  });

  it('of a key is a duplicate whatever others did to it, seen or not', () => {
    mine.begin();
    other.begin();
    tree.insert(other, key, data);
    expect(nameOf(() => tree.insert(mine, key, data))).toBe('JET_errKeyDuplicate');
    other.commit();
    expect(nameOf(() => tree.insert(mine, key, data))).toBe('JET_errKeyDuplicate');
    committed(host, (third) => tree.flagDelete(third, key));
    expect(nameOf(() => tree.insert(mine, key, data))).toBe('JET_errKeyDuplicate');
    mine.rollback();
    mine.begin();
    tree.insert(mine, key, bytesOf('mine'));
    expect(read(mine)).toBe('mine');
  });

  it('over a node that the session has deleted itself gives the new data, and back the old on rollback', () => {
    committed(host, (session) => tree.insert(session, key, data));
    mine.begin();
    tree.flagDelete(mine, key);
    tree.insert(mine, key, bytesOf('something longer than it was'));
    other.begin();
    expect([read(mine), read(other)]).toEqual(['something longer than it was', 'data']);
    mine.rollback();
    expect([read(mine), read(other)]).toEqual(['data', 'data']);
  });

  it('of an entry that is deleted brings it back where keys are not unique', () => {
    tree = host.createTree(false);
    mine.begin();
    tree.insert(mine, key, bytesOf('a'));
    tree.insert(mine, key, bytesOf('b'));
    expect(nameOf(() => tree.insert(mine, key, bytesOf('b')))).toBe('JET_errKeyDuplicate');
    tree.flagDelete(mine, key, bytesOf('a'));
    expect(scan(tree, mine).map((entry) => textOf(entry.data))).toEqual(['b']);
    tree.insert(mine, key, bytesOf('a'));
    expect(scan(tree, mine).map((entry) => textOf(entry.data))).toEqual(['a', 'b']);
  });

  it('without a version is seen by everyone, and stays', () => {
    mine.begin();
    other.begin();
    tree.insertUnversioned(mine, key, data);
    expect(read(other)).toBe('data');
    expect(nameOf(() => tree.insertUnversioned(mine, key, data))).toBe('JET_errKeyDuplicate');
    expect(host.versions.isEmpty).toBe(true);
    mine.rollback();
    expect(read(other)).toBe('data');
  });

  it('needs a transaction that may write, and an instance that can', () => {
    expect(nameOf(() => tree.insert(mine, key, data))).toBe('JET_errNotInTransaction');
    mine.begin(true);
    expect(nameOf(() => tree.insert(mine, key, data))).toBe('JET_errTransReadOnly');
    mine.commit();
    mine.begin();
    host.requireWritable = () => {
      throw new JetError('JET_errInstanceUnavailable', 'after a failed write');
    };
    expect(nameOf(() => tree.insert(mine, key, data))).toBe('JET_errInstanceUnavailable');
  });
});

describe('changing a node', () => {
  beforeEach(() => {
    committed(host, (session) => tree.insert(session, key, integer(5)));
    mine.begin();
    other.begin();
  });

  it('that another session has changed is a conflict, before its commit and after', () => {
    tree.replace(other, key, data);
    expect(nameOf(() => tree.replace(mine, key, data))).toBe('JET_errWriteConflict');
    expect(nameOf(() => tree.flagDelete(mine, key))).toBe('JET_errWriteConflict');
    expect(nameOf(() => tree.addDelta(mine, key, 0, 4, 1n))).toBe('JET_errWriteConflict');
    expect(nameOf(() => tree.lock(mine, key, 'writeLock'))).toBe('JET_errWriteConflict');
    other.commit();
    expect(nameOf(() => tree.replace(mine, key, data))).toBe('JET_errWriteConflict');
  });

  it('that another session has deleted is a conflict, that is deleted for all to see is not possible', () => {
    tree.flagDelete(other, key);
    expect(nameOf(() => tree.replace(mine, key, data))).toBe('JET_errWriteConflict');
    other.commit();
    mine.commit();
    mine.begin();
    expect(nameOf(() => tree.replace(mine, key, data))).toBe('JET_errRecordDeleted');
    expect(nameOf(() => tree.flagDelete(mine, key))).toBe('JET_errRecordDeleted');
    host.cleanUp();
    expect(nameOf(() => tree.addDelta(mine, bytesOf('none'), 0, 4, 1n))).toBe('JET_errRecordNotFound');
  });

  it('by adding to it is done side by side, and gives what the page had', () => {
    expect(tree.addDelta(mine, key, 0, 4, 2n)).toBe(5n);
    expect(tree.addDelta(other, key, 0, 4, 10n)).toBe(7n);
    const valueFor = (session: Session): number => {
      const cursor = new LiveCursor(tree, session);
      cursor.seek('=', key);
      const bytes = cursor.data();
      return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
    };
    expect([valueFor(mine), valueFor(other)]).toEqual([7, 15]);
    mine.rollback();
    other.commit();
    expect(valueFor(mine)).toBe(15);
  });

  it('by adding without a version is not taken back', () => {
    tree.addDelta(mine, key, 0, 4, -7n, false);
    mine.rollback();
    mine.begin();
    expect(tree.addDelta(mine, key, 0, 4, 0n)).toBe(-2n);
    expect(nameOf(() => tree.addDelta(mine, key, 1, 4, 1n))).toBe('JET_errInvalidParameter');
    expect(nameOf(() => tree.addDelta(mine, key, -1, 4, 1n))).toBe('JET_errInvalidParameter');
  });

  it('is kept from others by a lock', () => {
    tree.lock(mine, key, 'readLock');
    tree.lock(other, key, 'readLock');
    expect(nameOf(() => tree.replace(mine, key, data))).toBe('JET_errWriteConflict');
    other.commit();
    other.begin();
    expect(nameOf(() => tree.replace(other, key, data))).toBe('JET_errWriteConflict');
  });

  it('leaves nothing behind when the log does not take it', () => {
    tree.insert(mine, bytesOf('gone'), data);
    tree.flagDelete(mine, bytesOf('gone'));
    const before = host.versions.statistics;
    host.beforeRecord = () => {
      throw new JetError('JET_errLogWriteFail', 'the test wants it so');
    };
    const changes = [
      () => tree.insert(mine, bytesOf('new'), data),
      () => tree.insert(mine, bytesOf('gone'), data),
      () => tree.replace(mine, key, data),
      () => tree.flagDelete(mine, key),
      () => tree.addDelta(mine, key, 0, 4, 1n),
    ];
    for (const change of changes) expect(nameOf(change)).toBe('JET_errLogWriteFail');
    host.beforeRecord = undefined;
    expect(host.versions.statistics).toEqual(before);
    expect(host.versions.pendingReplace).toBeUndefined();
    tree.replace(mine, key, data);
    mine.rollback();
    expect(read(mine)).toBe('\u0005\0\0\0');
  });
});

it('gives a node the room back that a transaction had freed, though others want it', () => {
  // 14 §2.1: what a shrinking replace frees is kept, so that the rollback needs no other page.
  committed(host, (session) => tree.insert(session, key, new Uint8Array(3000)));
  mine.begin();
  tree.replace(mine, key, new Uint8Array(10));
  tree.replace(mine, key, new Uint8Array(1000));
  tree.replace(mine, key, new Uint8Array(10));
  committed(host, (session) => {
    for (let i = 0; i < 20; i++) tree.insert(session, bytesOf(`other ${i}`), new Uint8Array(200));
  });
  const cursor = new LiveCursor(tree, mine);
  expect(cursor.seek('=', key)).toBe(true);
  host.expectSound(tree);
  const pages = host.database.buffer.pageCount;
  mine.rollback();
  expect(cursor.data().length).toBe(3000);
  expect(host.database.buffer.pageCount).toBe(pages);
  host.cleanUp();
  host.expectSound(tree);
});
