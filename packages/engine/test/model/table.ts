import { ModelNode, type ModelSession } from './versions';

/** An error of the API, by its name: what a call of the model ends with instead of a result. */
export class ModelError extends Error {
  constructor(override readonly name: string) {
    super(name);
  }
}

export function fail(code: string): never {
  throw new ModelError(code);
}

export interface ModelRow {
  readonly id: number | null;
  readonly a: number | null;
  readonly u: number | null;
  readonly e: number;
  readonly ver: number | null;
  readonly ai: number | null;
  readonly lv: string | null;
}

export type ColumnName = keyof ModelRow;

export const columnNames: readonly ColumnName[] = ['id', 'a', 'u', 'e', 'ver', 'ai', 'lv'];

/** Key of a Long, or of NULL, as 13 §3 has them, in hexadecimal digits. */
export function keyOf(value: number | null, isDescending = false): string {
  const key = value === null ? '00' : `7f${((value ^ 0x8000_0000) >>> 0).toString(16).padStart(8, '0')}`;
  return isDescending ? complement(key) : key;
}

function complement(key: string): string {
  return Array.from(key, (digit) => (15 - parseInt(digit, 16)).toString(16)).join('');
}

/** With a primary index, and one that has no NULLs, or without a primary one. */
export type TableKind = 'primary' | 'strict' | 'sequential';

export interface ModelIndex {
  readonly name: string;
  readonly column: ColumnName;
  readonly isUnique: boolean;
  readonly isDescending: boolean;
  /** Whether a record with NULL has no entry, or cannot be. */
  readonly nulls: 'entry' | 'ignored' | 'disallowed';
}

/** An entry of an index, or of the records: for these, both are the primary key. */
export interface ModelEntry {
  readonly key: string;
  readonly bookmark: string;
}

export function compareEntries(x: ModelEntry, y: ModelEntry): number {
  if (x.key !== y.key) return x.key < y.key ? -1 : 1;
  if (x.bookmark === y.bookmark) return 0;
  return x.bookmark < y.bookmark ? -1 : 1;
}

/** A table with its indexes: records, and for each index its entries, all of them nodes with versions. */
export class ModelTable {
  readonly hasPrimary: boolean;
  readonly records = new Map<string, ModelNode<ModelRow>>();
  readonly indexes: readonly ModelIndex[];
  readonly #entries = new Map<string, Map<string, ModelNode<ModelEntry>>>();
  #autoincrement = 1;
  #dbk = 1;

  constructor(readonly kind: TableKind) {
    this.hasPrimary = kind !== 'sequential';
    const nullsOfA = kind === 'strict' ? 'disallowed' : 'entry';
    const nullsOfU = kind === 'sequential' ? 'disallowed' : 'ignored';
    this.indexes = [
      { name: 'byA', column: 'a', isUnique: false, isDescending: false, nulls: nullsOfA },
      { name: 'byU', column: 'u', isUnique: true, isDescending: false, nulls: nullsOfU },
      { name: 'byVer', column: 'ver', isUnique: false, isDescending: true, nulls: 'entry' },
    ];
    for (const { name } of this.indexes) this.#entries.set(name, new Map());
  }

  index(name: string): ModelIndex | undefined {
    return this.indexes.find((index) => index.name === name);
  }

  takeAutoincrement(): number {
    return this.#autoincrement++;
  }

  get nextAutoincrement(): number {
    return this.#autoincrement;
  }

  row(session: ModelSession, bookmark: string): ModelRow | undefined {
    return this.records.get(bookmark)?.seenBy(session);
  }

  /** All entries that a session sees, in order; without an index those of the records. */
  entries(session: ModelSession, index: ModelIndex | undefined): ModelEntry[] {
    const found: ModelEntry[] = [];
    if (index === undefined) {
      for (const [key, node] of this.records) {
        if (node.seenBy(session) !== undefined) found.push({ key, bookmark: key });
      }
    } else {
      for (const node of this.#entries.get(index.name)!.values()) {
        const entry = node.seenBy(session);
        if (entry !== undefined) found.push(entry);
      }
    }
    return found.sort(compareEntries);
  }

  /** The node of an entry: that of a unique index has its key for itself. */
  entryNode(index: ModelIndex, { key, bookmark }: ModelEntry): ModelNode<ModelEntry> {
    return nodeOf(this.#entries.get(index.name)!, index.isUnique ? key : `${key} ${bookmark}`);
  }

  recordNode(bookmark: string): ModelNode<ModelRow> {
    return nodeOf(this.records, bookmark);
  }

  entryOf(index: ModelIndex, row: ModelRow, bookmark: string): ModelEntry | undefined {
    const value = row[index.column] as number | null;
    if (value === null && index.nulls !== 'entry') return undefined;
    return { key: keyOf(value, index.isDescending), bookmark };
  }

  lock(session: ModelSession, bookmark: string, kind: 'readLock' | 'writeLock'): void {
    const node = this.recordNode(bookmark);
    if (node.conflicts(session, kind)) fail('JET_errWriteConflict');
    node.add(session, { kind });
  }

  /** @returns the bookmark */
  insert(session: ModelSession, row: ModelRow): string {
    const bookmark = this.hasPrimary ? keyOf(row.id) : (this.#dbk++).toString(16).padStart(8, '0');
    insertNode(session, this.recordNode(bookmark), row);
    for (const index of this.indexes) this.#insertEntry(session, index, row, bookmark);
    return bookmark;
  }

  delete(session: ModelSession, bookmark: string): void {
    const row = this.row(session, bookmark) ?? fail('JET_errRecordDeleted');
    this.lock(session, bookmark, 'writeLock');
    for (const index of this.indexes) {
      const entry = this.entryOf(index, row, bookmark);
      if (entry !== undefined) this.entryNode(index, entry).add(session, { kind: 'delete' });
    }
    this.recordNode(bookmark).add(session, { kind: 'delete' });
  }

  /** @param touched columns that were set: only their indexes are looked at */
  replace(session: ModelSession, bookmark: string, row: ModelRow, touched: ReadonlySet<ColumnName>): void {
    const before = this.row(session, bookmark) ?? fail('JET_errRecordDeleted');
    for (const index of this.indexes) {
      if (!touched.has(index.column)) continue;
      if (before[index.column] === row[index.column]) continue;
      const entry = this.entryOf(index, before, bookmark);
      if (entry !== undefined) this.entryNode(index, entry).add(session, { kind: 'delete' });
      this.#insertEntry(session, index, row, bookmark);
    }
    this.recordNode(bookmark).add(session, { kind: 'put', value: row });
  }

  /** @returns the value in the page, which is not what the session reads (14 §3.5) */
  escrow(session: ModelSession, bookmark: string, delta: number): number {
    const node = this.recordNode(bookmark);
    if (node.conflicts(session, 'delta')) fail('JET_errWriteConflict');
    const old = node.raw!.e;
    node.add(session, { kind: 'delta', apply: (row) => ({ ...row, e: (row.e + delta) | 0 }) });
    return old;
  }

  #insertEntry(session: ModelSession, index: ModelIndex, row: ModelRow, bookmark: string): void {
    const entry = this.entryOf(index, row, bookmark);
    if (entry !== undefined) insertNode(session, this.entryNode(index, entry), entry);
    else if (index.nulls === 'disallowed') fail('JET_errNullKeyDisallowed');
  }
}

/** An insert never conflicts: what others do to the key makes it a duplicate (14 §2.3). */
function insertNode<T>(session: ModelSession, node: ModelNode<T>, value: T): void {
  if (node.conflicts(session, 'put') || node.raw !== undefined) fail('JET_errKeyDuplicate');
  node.add(session, { kind: 'put', value });
}

function nodeOf<T>(nodes: Map<string, ModelNode<T>>, key: string): ModelNode<T> {
  let node = nodes.get(key);
  if (node === undefined) {
    node = new ModelNode<T>();
    nodes.set(key, node);
  }
  return node;
}
