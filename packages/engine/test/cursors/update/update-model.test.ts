import { JetError } from '@esekit/core';
import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { prepareKind } from '../../../src/cursors/update';
import { setFlag } from '../../../src/records/write';
import { compareEntries, compareReferences, contentsOf } from './support/table-facts';
import { hexOf, longKey, TestCursor, TestTable } from './support/test-table';

/**
 * Random updates by two sessions, one of them with two cursors: whatever is refused, cancelled or rolled back, for
 * every session the indexes have the entries of the records that it sees, long values are referred to as often
 * as they say, and a rollback brings back what was there.
 */

const sequences = 40;
const stepsEach = 120;
const ids = 6;

const request = {
  columns: [
    { name: 'id', type: 'long' },
    { name: 'v', type: 'long' },
    { name: 'u', type: 'long' },
    { name: 'ver', type: 'long', flags: ['version'] },
    { name: 't', type: 'text' },
    { name: 'm', type: 'long', isTagged: true, flags: ['multiValued'] },
    { name: 'lv', type: 'longBinary' },
  ],
  indexes: [
    { name: 'PK', key: '+id', flags: ['primary'] },
    { name: 'ixv', key: '+v-t' },
    { name: 'ixu', key: '+u', flags: ['unique', 'allowSomeNulls'] },
    { name: 'ixver', key: '+ver' },
    { name: 'ixm', key: '+m', flags: ['multiValued'] },
    { name: 'ixlv', key: '+lv', conditional: [{ column: 't', mustBeNull: false }] },
  ],
} as const;

const expectedErrors = new Set([
  ...['JET_errKeyDuplicate', 'JET_errWriteConflict', 'JET_errRecordDeleted', 'JET_errNotInTransaction'],
  ...['JET_errAlreadyPrepared', 'JET_errUpdateNotPrepared', 'JET_errRecordPrimaryChanged'],
  ...['JET_errTransTooDeep', 'JET_errColumnNoChunk'],
]);

/** A session with its cursors, and what it saw as each of its levels began. */
class Actor {
  readonly cursors: readonly TestCursor[];
  readonly #levels: (Map<string, string> | undefined)[] = [];

  constructor(
    readonly table: TestTable,
    cursors: number,
    readonly random: Random,
    readonly met: Map<string, number>,
  ) {
    const session = table.openSession();
    this.cursors = Array.from({ length: cursors }, () => new TestCursor(table, session));
  }

  get session() {
    return this.cursors[0]!.session.session;
  }

  get isPrepared(): boolean {
    return this.cursors.some(({ prepared }) => prepared !== undefined);
  }

  step(): void {
    const kind = this.random.below(20);
    const cursor = this.random.pick(this.cursors);
    const isIdle = cursor.prepared === undefined && this.random.below(20) > 0;
    if (kind < 2) this.begin();
    else if (kind === 2) this.commit();
    else if (kind === 3) this.rollback();
    else if (kind < 6 || (isIdle && kind < 17)) this.#try('prepare', () => this.#prepare(cursor));
    else if (kind < 13) this.#try('set', () => this.#set(cursor));
    else if (kind < 17) this.#try('post', () => cursor.updates.update());
    else if (kind === 17) this.#try('cancel', () => cursor.updates.prepare(prepareKind.cancel));
    else this.#try('delete', () => this.#delete(cursor));
  }

  begin(): void {
    this.#try('begin', () => {
      this.session.begin();
      // A long value that nobody shares is changed where it is, and seen so before the update is posted.
      this.#levels.push(this.isPrepared ? undefined : contentsOf(this.cursors[0]!));
    });
  }

  commit(): void {
    this.#try('commit', () => {
      this.session.commit();
      this.#levels.pop();
    });
  }

  rollback(): void {
    if (this.session.level === 0) return;
    this.session.rollback();
    const before = this.#levels.pop();
    if (this.session.level > 0 && before !== undefined) {
      expect(contentsOf(this.cursors[0]!)).toEqual(before);
    }
  }

  check(): void {
    const [cursor] = this.cursors;
    const entries = compareEntries(cursor!);
    expect(entries.found).toEqual(entries.wanted);
    if (this.isPrepared) return;
    const references = compareReferences(cursor!);
    expect(references.found).toEqual(references.wanted);
  }

  /** The last that is posted of two copies of one record wins with all of it (F-40): that is another test. */
  #isTaken(cursor: TestCursor, bookmark: Uint8Array): boolean {
    return this.cursors.some(
      (other) => other !== cursor && other.prepared !== undefined && other.takenKey === hexOf(bookmark),
    );
  }

  #prepare(cursor: TestCursor): void {
    const { random } = this;
    const bookmark = longKey(random.below(ids));
    if (cursor.prepared !== undefined || this.#isTaken(cursor, bookmark)) return;
    const kinds = [0, 0, 0, 2, 2, 2, 4, 5, 7, 8, 9];
    cursor.goTo(bookmark).takenKey = hexOf(bookmark);
    const kind = random.pick(kinds);
    cursor.updates.prepare(kind);
    // In a replace it is refused when the update is posted.
    const isReplace = kind === prepareKind.replace || kind === prepareKind.replaceNoLock;
    const setsId = kind === prepareKind.insert || random.below(isReplace ? 9 : 2) === 0;
    if (setsId && kind !== prepareKind.readOnlyCopy) cursor.set({ id: random.below(ids) });
  }

  #set(cursor: TestCursor): void {
    const { random } = this;
    const number = random.below(5) === 0 ? null : random.below(4);
    const name = random.pick(['v', 'u', 't', 'm', 'lv', 'lv']);
    if (name === 't') cursor.set({ t: number === null ? null : 'x'.repeat(number) });
    else if (name === 'm') cursor.set({ m: number }, { itag: random.below(4) });
    else if (name === 'lv') this.#setLong(cursor, number);
    else cursor.set({ [name]: number });
  }

  #setLong(cursor: TestCursor, number: number | null): void {
    const { random } = this;
    const value = number === null ? null : random.fill(new Uint8Array(random.pick([3, 60, 2000, 5000])));
    const grbit = random.pick([0, 0, setFlag.appendLV, setFlag.overwriteLV, setFlag.separateLV]);
    cursor.set({ lv: value }, { grbit, ibLongValue: grbit === setFlag.overwriteLV ? random.below(100) : 0 });
  }

  #delete(cursor: TestCursor): void {
    const bookmark = longKey(this.random.below(ids));
    if (!this.#isTaken(cursor, bookmark)) cursor.delete(bookmark);
  }

  #try(what: string, act: () => unknown): void {
    try {
      act();
      this.met.set(what, (this.met.get(what) ?? 0) + 1);
    } catch (error) {
      if (!JetError.isInstance(error) || !expectedErrors.has(error.name)) throw error;
      this.met.set(error.name, (this.met.get(error.name) ?? 0) + 1);
    }
  }
}

it('keeps indexes and long values right, whatever becomes of updates', () => {
  const random = seededRandom(seedForRun('updates'));
  const met = new Map<string, number>();
  for (let sequence = 0; sequence < sequences; sequence++) {
    const table = new TestTable(request);
    const actors = [2, 1].map((cursors) => new Actor(table, cursors, random, met));
    for (let id = 0; id < ids - 1; id++) actors[0]!.cursors[0]!.insert({ id, v: id, u: id });
    for (let n = 0; n < stepsEach; n++) {
      random.pick(actors).step();
      if (n % 10 === 9) table.host.cleanUp();
      for (const actor of actors) actor.check();
    }
    for (const actor of actors) {
      for (const cursor of actor.cursors) cursor.cancelUpdate();
      while (actor.session.level > 0) random.pick([actor.commit, actor.rollback]).call(actor);
    }
    const views = actors.map(({ cursors }) => contentsOf(cursors[0]!));
    expect(views[0]).toEqual(views[1]);
    for (const actor of actors) actor.check();
  }
  console.log(JSON.stringify(Object.fromEntries(met)));
  for (const name of expectedErrors)
    if (name !== 'JET_errTransTooDeep') expect(met.get(name) ?? 0, name).toBeGreaterThan(0);
});
