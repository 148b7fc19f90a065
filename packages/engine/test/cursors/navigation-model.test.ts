import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { rangeGrbit, seekGrbit } from '../../src/cursors';
import { attempt, CursorTable, eightRows, type TestedCursor, type TestSession } from './support/cursor-table';

/**
 * A cursor goes at random through a table that another cursor of the same session changes, in both orders, and is
 * compared with a sorted list: where it stands, what it answers, where ranges end.
 */

/** An entry as it is printed: bookmark, and key where that is another one. */
type Entry = readonly [key: string, bookmark: string];

/** Where the model stands: at an entry, there or not; in front of a key; or at an end. */
type Place =
  | { readonly kind: 'at' | 'gap'; readonly entry: Entry }
  | { readonly kind: 'before' }
  | { readonly kind: 'after' };

const long = (value: number): string => `7f${((value + 0x8000_0000) >>> 0).toString(16).padStart(8, '0')}`;

function compareEntries(a: Entry, b: Entry): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  return a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0;
}

class Model {
  readonly rows = new Map<number, number>();
  order: '-' | 'ixv' = '-';
  place: Place = { kind: 'before' };
  range: { readonly limit: string; readonly isUpper: boolean; readonly isInclusive: boolean } | undefined;

  get entries(): Entry[] {
    const list = [...this.rows].map(([id, v]): Entry => [long(this.order === '-' ? id : v), long(id)]);
    return list.sort(compareEntries);
  }

  get at(): string {
    if (this.place.kind !== 'at') return 'JET_errNoCurrentRecord';
    const [key, bookmark] = this.place.entry;
    if (!this.isThere) return bookmark;
    return key === bookmark ? bookmark : `${bookmark} ${key}`;
  }

  get isThere(): boolean {
    const { place } = this;
    return place.kind === 'at' && this.entries.some((entry) => compareEntries(entry, place.entry) === 0);
  }

  step(direction: 1 | -1): boolean {
    const found = this.#neighbour(direction);
    const isInside = found !== undefined && this.#isInRange(found, direction);
    if (found !== undefined && !isInside) this.range = undefined;
    this.place = isInside ? { kind: 'at', entry: found } : { kind: direction > 0 ? 'after' : 'before' };
    return isInside;
  }

  toEnd(direction: 1 | -1): boolean {
    this.range = undefined;
    const end: Place = { kind: direction > 0 ? 'before' : 'after' };
    this.place = end;
    const isFound = this.step(direction);
    // Where there is nothing at all, the cursor stands at the end that it was sent to.
    if (!isFound) this.place = end;
    return isFound;
  }

  seek(value: number, mode: number): string {
    this.range = undefined;
    const key = long(value);
    const { entries } = this;
    const isForward = mode === seekGrbit.ge || mode === seekGrbit.gt || mode === seekGrbit.eq;
    const equal = entries.find((entry) => entry[0] === key);
    const neighbour = isForward
      ? entries.find((entry) => entry[0] > key)
      : entries.filter((entry) => entry[0] < key).at(-1);
    const takesEqual = mode === seekGrbit.eq || mode === seekGrbit.ge || mode === seekGrbit.le;
    const found = takesEqual && equal !== undefined ? equal : mode === seekGrbit.eq ? undefined : neighbour;
    if (found === undefined) {
      if (mode === seekGrbit.eq) this.place = { kind: 'gap', entry: [key, ''] };
      else this.place = { kind: isForward ? 'after' : 'before' };
      return 'JET_errRecordNotFound';
    }
    this.place = { kind: 'at', entry: found };
    return takesEqual && found !== equal ? 'JET_wrnSeekNotEqual' : '';
  }

  /** Entries from the current one to the end of the range. */
  count(): number | string {
    const { place } = this;
    if (place.kind !== 'at') return 'JET_errNoCurrentRecord';
    if (!this.isThere) return 'JET_errRecordDeleted';
    const rest = this.entries.filter((entry) => compareEntries(entry, place.entry) >= 0);
    const count = this.range?.isUpper
      ? rest.filter((entry) => this.#isInRange(entry, 1)).length
      : rest.length;
    this.range = undefined;
    return count;
  }

  setRange(value: number, grbit: number): string {
    const isUpper = (grbit & rangeGrbit.upperLimit) !== 0;
    this.range = { limit: long(value), isUpper, isInclusive: (grbit & rangeGrbit.inclusive) !== 0 };
    const { place } = this;
    if (place.kind === 'at' && this.#isInRange(place.entry, isUpper ? 1 : -1)) return '';
    this.range = undefined;
    if (place.kind === 'at') this.place = { kind: isUpper ? 'after' : 'before' };
    return 'JET_errNoCurrentRecord';
  }

  #neighbour(direction: 1 | -1): Entry | undefined {
    const { place, entries } = this;
    if (place.kind === 'before') return direction > 0 ? entries[0] : undefined;
    if (place.kind === 'after') return direction > 0 ? undefined : entries.at(-1);
    const after = entries.filter((entry) => compareEntries(entry, place.entry) > 0);
    const before = entries.filter((entry) => compareEntries(entry, place.entry) < 0);
    return direction > 0 ? after[0] : before.at(-1);
  }

  #isInRange([key]: Entry, direction: 1 | -1): boolean {
    const { range } = this;
    if (range === undefined || range.isUpper !== direction > 0) return true;
    if (key === range.limit) return range.isInclusive;
    return key < range.limit === range.isUpper;
  }
}

const modes = [seekGrbit.eq, seekGrbit.lt, seekGrbit.le, seekGrbit.ge, seekGrbit.gt];

class Play {
  readonly table = new CursorTable(eightRows);
  readonly session: TestSession = this.table.newSession();
  readonly cursor: TestedCursor = this.table.open(this.session);
  readonly writer: TestedCursor = this.table.open(this.session);
  readonly model = new Model();
  readonly done: string[] = [];

  constructor(readonly random: Random) {
    this.cursor.cursor.last();
    this.model.place = { kind: 'after' };
  }

  /** One call, and what both say of it. */
  act(): void {
    const { cursor, model, random } = this;
    const value = random.below(24);
    switch (random.below(12)) {
      case 0:
      case 1:
        return this.#change(value);
      case 2:
      case 3:
        return this.#both(`next`, String(cursor.cursor.next()), String(model.step(1)));
      case 4:
      case 5:
        return this.#both(`previous`, String(cursor.cursor.previous()), String(model.step(-1)));
      case 6:
        return this.#both(`first`, String(cursor.cursor.first()), String(model.toEnd(1)));
      case 7:
        return this.#both(`last`, String(cursor.cursor.last()), String(model.toEnd(-1)));
      case 8: {
        const mode = modes[random.below(modes.length)]!;
        const answer = attempt(() => cursor.key(value).cursor.seek(mode) ?? '');
        return this.#both(`seek ${value} ${mode}`, answer, model.seek(value, mode));
      }
      case 9: {
        const grbit = random.below(4);
        const answer = attempt(() => {
          cursor.key(value).cursor.setIndexRange(grbit);
          return '';
        });
        return this.#both(`range ${value} ${grbit}`, answer, model.setRange(value, grbit));
      }
      case 10: {
        const answer = attempt(() => String(cursor.cursor.indexRecordCount()));
        return this.#both('count', answer, String(model.count()));
      }
      default:
        return this.#select();
    }
  }

  #change(id: number): void {
    const { model, random, writer } = this;
    const v = random.below(8);
    if (!model.rows.has(id)) {
      writer.insert({ id, v });
      model.rows.set(id, v);
      this.done.push(`insert ${id} ${v}`);
      return;
    }
    writer.seek('-', [id]);
    if (random.below(2) === 0) {
      writer.cursor.updates.delete();
      model.rows.delete(id);
      this.done.push(`delete ${id}`);
      return;
    }
    writer.replace({ v });
    model.rows.set(id, v);
    this.done.push(`replace ${id} ${v}`);
  }

  #select(): void {
    const { cursor, model, random } = this;
    model.order = random.below(2) === 0 ? '-' : 'ixv';
    cursor.cursor.setCurrentIndex(model.order === '-' ? undefined : model.order);
    this.#both(`select ${model.order}`, String(cursor.cursor.first()), String(model.toEnd(1)));
  }

  #both(what: string, answer: string, expected: string): void {
    this.done.push(what);
    const story = this.done.slice(-12).join('; ');
    expect(`${answer} at ${this.cursor.at}`, story).toBe(`${expected} at ${this.model.at}`);
    expect(this.cursor.cursor.range.isActive, story).toBe(this.model.range !== undefined);
  }
}

it('goes through a table as through a sorted list, whatever changes meanwhile', () => {
  const random = seededRandom(seedForRun('cursor navigation'));
  for (let round = 0; round < 20; round++) {
    const play = new Play(random);
    for (let n = 0; n < 400; n++) {
      play.act();
      if (n % 50 === 49) play.table.host.cleanUp();
    }
  }
});
