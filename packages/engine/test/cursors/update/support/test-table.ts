import { JetError } from '@esekit/core';
import { keyDefinition } from '../../../../src/catalog/key-definition';
import type { TableSchema } from '../../../../src/catalog/schema';
import { CursorUpdates, prepareKind } from '../../../../src/cursors/update';
import type { MaintainedIndex, UpdateHost } from '../../../../src/cursors/update/update-host';
import type { PreparedUpdate } from '../../../../src/cursors/prepared-update';
import type { ColumnValue } from '../../../../src/keys';
import { LiveCursor, type LiveTree } from '../../../../src/live';
import { LidCounter } from '../../../../src/long-values/lid-counter';
import { LongValueReader } from '../../../../src/long-values/long-value-reader';
import { LongValueWriter } from '../../../../src/long-values/write/long-value-writer';
import { SessionLongValues } from '../../../../src/long-values/write/session-long-values';
import { RecordView } from '../../../../src/records/record-view';
import { ValueFinder } from '../../../../src/records/value-place';
import { RecordShape, setFlag, type LongValueStore, type SetOptions } from '../../../../src/records/write';
import type { Session } from '../../../../src/transactions';
import { LiveHost } from '../../../live/support/live-host';
import { inLevel } from '../../../live/support/tree-session';
import { testSchema, type TestTableRequest } from './test-schema';

const chunkSize = 4014;

/** A table of real trees and a real log, without catalog and without navigation. */
export class TestTable {
  readonly host = new LiveHost();
  readonly schema: TableSchema;
  readonly shape: RecordShape;
  readonly tree: LiveTree;
  readonly primary: MaintainedIndex | undefined;
  readonly secondary: readonly MaintainedIndex[];
  readonly lids = new LidCounter(8);
  #longValues: LiveTree | undefined;
  #next = 1n;
  #dbk = 0;

  constructor(request: TestTableRequest) {
    this.schema = testSchema(request);
    this.shape = new RecordShape(this.schema, { pageSize: this.host.pageSize });
    this.tree = this.host.createTree();
    const indexes = this.schema.indexes.map((schema) => ({
      schema,
      definition: keyDefinition(schema),
      tree: schema.isPrimary ? this.tree : this.host.createTree(schema.isUnique, schema.name),
    }));
    this.primary = indexes.find(({ schema }) => schema.isPrimary);
    this.secondary = indexes.filter(({ schema }) => !schema.isPrimary);
  }

  readonly counters: UpdateHost['table']['counters'] = {
    nextAutoincrement: () => this.#next++,
    peekAutoincrement: () => this.#next,
    nextDbk: () => ++this.#dbk,
    lids: this.lids,
  };

  indexesKeptBy(): readonly MaintainedIndex[] {
    return this.secondary;
  }

  longValues(): LiveTree | undefined {
    return this.#longValues;
  }

  /** Of which update the tree was made, 0 for none: where it is made in a transaction, it goes with that update. */
  madeInUpdate: number | undefined;

  createLongValues({ update }: Session): LiveTree {
    this.madeInUpdate ??= update;
    return (this.#longValues ??= this.host.createTree(true, 'long values'));
  }

  openSession(): Session {
    return this.host.transactions.openSession();
  }

  index(name: string): MaintainedIndex {
    return this.secondary.find(({ schema }) => schema.name === name)!;
  }
}

/** A cursor that can stand on a record and change it. */
export class TestCursor implements UpdateHost {
  readonly session: UpdateHost['session'];
  readonly updates: CursorUpdates;
  prepared: PreparedUpdate | undefined;
  isUpdatable = true;
  isTableUncommitted = false;
  /** A mark of the test: the record that its update is about. */
  takenKey = '';
  readonly lidSize = 8;
  readonly #records: LiveCursor;
  readonly #nodes: SessionLongValues;
  #store: LongValueStore | undefined;

  constructor(
    readonly table: TestTable,
    session: Session,
  ) {
    this.session = { session, atomically: (work) => inLevel(session, work) };
    this.#records = new LiveCursor(table.tree, session);
    this.#nodes = new SessionLongValues(session, table);
    this.updates = new CursorUpdates(this);
    session.observers.add({
      committed: (levelTo) => {
        if (this.prepared !== undefined) this.prepared.level = Math.min(this.prepared.level, levelTo);
      },
      rollingBack: (level) => {
        if (this.prepared !== undefined && this.prepared.level >= level) this.cancelUpdate();
      },
    });
  }

  get view(): UpdateHost['view'] {
    return this.table;
  }

  requireUpdatable(): void {
    if (!this.isUpdatable) throw new JetError('JET_errPermissionDenied', 'update');
  }

  cancelUpdate(): void {
    const { prepared } = this;
    this.prepared = undefined;
    prepared?.cancel();
  }

  currentBookmark(): Uint8Array {
    this.#records.data();
    return this.#records.key();
  }

  placeBookmark(): Uint8Array {
    return this.#records.key();
  }

  findRecord(bookmark: Uint8Array): Uint8Array | undefined {
    const finder = new LiveCursor(this.table.tree, this.session.session);
    return finder.seekBookmark(bookmark) ? finder.data() : undefined;
  }

  hasEntry({ tree }: MaintainedIndex, key: Uint8Array): boolean {
    return new LiveCursor(tree, this.session.session).seek('=', key);
  }

  longValueReader(): LongValueReader {
    return new LongValueReader(this.#nodes, chunkSize);
  }

  makeLongValueTree(): void {
    this.table.createLongValues(this.session.session);
  }

  longValueStore(): LongValueStore {
    const { lids } = this.table;
    this.#store ??= new LongValueWriter({ nodes: this.#nodes, lids, chunkSize });
    return this.#store;
  }

  /** Stands on the record with a bookmark, there or not. */
  goTo(bookmark: Uint8Array): this {
    this.cancelUpdate();
    this.#records.place(bookmark);
    return this;
  }

  set(values: Readonly<Record<string, ColumnValue>>, options?: SetOptions): this {
    const { shape } = this.table;
    for (const [name, value] of Object.entries(values)) {
      const isEmpty = value === '' || (value instanceof Uint8Array && value.length === 0);
      const grbit = (options?.grbit ?? 0) | (isEmpty ? setFlag.zeroLength : 0);
      this.updates.setValue(shape.columnNamed(name), value, { ...options, grbit });
    }
    return this;
  }

  insert(values: Readonly<Record<string, ColumnValue>>): Uint8Array {
    this.updates.prepare(prepareKind.insert);
    return this.#post(values);
  }

  replace(bookmark: Uint8Array, values: Readonly<Record<string, ColumnValue>>): Uint8Array {
    this.goTo(bookmark).updates.prepare(prepareKind.replace);
    return this.#post(values);
  }

  delete(bookmark: Uint8Array): void {
    this.goTo(bookmark).updates.delete();
  }

  #post(values: Readonly<Record<string, ColumnValue>>): Uint8Array {
    try {
      return this.set(values).updates.update();
    } catch (error) {
      this.cancelUpdate();
      throw error;
    }
  }

  /** The raw bytes of a column of a record; `undefined` for NULL. */
  read(bookmark: Uint8Array, name: string, itag = 1): Uint8Array | undefined {
    const record = this.findRecord(bookmark)!.slice();
    const finder = new ValueFinder(this.longValueReader());
    const view = new RecordView(false).reset(record, 0, record.length);
    const found = finder.find(view, this.table.shape.columnNamed(name).schema, itag);
    return found === 'value' ? finder.place.copy() : undefined;
  }

  /** Keys and bookmarks of an index in hexadecimal, as the session sees them. */
  entries(name: string): string[] {
    const cursor = new LiveCursor(this.table.index(name).tree, this.session.session);
    const found: string[] = [];
    while (cursor.next()) found.push(`${hexOf(cursor.key())} ${hexOf(cursor.data())}`);
    return found;
  }

  /** Bookmarks of all records that the session sees. */
  rows(): string[] {
    const cursor = new LiveCursor(this.table.tree, this.session.session);
    const found: string[] = [];
    while (cursor.next()) found.push(hexOf(cursor.key()));
    return found;
  }

  /** Reference counts of the long values that the session sees, by LID. */
  references(): string[] {
    const tree = this.table.longValues();
    if (tree === undefined) return [];
    const cursor = new LiveCursor(tree, this.session.session);
    const found: string[] = [];
    while (cursor.next()) {
      if (cursor.key().length === 8) found.push(`${cursor.key()[7]!}: ${cursor.data()[0]!}`);
    }
    return found;
  }
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** The key of a Long. */
export function longKey(value: number): Uint8Array {
  const bytes = new Uint8Array(5);
  new DataView(bytes.buffer).setInt32(1, value ^ 0x8000_0000);
  bytes[0] = 0x7f;
  return bytes;
}
