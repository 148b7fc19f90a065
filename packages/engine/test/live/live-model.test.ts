import { Tree, TreeCursor, verifyTree } from '@esekit/btree';
import { JetError } from '@esekit/core';
import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { LiveCursor, type LiveTree } from '../../src/live';
import type { Session } from '../../src/transactions';
import { SnapshotModel, type ModelRecord, type ModelSession } from '../transactions/snapshot-model';
import { LiveHost } from './support/live-host';
import { bytesOf, inLevel, scan, textOf } from './support/tree-session';

/**
 * Several sessions change a tree at random and are compared with snapshot isolation
 * as the model says it: what calls answer, what each session sees, where cursors go. With a cache of a
 * few pages the process dies in the middle of transactions, and recovery has to give what was committed.
 */

const sessionCount = 4;

/** A cursor as a list of what is there would have it. */
interface ModelCursor {
  state: 'before' | 'after' | 'at';
  key: string;
}

interface Player {
  readonly session: Session;
  readonly model: ModelSession;
  readonly cursor: LiveCursor;
  readonly place: ModelCursor;
}

const reached = new Map<string, number>();

function count(name: string): void {
  reached.set(name, (reached.get(name) ?? 0) + 1);
}

function outcome(call: () => unknown): string {
  try {
    call();
    return 'ok';
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    const name = error.name.replace('JET_err', '');
    count(name);
    return name;
  }
}

class LiveRun {
  readonly host: LiveHost;
  readonly tree: LiveTree;
  readonly model = new SnapshotModel(sessionCount);
  readonly players: readonly Player[];

  constructor(
    readonly random: Random,
    readonly isUnique: boolean,
    pageSize: number,
    pagesInMemory: number,
  ) {
    this.host = new LiveHost({ pageSize, budget: pagesInMemory * pageSize });
    this.tree = this.host.createTree(isUnique);
    this.players = this.model.sessions.map((model) => {
      const session = this.host.transactions.openSession();
      const cursor = new LiveCursor(this.tree, session);
      cursor.toBefore();
      return { session, model, cursor, place: { state: 'before', key: '' } };
    });
  }

  /** Where keys are not unique, the last four letters are data. */
  key(key: string): Uint8Array {
    return bytesOf(this.isUnique ? key : key.slice(0, -4));
  }

  data(key: string, { counter, text }: ModelRecord): Uint8Array {
    if (!this.isUnique) return bytesOf(key.slice(-4));
    const data = Uint8Array.of(0, 0, 0, 0, ...bytesOf(text));
    new DataView(data.buffer).setInt32(0, counter, true);
    return data;
  }

  /** Key and contents as one string. */
  describe(key: string, record: ModelRecord): string {
    return this.isUnique ? `${key}=${record.counter} ${record.text}` : key;
  }

  describeNode(key: Uint8Array, data: Uint8Array): string {
    if (!this.isUnique) return textOf(key) + textOf(data);
    const counter = new DataView(data.buffer, data.byteOffset, 4).getInt32(0, true);
    return `${textOf(key)}=${counter} ${textOf(data.subarray(4))}`;
  }

  anyKey(): string {
    const { random } = this;
    const stem = random.pick(['alpha', 'alphabet', 'gamma/delta/epsilon/'].slice(this.isUnique ? 0 : 1));
    return `${stem}${1000 + random.below(70)}`;
  }

  anyText(): string {
    const { random } = this;
    const most = random.pick([10, 100, 400, this.host.pageSize >> 2]);
    return 'x'.repeat(random.below(most));
  }

  step(): void {
    const { random } = this;
    const player = random.pick(this.players);
    const dice = random.below(40);
    if (dice < 22) this.#change(player, dice);
    else if (dice < 25 && player.session.level < 5) this.#begin(player);
    else if (dice < 29) this.#commit(player);
    else if (dice < 31) this.#rollback(player);
    else if (dice < 33) this.host.transactions.cleanUp(random.below(12));
    else if (dice < 34) this.host.database.buffer.flush();
    else this.#move(player);
  }

  #begin({ session, model }: Player): void {
    session.begin();
    this.model.begin(model, false);
  }

  #commit({ session, model }: Player): void {
    const code = outcome(() => session.commit());
    expect(code).toBe(this.model.commit(model));
    if (session.level === 0) this.host.log.flush();
  }

  #rollback({ session, model }: Player): void {
    if (session.level === 0) return;
    if (this.random.below(2) === 0) {
      session.rollbackAll();
      this.model.rollbackAll(model);
    } else {
      session.rollback();
      this.model.rollback(model);
    }
  }

  #change(player: Player, dice: number): void {
    const { model, random } = this;
    const key = this.anyKey();
    const isRefused = random.below(12) === 0;
    model.refusesNext = isRefused;
    this.host.beforeRecord = isRefused ? refuse : undefined;
    const { code, expected } = this.#callBoth(player, key, dice);
    this.host.beforeRecord = undefined;
    model.refusesNext = false;
    expect(code, key).toBe(expected);
    if (player.session.level === 0) this.host.log.flush();
  }

  #callBoth({ session, model: own }: Player, key: string, dice: number): { code: string; expected: string } {
    const { model, tree } = this;
    const text = this.anyText();
    const bytes = this.key(key);
    const visible = model.viewOf(own).get(key);
    const found = (): ModelRecord => {
      if (visible === undefined) throw new JetError('JET_errRecordNotFound', key);
      return visible;
    };
    const call = (change: () => void): string => outcome(() => inLevel(session, change));
    if (dice < 8 || (!this.isUnique && dice < 14)) {
      const data = this.data(key, { counter: 1, text });
      const code = call(() => tree.insert(session, bytes, data));
      return { code, expected: model.insert(own, key, text) };
    }
    if (dice < 12 || !this.isUnique) {
      const code = call(() => tree.flagDelete(session, bytes, this.data(key, found())));
      return { code, expected: model.delete(own, key) };
    }
    if (dice < 17) {
      const code = call(() => {
        const { counter } = found();
        tree.replace(session, bytes, this.data(key, { counter, text }));
      });
      return { code, expected: model.replace(own, key, text) };
    }
    if (dice < 20) {
      const code = outcome(() => {
        found();
        tree.addDelta(session, bytes, 0, 4, 3n);
      });
      return { code, expected: model.delta(own, key, 3) };
    }
    const kind = dice === 20 ? 'readLock' : 'writeLock';
    const code = outcome(() => {
      found();
      tree.lock(session, bytes, kind);
    });
    return { code, expected: model.lock(own, key, kind) };
  }

  #move({ session, model, cursor, place }: Player): void {
    const { random } = this;
    const view = this.model.viewOf(model);
    const keys = [...view.keys()].sort();
    const way = random.below(8);
    if (way === 0 || way === 1) {
      const key = this.anyKey();
      const cb = this.isUnique ? undefined : bytesOf(key.slice(-4));
      expect(cursor.seekBookmark(this.key(key), cb), `seek ${key}`).toBe(view.has(key));
      Object.assign(place, { state: 'at', key });
    } else {
      const isForwards = way < 5;
      const isMoved = isForwards ? cursor.next() : cursor.previous();
      const isBeyond = (key: string): boolean => (isForwards ? key > place.key : key < place.key);
      const end = isForwards ? 'after' : 'before';
      if (!isForwards) keys.reverse();
      const expected = place.state === 'at' ? keys.find(isBeyond) : place.state === end ? undefined : keys[0];
      expect(isMoved).toBe(expected !== undefined);
      Object.assign(place, expected === undefined ? { state: end } : { state: 'at', key: expected });
    }
    if (place.state !== 'at') return;
    expect(cursor.isOnNode, `${place.key} at level ${session.level}`).toBe(view.has(place.key));
    const record = view.get(place.key);
    if (record === undefined) return;
    const found = this.describeNode(cursor.key(), cursor.data());
    expect(found).toBe(this.describe(place.key, record));
  }

  expectSameViews(): void {
    for (const { session, model } of this.players) {
      const view = this.model.viewOf(model);
      const expected = [...view.keys()].sort().map((key) => this.describe(key, view.get(key)!));
      for (const isBackwards of [false, true]) {
        const found = scan(this.tree, session, isBackwards).map(({ key, data }) =>
          this.describeNode(key, data),
        );
        expect(found).toEqual(expected);
      }
    }
    this.host.expectSound(this.tree);
  }

  get #committed(): string[] {
    const { committed } = this.model;
    return [...committed.keys()].sort().map((key) => this.describe(key, committed.get(key)!));
  }

  /** Nobody needs anything any more: versions are gone, and so are deleted nodes and what pages kept for rollback. */
  end(): void {
    const { host } = this;
    for (const { session } of this.players) session.end();
    host.cleanUp();
    expect(host.versions.statistics).toMatchObject({ versions: 0, nodes: 0, cbUsed: 0 });
    host.expectSound(this.tree);
    const found: string[] = [];
    const deletedOf = new Map<number, number>();
    const cursor = new TreeCursor(this.tree.tree, { seesDeleted: true });
    while (cursor.next()) {
      const { view } = host.database.buffer.get(cursor.pgno);
      expect(view.cbUncommittedFree).toBe(0);
      if (cursor.node.isDeleted) deletedOf.set(cursor.pgno, view.clines);
      else found.push(this.describeNode(cursor.key(), cursor.data()));
    }
    expect(found).toEqual(this.#committed);
    // Only where it is the last one does a deleted node stay (14 §2.5).
    for (const clines of deletedOf.values()) expect(clines).toBe(1);
  }

  /** The process dies, and recovery has to find what was committed. */
  die(): void {
    const { host, random } = this;
    if (random.below(3) > 0) host.database.buffer.flush();
    host.die();
    expect(host.recover().code).toBe('JET_errSuccess');
    const { pgnoFDP, objidFDP } = this.tree;
    const source = host.openFile();
    const tree = new Tree({ source, pgnoFDP, objidFDP });
    const problems: string[] = [];
    verifyTree(tree, ({ text }) => problems.push(text), { pgnoParent: 1 });
    expect(problems).toEqual([]);
    const found: string[] = [];
    const cursor = new TreeCursor(tree);
    while (cursor.next()) found.push(this.describeNode(cursor.key(), cursor.data()));
    expect(found).toEqual(this.#committed);
  }
}

function refuse(): void {
  throw new JetError('JET_errLogWriteFail', 'the test wants it so');
}

describe('sessions on a live tree', () => {
  const random = seededRandom(seedForRun('live trees'));
  let undoInfoWrites = 0;
  for (const isUnique of [true, false]) {
    for (const pageSize of [4096, 8192, 32768]) {
      const name = `${isUnique ? 'unique' : 'equal'} keys, pages of ${pageSize} bytes`;

      it(`see what snapshot isolation says, and leave nothing behind: ${name}`, () => {
        const run = new LiveRun(random, isUnique, pageSize, 1000);
        for (let i = 0; i < 2500; i++) {
          run.step();
          if (i % 100 === 0) run.expectSameViews();
        }
        run.expectSameViews();
        run.end();
      });

      it(`die, and what was committed is recovered: ${name}`, () => {
        for (let round = 0; round < 6; round++) {
          const run = new LiveRun(random, isUnique, pageSize, 12);
          for (let i = 50 + random.below(500); i > 0; i--) {
            run.step();
            if (i % 100 === 0) run.expectSameViews();
          }
          undoInfoWrites += run.host.undoInfoWrites;
          run.die();
        }
      });
    }
  }

  it('get into each other’s way, and need before-images in the log', () => {
    console.log(`${JSON.stringify(Object.fromEntries(reached))}, ${undoInfoWrites} writes with UndoInfo`);
    for (const name of ['WriteConflict', 'KeyDuplicate', 'RecordNotFound', 'LogWriteFail']) {
      expect(reached.get(name) ?? 0, name).toBeGreaterThan(50);
    }
    expect(undoInfoWrites).toBeGreaterThan(20);
  });
});
