import { describe, expect, test } from 'vitest';
import { versionOper } from '../../../src/records/layouts';
import { createVersion, VersionStore } from '../../../src/recovery/redo/version-store';
import { string, text } from './support/redo-scene';

function add(store: VersionStore, rceid: number, level = 1, key = `k${rceid}`): number {
  const index = store.add(versionOper.replace, rceid, 2, 5, level, 10, 7);
  store.appendKey(index, text(key), 0, key.length);
  store.appendImage(index, text('old'), 0, 3);
  return index;
}

const rceids = (store: VersionStore, level: number): number[] =>
  store.ofLevel(level).map((index) => store.read(index, createVersion()).rceid);

describe('versions of a session', () => {
  test('are read as they were added', () => {
    const store = new VersionStore();
    const index = add(store, 9);
    const version = store.read(index, createVersion());
    expect(version).toMatchObject({
      rceid: 9,
      oper: 2,
      dbid: 2,
      fFlags: 5,
      level: 1,
      pgnoFDP: 10,
      objidFDP: 7,
    });
    expect([string(version.key), string(version.image)]).toEqual(['k9', 'old']);
    expect(version.bookmarkData).toHaveLength(0);
  });

  test('keep 64-bit deltas', () => {
    const store = new VersionStore();
    const index = store.add(versionOper.delta64, 3, 1, 4, 1, 10, 7);
    store.setDelta(index, 5, -1, 16);
    expect(store.read(index, createVersion())).toMatchObject({ delta: -(2n ** 32n) + 5n, cbOffset: 16 });
  });

  test('are found by rceid, the newest at once and the others through an index', () => {
    const store = new VersionStore();
    for (let rceid = 1; rceid < 400; rceid += 2) add(store, rceid);
    expect(store.find(399)).toBe(199);
    expect(store.find(1)).toBe(0);
    expect(store.find(2)).toBe(-1);
    add(store, 401);
    add(store, 403);
    expect(store.find(401)).toBe(200);
    expect(store.find(0xffff_ffff)).toBe(-1);
  });

  test('go newest first, whatever the order they came in and over the end of the numbers', () => {
    const store = new VersionStore();
    for (const rceid of [0xffff_fffd, 0xffff_ffff, 3, 1]) add(store, rceid);
    expect(rceids(store, 1)).toEqual([3, 1, 0xffff_ffff, 0xffff_fffd]);
    expect(store.find(0xffff_fffd)).toBe(0);
  });

  test('pass to the level below when theirs is committed', () => {
    const store = new VersionStore();
    store.beginLevel(1);
    add(store, 1);
    store.beginLevel(2);
    add(store, 3, 2);
    add(store, 5, 1);
    store.commitLevel(2);
    expect(rceids(store, 1)).toEqual([5, 3, 1]);
    expect(rceids(store, 2)).toEqual([]);
  });

  test('go with their level when it is rolled back, a late one of a lower level stays', () => {
    const store = new VersionStore();
    store.beginLevel(1);
    add(store, 1);
    store.beginLevel(2);
    add(store, 3, 2);
    add(store, 5, 1);
    add(store, 7, 2);
    store.dropLevel(2);
    expect(rceids(store, 1)).toEqual([5, 1]);
    expect(store.size).toBe(2);
    expect(store.find(3)).toBe(-1);
  });

  test('that were removed below the start of a level do not hide what comes after', () => {
    const store = new VersionStore();
    store.beginLevel(1);
    add(store, 1);
    add(store, 3);
    store.beginLevel(2);
    store.remove(store.find(3));
    store.remove(store.find(1));
    add(store, 5, 2);
    store.commitLevel(2);
    expect(rceids(store, 1)).toEqual([5]);
  });

  test('get a before-image later when theirs was deferred', () => {
    const store = new VersionStore();
    const index = store.add(versionOper.flagDelete, 1, 1, 4, 1, 10, 7);
    store.defer(index);
    add(store, 3);
    expect(store.read(index, createVersion()).isDeferred).toBe(true);
    store.fill(index);
    store.appendKey(index, text('late'), 0, 4);
    store.markLogged(index);
    const version = store.read(index, createVersion());
    expect([string(version.key), version.isDeferred, version.isLogged]).toEqual(['late', false, true]);
    store.remove(store.find(3));
    expect(string(store.read(index, createVersion()).key)).toBe('late');
  });

  test('let go of the pages they hold: logged, removed or dropped with all the others', () => {
    const released: number[] = [];
    const store = new VersionStore((dbid, pgno) => released.push(dbid * 1000 + pgno));
    for (const rceid of [1, 3, 5, 7]) store.hold(add(store, rceid), 10 + rceid);
    store.markLogged(store.find(1));
    store.remove(store.find(5));
    expect([released, store.held]).toEqual([[2011, 2015], 2]);
    store.clear();
    expect([released, store.held, store.size]).toEqual([[2011, 2015, 2013, 2017], 0, 0]);
  });

  test('use their memory again', () => {
    const store = new VersionStore();
    for (let round = 0; round < 3; round++) {
      for (let rceid = 1; rceid < 2000; rceid += 2) add(store, rceid, 1, 'x'.repeat(100));
      expect(store.size).toBe(1000);
      for (let rceid = 1999; rceid > 0; rceid -= 2) store.remove(store.find(rceid));
      expect(store.size).toBe(0);
    }
  });
});
