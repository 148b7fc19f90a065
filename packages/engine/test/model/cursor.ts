import { isInRange, Order, type ModelRange, type Place } from './places';
import { fail, keyOf, type ModelEntry, type ModelIndex, type ModelRow, type ModelTable } from './table';
import type { ModelUpdate } from './updates';
import type { ModelSession } from './versions';

/** Levels in which things were done last: what a rollback takes back (14 §1, F-14, F-37). */
interface Levels {
  opened: number;
  selected: number;
  moved: number;
  record: number;
}

/** What a JET_TABLEID is: where it stands, and what it stands on (14 §4). */
export class ModelCursor {
  index: ModelIndex | undefined;
  place: Place = { kind: 'before' };
  /** The record, whether it is there or not. In the order of the records it is the place itself. */
  bookmark: string | undefined;
  /** On the first entry, which is looked for when somebody asks (F-41). */
  isDeferred = true;
  range: ModelRange | undefined;
  /** Of the search key, the segments given so far: all indexes have one. */
  searchKey: { readonly key: string; readonly isLimit: boolean } | undefined;
  prepared: ModelUpdate | undefined;
  isClosed = false;
  readonly levels: Levels;

  constructor(
    readonly session: ModelSession,
    readonly table: ModelTable,
  ) {
    const { level } = session;
    this.levels = { opened: level, selected: level, moved: level, record: level };
  }

  get order(): Order {
    return new Order(this.table, this.session, this.index);
  }

  checkOpen(): void {
    if (this.isClosed) fail('JET_errInvalidTableId');
  }

  cancelUpdate(): void {
    this.prepared = undefined;
  }

  standAt(entry: ModelEntry): void {
    this.place = { kind: 'entry', entry };
    this.bookmark = entry.bookmark;
    this.arrived();
  }

  /** Somewhere where no record is. */
  standOff(place: Place): void {
    this.place = place;
    this.bookmark = undefined;
    this.arrived();
  }

  arrived(): void {
    this.isDeferred = false;
    this.levels.moved = this.session.level;
  }

  /**
   * Does the move to the first entry that was put off; whether there is a place. Where there is none, no document
   * says on which side of nothing the cursor stands: the engine's answer is taken.
   */
  resolve(): boolean {
    if (!this.isDeferred) return this.place.kind === 'entry';
    const first = this.order.entries[0];
    if (first === undefined) this.standOff({ kind: 'after' });
    else this.standAt(first);
    return first !== undefined;
  }

  defer(): void {
    this.standOff({ kind: 'before' });
    this.levels.record = this.session.level;
    this.isDeferred = true;
  }

  step(direction: 1 | -1): boolean {
    this.resolve();
    const { range } = this;
    const found = this.order.neighbour(this.place, direction);
    if (found === undefined) {
      this.standOff({ kind: direction > 0 ? 'after' : 'before' });
      return false;
    }
    if (range !== undefined && range.isUpper === direction > 0 && !isInRange(range, found)) {
      this.range = undefined;
      this.standOff({ kind: direction > 0 ? 'after' : 'before' });
      return false;
    }
    this.standAt(found);
    return true;
  }

  toEnd(direction: 1 | -1): boolean {
    this.cancelUpdate();
    this.range = undefined;
    const { entries } = this.order;
    const found = direction > 0 ? entries[0] : entries.at(-1);
    if (found === undefined) this.standOff({ kind: direction > 0 ? 'before' : 'after' });
    else this.standAt(found);
    return found !== undefined;
  }

  select(index: ModelIndex | undefined): void {
    this.forgetKeys();
    this.index = index;
    this.levels.selected = this.session.level;
  }

  forgetKeys(): void {
    this.range = undefined;
    this.searchKey = undefined;
  }

  /** JetGetBookmark. */
  getBookmark(): string {
    if (this.isDeferred) fail('JET_errNoCurrentRecord');
    return this.bookmark ?? fail('JET_errNoCurrentRecord');
  }

  /** The current record as the session sees it. */
  row(): ModelRow {
    this.resolve();
    const bookmark = this.bookmark ?? fail('JET_errNoCurrentRecord');
    return this.table.row(this.session, bookmark) ?? fail('JET_errRecordDeleted');
  }

  /** JetRetrieveKey; where the first entry is put off in a secondary index, it is not gone to. */
  key(): string {
    if (this.isDeferred && this.index !== undefined) {
      return this.order.entries[0]?.key ?? fail('JET_errNoCurrentRecord');
    }
    this.resolve();
    if (this.place.kind !== 'entry') fail('JET_errNoCurrentRecord');
    if (!this.order.has(this.place)) fail('JET_errRecordDeleted');
    return this.place.entry.key;
  }

  secondaryBookmark(): ModelEntry {
    if (this.index === undefined) fail('JET_errNoCurrentIndex');
    if (this.isDeferred || this.place.kind !== 'entry') fail('JET_errNoCurrentRecord');
    return { key: this.place.entry.key, bookmark: this.getBookmark() };
  }

  /** JetMakeKey of a Long. */
  makeKey(value: number | null, isNew: boolean, limit: 'none' | 'start' | 'end'): void {
    if (this.index === undefined && !this.table.hasPrimary) fail('JET_errNoCurrentIndex');
    if (!isNew) fail(this.searchKey === undefined ? 'JET_errKeyNotMade' : 'JET_errKeyIsMade');
    const key = keyOf(value, this.index?.isDescending);
    // Up to one byte more than the longest key.
    const filled = limit === 'end' ? key.padEnd(512, 'f') : key;
    this.searchKey = { key: filled, isLimit: limit !== 'none' };
  }

  commit(level: number): void {
    const { levels, prepared } = this;
    for (const name of ['opened', 'selected', 'moved', 'record'] as const) {
      levels[name] = Math.min(levels[name], level);
    }
    prepared?.commit(level);
  }

  /**
   * Before the changes of the level are undone. The documents say what can be lost (14 §1); that it is lost whenever
   * the cursor has moved in the level, and that moves begin at the first entry then, is the engine's choice.
   */
  rollBack(level: number): void {
    const { levels } = this;
    if (levels.opened >= level) {
      this.isClosed = true;
      this.prepared = undefined;
      return;
    }
    if (this.prepared?.isLostWith(level) === true) this.prepared = undefined;
    if (this.index !== undefined && levels.selected >= level) {
      this.select(undefined);
      this.#lose();
    } else if (levels.moved >= level) {
      if (this.index === undefined || this.isDeferred || levels.record >= level) this.#lose();
      // In a secondary index the entry is lost, and the record is kept.
      this.place = { kind: 'before' };
      this.isDeferred = false;
    }
  }

  #lose(): void {
    this.isDeferred = false;
    this.place = { kind: 'before' };
    this.bookmark = undefined;
  }
}
