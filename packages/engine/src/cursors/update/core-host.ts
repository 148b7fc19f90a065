import { LiveCursor } from '../../live';
import type { LongValueReader } from '../../long-values/long-value-reader';
import { LongValueWriter } from '../../long-values/write/long-value-writer';
import { SessionLongValues } from '../../long-values/write/session-long-values';
import type { LongValueStore } from '../../records/write';
import type { CursorCore } from '../cursor-core';
import type { PreparedUpdate } from '../prepared-update';
import type { MaintainedIndex, UpdateHost } from './update-host';

/** A cursor as its updates see it. */
export class CoreUpdateHost implements UpdateHost {
  readonly session: UpdateHost['session'];
  readonly table: UpdateHost['table'];
  readonly #core: CursorCore;
  #finder: LiveCursor | undefined;
  #store: LongValueStore | undefined;

  constructor(core: CursorCore) {
    this.#core = core;
    this.session = core.session;
    this.table = core.table;
  }

  get view(): UpdateHost['view'] {
    return this.#core.view;
  }

  get prepared(): PreparedUpdate | undefined {
    return this.#core.prepared;
  }

  set prepared(update: PreparedUpdate | undefined) {
    this.#core.prepared = update;
  }

  get lidSize(): 4 | 8 {
    return this.table.counters.lids.lidSize;
  }

  /** No row of it is older than the transaction then. */
  get isTableUncommitted(): boolean {
    return this.#core.table.isCreatedBy(this.session.session);
  }

  requireUpdatable(): void {
    this.#core.requireUpdatable();
  }

  cancelUpdate(): void {
    this.#core.cancelUpdate();
  }

  currentBookmark(): Uint8Array {
    this.#core.standOnRecord();
    return this.#core.records.key();
  }

  placeBookmark(): Uint8Array {
    if (this.#core.isDeferred) this.#core.resolve();
    return this.#core.bookmark();
  }

  findRecord(bookmark: Uint8Array): Uint8Array | undefined {
    const { records } = this.#core;
    if (records.hasBookmark && records.compareKey(bookmark) === 0) {
      return records.isOnNode ? records.data() : undefined;
    }
    const { session } = this.session;
    this.#finder ??= new LiveCursor(this.#core.table.tree, session);
    return this.#finder.seekBookmark(bookmark) ? this.#finder.data() : undefined;
  }

  /** Only of an index that is unique on demand, which no update of a hot path asks for. */
  hasEntry({ tree }: MaintainedIndex, key: Uint8Array): boolean {
    return new LiveCursor(tree, this.session.session).seek('=', key);
  }

  longValueReader(): LongValueReader {
    return this.#core.source.longValues;
  }

  makeLongValueTree(): void {
    const { longValueOwner } = this.#core;
    if (longValueOwner.longValues() === undefined) longValueOwner.createLongValues(this.session.session);
  }

  longValueStore(): LongValueStore {
    const { table, longValueOwner } = this.#core;
    this.#store ??= new LongValueWriter({
      nodes: new SessionLongValues(this.session.session, longValueOwner),
      lids: table.counters.lids,
      chunkSize: table.chunkSize,
    });
    return this.#store;
  }
}
