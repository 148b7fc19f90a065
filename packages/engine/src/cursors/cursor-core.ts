import { JetError } from '@esekit/core';
import type { EngineDatabase, EngineSession, SessionCursor } from '../instance';
import { SearchKey } from '../keys';
import { LiveCursor } from '../live';
import type { LongValueReader } from '../long-values/long-value-reader';
import type { LongValueTreeOwner } from '../long-values/write/session-long-values';
import type { IndexObject } from '../schema/index-object';
import type { TableAccess, TableOpening } from '../schema/table-locks';
import type { TableObject } from '../schema/table-object';
import type { TableView } from '../schema/table-view';
import type { LevelObserver } from '../transactions';
import { CursorLevels } from './cursor-levels';
import { EntryKeys } from './navigation/entry-keys';
import { IndexRange } from './navigation/index-range';
import { searchDefinition } from './navigation/search-definition';
import type { PreparedUpdate } from './prepared-update';
import { RecordSource } from './reading/record-source';

/**
 * What the parts of a cursor share: where it stands, and what it stands on (14 §4).
 *
 * Two places belong together. In the order of the primary index there is one, in {@link records}. With a
 * secondary index selected, {@link entries} is what moves, and the record follows it by its bookmark; it is
 * looked up when it is read. The two part where the engine's do: a bookmark without entry, a rollback.
 */
export class CursorCore implements LevelObserver, SessionCursor {
  readonly session: EngineSession;
  readonly table: TableObject;
  /** JET_bitTableReadOnly, or the database was opened so: updates get JET_errPermissionDenied. */
  readonly isReadOnly: boolean;
  /** Over the table's records. */
  records: LiveCursor;
  /** Reads the record and its values. */
  readonly source: RecordSource;
  readonly range = new IndexRange();
  /** The secondary index selected; `undefined` in the order of the records. */
  index: IndexObject | undefined;
  /** Over the entries of {@link index}. */
  entries: LiveCursor | undefined;
  /** Stands on the first entry, which is looked for when somebody asks for it (F-41). */
  isDeferred = true;
  prepared: PreparedUpdate | undefined;
  searchKey: SearchKey | undefined;
  isClosed = false;
  readonly #levels: CursorLevels;
  /** With a secondary index: the bookmark that the record is to be looked up by is newer than `records`. */
  #isBookmarkPending = false;
  #bookmark = new Uint8Array(64);
  #cbBookmark = 0;
  #entryKeys: EntryKeys | undefined;
  /** For records beside the current one. */
  #lookUp: LiveCursor | undefined;
  readonly #opening: TableOpening;
  readonly #searchKeys = new Map<IndexObject | undefined, SearchKey>();

  /**
   * @throws JET_errTableLocked, JET_errTableInUse when the cursors of other sessions do not go together with
   *   this one
   */
  constructor(session: EngineSession, table: TableObject, access: TableAccess = {}) {
    this.session = session;
    this.table = table;
    this.isReadOnly = access.isReadOnly ?? false;
    this.#opening = table.locks.open(session.session, access);
    this.records = new LiveCursor(table.tree, session.session);
    this.source = new RecordSource(this);
    this.#levels = new CursorLevels(session.level);
    session.session.observers.add(this);
    session.cursors.add(this);
  }

  get database(): EngineDatabase {
    return this.table.host as EngineDatabase;
  }

  /** Where the tree of long values is, and who makes it. */
  get longValueOwner(): LongValueTreeOwner {
    return this.table;
  }

  /** What moves: the entries of the index selected, or the records. */
  get walker(): LiveCursor {
    return this.entries ?? this.records;
  }

  /** The schema as the session sees it now. */
  get view(): TableView {
    return this.table.view(this.session);
  }

  /** The index that moves go along; `undefined` in sequential order. */
  get order(): IndexObject | undefined {
    return this.index ?? this.view.primary;
  }

  /** @throws JET_errNoCurrentIndex in sequential order */
  get needOrder(): IndexObject {
    const { order } = this;
    if (order !== undefined) return order;
    throw new JetError('JET_errNoCurrentIndex', `table ${this.view.schema.name} is in sequential order`);
  }

  /** @throws JET_errInvalidTableId after {@link close} */
  checkOpen(): void {
    if (this.isClosed) throw new JetError('JET_errInvalidTableId', 'use a cursor that is closed');
  }

  /** @throws JET_errPermissionDenied, JET_errTransReadOnly */
  requireUpdatable(): void {
    if (this.isReadOnly) {
      throw new JetError('JET_errPermissionDenied', 'update through a cursor that is opened for reading');
    }
    if (this.session.session.isReadOnly) {
      throw new JetError('JET_errTransReadOnly', 'update in a read-only transaction');
    }
  }

  /** What navigation does first (14 §3). */
  cancelUpdate(): void {
    const { prepared } = this;
    if (prepared === undefined) return;
    this.prepared = undefined;
    prepared.cancel();
  }

  /** Goes to the first entry now if that was put off; whether there is one at all. */
  resolve(): boolean {
    if (!this.isDeferred) return this.walker.hasBookmark;
    this.isDeferred = false;
    this.walker.first();
    return this.arrive();
  }

  /**
   * The walker has moved: the record follows. Also to be told when it has found nothing.
   *
   * @returns whether it stands on an entry
   */
  arrive(): boolean {
    this.isDeferred = false;
    this.source.unbind();
    this.#levels.moved = this.session.level;
    const { entries } = this;
    if (entries === undefined) return this.records.hasBookmark;
    if (!entries.hasBookmark) {
      this.moved();
      return false;
    }
    // A copy, because the entry may be gone, or lead elsewhere, when the record is asked for.
    this.#setBookmark(entries.isUnique ? entries.data() : entries.bookmarkData());
    return true;
  }

  /** The walker stands at a gap: there is no record. */
  moved(): void {
    this.isDeferred = false;
    this.source.unbind();
    this.#levels.moved = this.session.level;
    if (this.entries === undefined) return;
    this.#isBookmarkPending = false;
    this.records.reset();
  }

  /** Behind the last entry, or before the first. */
  leave(direction: 1 | -1): void {
    if (direction > 0) this.walker.toAfter();
    else this.walker.toBefore();
    this.moved();
  }

  /** With a secondary index: the record that the cursor stands on, whether the entries do or not. */
  follow(bookmark: Uint8Array): void {
    this.isDeferred = false;
    this.#levels.record = this.session.level;
    this.#setBookmark(bookmark);
  }

  #setBookmark(bookmark: Uint8Array): void {
    this.source.unbind();
    const { length } = bookmark;
    if (this.#bookmark.length < length) this.#bookmark = new Uint8Array(2 * length);
    for (let i = 0; i < length; i++) this.#bookmark[i] = bookmark[i]!;
    this.#cbBookmark = length;
    this.#isBookmarkPending = true;
  }

  /** Whether there is a record that the cursor stands on, deleted or not. A place that is put off is none. */
  get hasRecord(): boolean {
    if (this.isDeferred) return false;
    return this.#isBookmarkPending || this.records.hasBookmark;
  }

  /**
   * The primary key of the current record, deleted or not: it holds until the next move.
   *
   * @throws JET_errNoCurrentRecord
   */
  bookmark(): Uint8Array {
    if (!this.hasRecord) throw noCurrentRecord();
    if (this.#isBookmarkPending) return this.#bookmark.subarray(0, this.#cbBookmark);
    return this.records.key();
  }

  /**
   * {@link records} stands on the current record afterwards, as the session sees it now. What the deferred move to
   * the first entry finds counts.
   *
   * @throws JET_errNoCurrentRecord, JET_errRecordDeleted
   */
  standOnRecord(): void {
    if (this.isDeferred) this.resolve();
    if (this.#isBookmarkPending) {
      this.records.place(this.#bookmark.subarray(0, this.#cbBookmark));
      this.#isBookmarkPending = false;
    }
    if (this.records.isOnNode) return;
    if (!this.records.hasBookmark) throw noCurrentRecord();
    throw new JetError('JET_errRecordDeleted', 'the current record is deleted');
  }

  /** What entries records have. */
  get entryKeys(): EntryKeys {
    return (this.#entryKeys ??= new EntryKeys(this.source.isLargePage, () => this.longValueReader()));
  }

  /** As {@link bookmark}, of the record as the session sees it now. */
  currentBookmark(): Uint8Array {
    this.standOnRecord();
    return this.records.key();
  }

  /** As {@link bookmark}, on the first record when that was put off. */
  placeBookmark(): Uint8Array {
    if (this.isDeferred) this.resolve();
    return this.bookmark();
  }

  /** The record with a primary key, as the session sees it: it holds until the next call or change. */
  findRecord(bookmark: Uint8Array): Uint8Array | undefined {
    this.#lookUp ??= new LiveCursor(this.table.tree, this.session.session);
    return this.#lookUp.seekBookmark(bookmark) ? this.#lookUp.data() : undefined;
  }

  /** Goes to the record with a primary key, in the order of the records; `false`: it is not there, and stays. */
  standAt(bookmark: Uint8Array): boolean {
    const found = (this.#lookUp ??= new LiveCursor(this.table.tree, this.session.session));
    if (!found.seekBookmark(bookmark)) return false;
    this.#lookUp = this.records;
    this.records = found;
    return this.arrive();
  }

  /** The long values of the table as the session sees them. */
  longValueReader(): LongValueReader {
    return this.source.longValues;
  }

  /**
   * Selects the order: a secondary index, or `undefined` for that of the records. Where the cursor stands in it
   * is up to the caller.
   */
  select(index: IndexObject | undefined, entries?: LiveCursor): void {
    this.forgetKeys();
    if (this.index !== undefined) this.index.cursors--;
    if (index !== undefined) index.cursors++;
    this.index = index;
    this.entries = index && (entries ?? new LiveCursor(index.tree, this.session.session));
    this.#levels.selected = this.session.level;
  }

  /** Forgets the range and the search key. */
  forgetKeys(): void {
    this.range.remove();
    this.searchKey?.clear();
  }

  /** On the first entry, to be looked for later. */
  defer(): void {
    this.isDeferred = true;
    this.source.unbind();
    this.#isBookmarkPending = false;
    this.#levels.moved = this.session.level;
    this.#levels.record = this.session.level;
    this.records.reset();
  }

  /** The search key for the index selected. */
  keyForOrder(): SearchKey {
    const { order } = this;
    let key = this.#searchKeys.get(order);
    if (key === undefined) {
      key = new SearchKey(order && searchDefinition(order));
      this.#searchKeys.set(order, key);
    }
    return key;
  }

  /** A closed cursor is not used again; what is prepared is cancelled. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.session.session.observers.delete(this);
    this.session.cursors.delete(this);
    if (this.index !== undefined) this.index.cursors--;
    this.#dropUpdate();
    this.table.locks.close(this.#opening);
  }

  /** As {@link cancelUpdate}, where nothing may fail: what is not undone now is undone with its level. */
  #dropUpdate(): void {
    try {
      this.cancelUpdate();
    } catch (error) {
      if (!JetError.isInstance(error)) throw error;
    }
  }

  /** What belonged to a level that is committed belongs to the one below. */
  committed(levelTo: number): void {
    this.#levels.committed(levelTo);
    if (this.prepared !== undefined) this.prepared.level = Math.min(this.prepared.level, levelTo);
  }

  /**
   * What a level did to cursors is taken back in this way (14 §1, F-14, F-37): one that was opened in it is
   * closed; an index that was selected in it is not any more, and the place is lost with it; a place that was
   * taken in it is lost, but with a secondary index that is the place among the entries: the record stays.
   */
  rollingBack(level: number): void {
    if (this.#levels.opened >= level) {
      this.close();
      return;
    }
    if (this.prepared !== undefined && this.prepared.level >= level) this.#dropUpdate();
    if (this.index !== undefined && this.#levels.selected >= level) {
      this.select(undefined);
      this.#loseRecord();
    } else if (this.#levels.moved >= level) {
      if (this.entries === undefined || this.isDeferred || this.#levels.record >= level) this.#loseRecord();
      this.walker.toBefore();
      this.isDeferred = false;
    }
  }

  #loseRecord(): void {
    this.isDeferred = false;
    this.source.unbind();
    this.#isBookmarkPending = false;
    this.records.toBefore();
  }
}

export function noCurrentRecord(): JetError {
  return new JetError('JET_errNoCurrentRecord', 'the cursor stands on no record');
}
