import { buildTableSchema, type TableRows } from '../catalog/build-schema';
import { tableFlag, type ColumnSchema, type TableSchema } from '../catalog/schema';
import { decodeSpaceHints, type SpaceHints } from '../catalog/write';
import { LiveTree } from '../live';
import { defaultChunkSize } from '../long-values/long-value-format';
import { removeUnreferenced } from '../long-values/write/remove-unreferenced';
import type { Session } from '../transactions';
import { notCommitted } from '../transactions/transaction-clock';
import type { Transaction } from '../transactions/version';
import { ColumnNumbers } from './column-numbers';
import { ColumnParts } from './column-parts';
import { IndexObject, nameKey } from './index-object';
import type { SchemaHost, SchemaSession } from './schema-host';
import { TableCounters } from './table-counters';
import { TableLocks } from './table-locks';
import { TableView } from './table-view';
import { Versioned, type VersionedOwner } from './versioned';

/** What of a table never changes. */
type TableFacts = Omit<TableSchema, 'name' | 'columns' | 'indexes' | 'longValues'>;

/** What `view` has found for a session, and until when that holds. */
interface SessionView {
  readonly version: number;
  readonly trxBegin0: number;
  readonly view: TableView;
}

type See = <T>(part: Versioned<T>) => T | undefined;

/** Views that are looked through for one that shows the same. */
const viewsKept = 4;

/**
 * A table in memory: one object, shared by all sessions, that knows who sees which columns and indexes (14 §5).
 * What the catalog's rows say and what is here change together, in the same transaction.
 */
export class TableObject implements VersionedOwner {
  readonly objid: number;
  readonly tree: LiveTree;
  readonly facts: TableFacts;
  readonly locks: TableLocks;
  readonly counters: TableCounters;
  readonly numbers: ColumnNumbers;
  /** Initial pages that were asked for. */
  readonly pages: number;
  /** What its long values are to have when their tree is made (10 §3.1). */
  readonly longValueHints: SpaceHints | undefined;
  readonly #makeLongValues: (session: Session, table: TableObject) => LiveTree;
  #createdBy: Transaction | undefined;
  readonly name: Versioned<string>;
  /** A session deletes it, or has deleted it. */
  isDeleted = false;
  readonly columns: ColumnParts;
  #indexes: Versioned<IndexObject>[];
  #longValues: LiveTree | undefined;
  #version = 0;
  #pending = 0;
  readonly #views = new WeakMap<Session, SessionView>();
  #recent: TableView[] = [];
  #settled: TableView | undefined;
  #maintained: readonly IndexObject[] | undefined;
  #maintenance: TableView | undefined;
  /** Indexes whose deletion may still be taken back. */
  #dropped: readonly Versioned<IndexObject>[] | undefined;
  #keptBy: { readonly transaction: Transaction; readonly indexes: readonly IndexObject[] } | undefined;

  /** @param isNew it is being created, and its creator alone sees it */
  constructor(
    readonly host: SchemaHost,
    rows: TableRows,
    readonly template: TableObject | undefined,
    makeLongValues: (session: Session, table: TableObject) => LiveTree,
    isNew: boolean,
  ) {
    const schema = buildTableSchema(rows, template?.newestSchema);
    const { name, columns, indexes, longValues, ...facts } = schema;
    this.objid = schema.objidFDP;
    this.facts = facts;
    this.tree = this.#treeOf(schema, `table ${name}`, facts.density);
    this.name = new Versioned<string>(this, isNew ? undefined : name);
    this.pages = rows.table.PagesOrLocale ?? 0;
    const hints = rows.table.SpaceDeferredLVHints;
    this.longValueHints = hints && decodeSpaceHints(hints, 'deferredLongValues');
    this.#makeLongValues = makeLongValues;
    const inherited = template?.newestSchema.columns.length ?? 0;
    this.columns = new ColumnParts(this, columns.slice(0, inherited), columns.slice(inherited));
    this.#indexes = indexes.map((index) => new Versioned(this, this.indexObject(index)));
    this.#longValues = longValues && this.#longValuesOf(longValues, name);
    this.numbers = new ColumnNumbers(rows.columns, template?.numbers);
    this.locks = new TableLocks(() => this.name.newest ?? name);
    this.counters = new TableCounters(this);
  }

  /** The database that it is part of. */
  get database(): SchemaHost {
    return this.host;
  }

  /** Whether its definition cannot be changed (10 §3.1). */
  get isFixed(): boolean {
    return this.hasFlag(tableFlag.fixedDDL);
  }

  hasFlag(flag: number): boolean {
    return (this.facts.flags & flag) !== 0;
  }

  /** Bytes of a full chunk of its long values (12 §2.1). */
  get chunkSize(): number {
    return this.facts.lvChunkMax ?? defaultChunkSize(this.host.pageSize);
  }

  /** What the session sees now; when nothing has changed, that is one comparison. */
  view({ session }: Pick<SchemaSession, 'session'>): TableView {
    if (this.#pending === 0) return (this.#settled ??= this.#build((part) => part.newest));
    return this.#viewOf(session);
  }

  #viewOf(session: SchemaSession['session']): TableView {
    const known = this.#views.get(session);
    const { trxBegin0 } = session;
    if (known?.version === this.#version && known.trxBegin0 === trxBegin0) return known.view;
    // An index is hidden from everyone as soon as somebody deletes it; all else is as of the snapshot (F-27).
    const view = this.#build(
      (part) => part.seenBy(session),
      (part) => (part.newest === undefined ? undefined : part.seenBy(session)),
    );
    this.#views.set(session, { version: this.#version, trxBegin0, view });
    return view;
  }

  /** All that is there if everything open is committed, for changes of the table by anybody. */
  get newestSchema(): TableSchema {
    return this.#build((part) => part.newest).schema;
  }

  /**
   * Secondary indexes that changes of records keep right, whoever sees them: also those that are not committed
   * yet, and those whose deletion is not. The newest comes first, as in the engine.
   */
  get maintainedIndexes(): readonly IndexObject[] {
    this.#maintained ??= this.#indexes
      .map((index) => index.kept)
      .filter((index) => index !== undefined)
      .filter(({ isPrimary }) => !isPrimary)
      .sort((a, b) => b.tree.objidFDP - a.tree.objidFDP);
    return this.#maintained;
  }

  /** As {@link maintainedIndexes}, without those that the session itself has deleted: they bind it no more. */
  indexesKeptBy(session: Session): readonly IndexObject[] {
    const all = this.maintainedIndexes;
    const { transaction } = session;
    this.#dropped ??= this.#indexes.filter((index) => index.newest === undefined && index.kept !== undefined);
    if (this.#dropped.length === 0 || transaction === undefined) return all;
    if (this.#keptBy?.transaction !== transaction) {
      const own = this.#dropped.filter(({ newestBy }) => newestBy === transaction).map(({ kept }) => kept);
      this.#keptBy = { transaction, indexes: all.filter((index) => !own.includes(index)) };
    }
    return this.#keptBy.indexes;
  }

  /** The primary index that keys of records follow. */
  get primary(): IndexObject | undefined {
    return this.#indexes.find((index) => index.newest?.isPrimary)?.newest;
  }

  /** With every column that a maintained index may name: what keys are built with. */
  get maintenance(): TableView {
    return (this.#maintenance ??= this.#build((part) => part.kept));
  }

  longValues(): LiveTree | undefined {
    return this.#longValues;
  }

  setLongValues(
    tree: { readonly pgnoFDP: number; readonly objidFDP: number } | undefined,
  ): LiveTree | undefined {
    this.#longValues = tree && this.#longValuesOf(tree, this.name.newest ?? String(this.objid));
    this.#forget();
    return this.#longValues;
  }

  /** Makes the tree of long values, for the first of them. */
  createLongValues(session: Session): LiveTree {
    return this.#longValues ?? this.#makeLongValues(session, this);
  }

  /** The session sees it from now on, others when its transaction is committed. */
  markCreated(session: Session, name: string): void {
    this.#createdBy = session.transaction;
    this.name.set(session, name);
  }

  /** Whether the session's transaction has made it: then no row of it is older. */
  isCreatedBy({ transaction }: Session): boolean {
    return transaction !== undefined && transaction === this.#createdBy;
  }

  nextAutoincrement(session: SchemaSession): bigint {
    return this.counters.nextAutoincrement(session.session);
  }

  /** Takes `count` values at once; the first of them. */
  reserveAutoincrement(session: SchemaSession, count: number): bigint {
    return this.counters.reserveAutoincrement(session.session, count);
  }

  /** The next key of a table without primary index (13 §1). */
  nextDbk(): number {
    return this.counters.nextDbk();
  }

  /** The column of a name that the session sees, inherited ones included. */
  findColumn(session: Session, name: string): ColumnSchema | undefined {
    return this.columns.find(session, name);
  }

  indexPart(index: IndexObject): Versioned<IndexObject> {
    return this.#indexes.find((part) => part.kept === index)!;
  }

  /** Indexes that name a column and that the session cannot count on being deleted. */
  indexesOver(session: Session, columnid: number): readonly IndexObject[] {
    return this.#indexes
      .filter((part) => part.newest !== undefined || part.newestBy !== session.transaction)
      .map((part) => part.kept)
      .filter((index) => index !== undefined)
      .filter((index) => index.has(columnid));
  }

  /** Whether another session has changed it and may still take that back. */
  isChangedByOthers(session: Session): boolean {
    return this.#isChangedBy((by) => by !== session.transaction && by.trxCommit0 === notCommitted);
  }

  /** Whether another session has changed it, for good, in a way that the session does not see. */
  isNewerThan(session: Session): boolean {
    return this.#isChangedBy((by) => by !== session.transaction && by.trxCommit0 >= session.snapshot);
  }

  #isChangedBy(isMeant: (by: Transaction) => boolean): boolean {
    const parts: readonly Versioned<unknown>[] = [this.name, ...this.columns.own, ...this.#indexes];
    return parts.some(({ newestBy }) => newestBy !== undefined && isMeant(newestBy));
  }

  addIndexPart(): Versioned<IndexObject> {
    const part = new Versioned<IndexObject>(this, undefined);
    this.#indexes.push(part);
    return part;
  }

  /** A column that indexes name got another name: at once, for everyone. */
  replaceColumnInIndexes(column: ColumnSchema): void {
    for (const part of this.#indexes) part.kept?.replaceColumn(column);
    this.#forget();
  }

  indexObject(index: TableSchema['indexes'][number]): IndexObject {
    const label = `index ${index.name} of ${this.name.newest ?? this.objid}`;
    return new IndexObject(index, index.isPrimary ? this.tree : this.#treeOf(index, label, index.density));
  }

  changed(pending: -1 | 0 | 1): void {
    this.#pending += pending;
    if (this.#pending === 0) {
      this.columns.prune();
      this.#indexes = this.#indexes.filter((part) => !part.isGone);
    }
    this.#forget();
  }

  #forget(): void {
    this.#version++;
    this.#settled = undefined;
    this.#maintained = undefined;
    this.#maintenance = undefined;
    this.#dropped = undefined;
    this.#keptBy = undefined;
    this.#recent = this.#recent.slice(-viewsKept);
  }

  #build(see: See, seeIndex: See = see): TableView {
    const columns = this.columns.list(see);
    const indexes = this.#indexes.map((part) => seeIndex(part)).filter((index) => index !== undefined);
    indexes.sort((a, b) => (nameKey(a.name) < nameKey(b.name) ? -1 : 1));
    const schema: TableSchema = {
      ...this.facts,
      name: see(this.name) ?? this.name.newest ?? '',
      columns,
      indexes: indexes.map((index) => index.schema),
      longValues: this.#longValues,
    };
    return (
      this.#recentLike(schema, indexes) ?? this.#remember(new TableView(schema, indexes, this.host.pageSize))
    );
  }

  #recentLike(schema: TableSchema, indexes: readonly IndexObject[]): TableView | undefined {
    return this.#recent.find(
      (view) =>
        view.schema.name === schema.name &&
        view.schema.longValues === schema.longValues &&
        areSame(view.schema.columns, schema.columns) &&
        areSame(view.indexes, indexes) &&
        areSame(view.schema.indexes, schema.indexes),
    );
  }

  #remember(view: TableView): TableView {
    this.#recent.push(view);
    if (this.#recent.length > viewsKept) this.#recent.shift();
    return view;
  }

  #longValuesOf(facts: { readonly pgnoFDP: number; readonly objidFDP: number }, table: string): LiveTree {
    const tree = this.#treeOf(facts, `long values of ${table}`, 100);
    tree.onZero = removeUnreferenced(tree);
    return tree;
  }

  #treeOf(
    { pgnoFDP, objidFDP }: { readonly pgnoFDP: number; readonly objidFDP: number },
    label: string,
    density: number,
  ): LiveTree {
    return new LiveTree(this.host, { pgnoFDP, objidFDP, label, density });
  }
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
