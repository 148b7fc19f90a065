import type { ModelCursor } from './cursor';
import { fail, type ColumnName, type ModelRow } from './table';
import type { ModelTransaction } from './versions';

export const kinds = {
  insert: 0,
  replace: 2,
  cancel: 3,
  replaceNoLock: 4,
  insertCopy: 5,
  insertCopyDeleteOriginal: 7,
  readOnlyCopy: 8,
  insertCopyReplaceOriginal: 9,
  insertMustSetAutoIncrement: 10,
} as const;

export type Kind = keyof typeof kinds;

/** Beyond this size long values are stored by themselves (12 §3). */
const intrinsicMost = 1024;

const isSeparate = (value: string | null): boolean => value !== null && value.length > intrinsicMost;

/** The copy buffer of a cursor with an update (14 §3). */
export class ModelUpdate {
  readonly set = new Set<ColumnName>();
  level: number;
  /** The innermost level in which long values were changed for it; 0 is none. */
  levelLong = 0;
  movesOriginal: boolean;
  /** A cursor of the same session has posted another change of the original since. */
  isOutdated = false;
  readonly by: ModelTransaction | undefined;

  constructor(
    readonly kind: Kind,
    readonly cursor: ModelCursor,
    public row: ModelRow,
    readonly bookmark: string | undefined,
    readonly original: ModelRow | undefined,
  ) {
    this.level = cursor.session.level;
    this.by = cursor.session.transaction;
    this.movesOriginal = kind === 'insertCopyDeleteOriginal' || kind === 'insertCopyReplaceOriginal';
    if (kind === 'insertCopy' && isSeparate(row.lv)) this.levelLong = this.level;
  }

  get isReplace(): boolean {
    return this.kind === 'replace' || this.kind === 'replaceNoLock';
  }

  /** Whether versions cannot tell any more what has become of the original since it was copied. */
  get outlivesTransaction(): boolean {
    const { transaction } = this.cursor.session;
    return transaction === undefined || transaction !== this.by;
  }

  /** Would write what an outdated copy has over what another cursor of the session has posted. */
  get isHazard(): boolean {
    if (!this.isOutdated || this.bookmark === undefined || this.kind === 'insertCopy') return false;
    const { session, table } = this.cursor;
    if (!this.isReplace && !this.movesOriginal) return true;
    if (this.outlivesTransaction || table.row(session, this.bookmark) === undefined) return false;
    return !this.isReplace || this.set.size > 0;
  }

  /** Has changed long values in a transaction that is about to end: refused, as 14 §3 chooses. */
  get forbidsCommit(): boolean {
    return this.levelLong > 0;
  }

  noteLong(before: string | null, after: string | null): void {
    if (isSeparate(before) || isSeparate(after)) {
      this.levelLong = Math.max(this.levelLong, this.cursor.session.level);
    }
  }

  commit(level: number): void {
    this.level = Math.min(this.level, level);
    this.levelLong = Math.min(this.levelLong, level);
  }

  isLostWith(level: number): boolean {
    return this.level >= level || this.levelLong >= level;
  }
}

const fresh: ModelRow = { id: null, a: null, u: null, e: 10, ver: null, ai: null, lv: null };

function requireUpdatable({ session }: ModelCursor): void {
  if (session.isReadOnly) fail('JET_errTransReadOnly');
}

/** Runs a call in a level of its own: all of it happens, or nothing. */
function atomically<T>({ session }: ModelCursor, work: () => T): T {
  session.begin();
  let result: T;
  try {
    result = work();
  } catch (error) {
    session.rollBack();
    throw error;
  }
  session.commit(true);
  return result;
}

export function prepare(cursor: ModelCursor, kind: Kind | 'cancel'): void {
  if (kind === 'cancel') {
    if (cursor.prepared === undefined) fail('JET_errUpdateNotPrepared');
    cursor.prepared = undefined;
    return;
  }
  if (cursor.prepared !== undefined) fail('JET_errAlreadyPrepared');
  if (kind !== 'readOnlyCopy') requireUpdatable(cursor);
  const { table, session } = cursor;
  if (kind === 'insert' || kind === 'insertMustSetAutoIncrement') {
    const ai = kind === 'insert' ? table.takeAutoincrement() : null;
    cursor.prepared = new ModelUpdate(kind, cursor, { ...fresh, ai }, undefined, undefined);
    return;
  }
  const row = cursor.row();
  const bookmark = cursor.bookmark!;
  const needsTransaction = kind === 'insertCopy' || kind === 'readOnlyCopy';
  if (needsTransaction && session.level === 0) fail('JET_errNotInTransaction');
  const locks = kind !== 'replaceNoLock' && !needsTransaction;
  if (locks && session.level > 0) table.lock(session, bookmark, 'writeLock');
  const takesNew = kind === 'insertCopy' || kind === 'insertCopyDeleteOriginal';
  const ai = takesNew ? table.takeAutoincrement() : row.ai;
  cursor.prepared = new ModelUpdate(kind, cursor, { ...row, ai }, bookmark, row);
}

function needUpdate({ prepared }: ModelCursor): ModelUpdate {
  if (prepared === undefined || prepared.kind === 'readOnlyCopy') fail('JET_errUpdateNotPrepared');
  return prepared;
}

/** JetSetColumn. */
export function setColumn(
  cursor: ModelCursor,
  column: ColumnName,
  value: number | string | null,
  appends: boolean,
): void {
  requireUpdatable(cursor);
  const update = needUpdate(cursor);
  if (column === 'lv' && cursor.session.level === 0) fail('JET_errNotInTransaction');
  if (column === 'ver' && update.isReplace) fail('JET_errInvalidColumnType');
  if (column === 'ai') checkAutoincrement(update, value as number);
  const { row } = update;
  if (column === 'lv') {
    const text = appends ? (row.lv ?? '') + (value as string) : (value as string | null);
    update.noteLong(row.lv, text);
    update.row = { ...row, lv: text };
  } else update.row = { ...row, [column]: value };
  update.set.add(column);
}

function checkAutoincrement({ kind, cursor }: ModelUpdate, value: number): void {
  if (kind !== 'insertMustSetAutoIncrement') fail('JET_errInvalidColumnType');
  if (value === 0) fail('JET_errInvalidParameter');
  if (value >= cursor.table.nextAutoincrement) fail('JET_errSetAutoIncrementTooHigh');
}

/** JetUpdate. @returns the bookmark */
export function post(cursor: ModelCursor): string {
  const update = needUpdate(cursor);
  requireUpdatable(cursor);
  const bookmark = atomically(cursor, () => (update.isReplace ? replace(update) : insert(update)));
  cursor.prepared = undefined;
  return bookmark;
}

/** Locks the original where that was not done as it was prepared, or the lock has gone since. */
function lockOriginal(update: ModelUpdate, outlives: boolean): void {
  const { cursor } = update;
  const { session, table } = cursor;
  const bookmark = update.bookmark!;
  if (update.kind !== 'replaceNoLock' && !outlives) return;
  if (outlives) {
    const row = table.row(session, bookmark) ?? fail('JET_errRecordDeleted');
    if (JSON.stringify(row) !== JSON.stringify(update.original)) fail('JET_errWriteConflict');
  }
  table.lock(session, bookmark, 'writeLock');
}

function replace(update: ModelUpdate): string {
  const { cursor, row } = update;
  const { session, table } = cursor;
  const bookmark = update.bookmark!;
  lockOriginal(update, update.outlivesTransaction);
  if (update.set.size === 0) return bookmark;
  const before = table.row(session, bookmark) ?? fail('JET_errRecordDeleted');
  if (table.hasPrimary && update.set.has('id') && row.id !== update.original!.id) {
    fail('JET_errRecordPrimaryChanged');
  }
  void before;
  const touched = new Set<ColumnName>([...update.set, 'ver']);
  table.replace(session, bookmark, { ...row, ver: ((row.ver ?? 0) + 1) | 0 }, touched);
  return bookmark;
}

function insert(update: ModelUpdate): string {
  const { cursor } = update;
  const { session, table } = cursor;
  if (!update.movesOriginal) return table.insert(session, completed(update));
  lockOriginal(update, update.outlivesTransaction);
  try {
    const row = completed(update);
    table.delete(session, update.bookmark!);
    return table.insert(session, row);
  } catch (error) {
    // From then on it is an ordinary copy, and the original stays (F-26).
    update.movesOriginal = false;
    throw error;
  }
}

function completed({ kind, row, set }: ModelUpdate): ModelRow {
  if (kind === 'insertMustSetAutoIncrement' && !set.has('ai')) fail('JET_errAutoIncrementNotSet');
  return { ...row, ver: set.has('ver') ? row.ver : 0 };
}

/** JetDelete. */
export function remove(cursor: ModelCursor): void {
  requireUpdatable(cursor);
  const { prepared, table, session } = cursor;
  const deletes =
    prepared?.kind === 'insertCopyDeleteOriginal' || prepared?.kind === 'insertCopyReplaceOriginal';
  if (deletes) fail('JET_errAlreadyPrepared');
  cursor.cancelUpdate();
  cursor.row();
  atomically(cursor, () => {
    table.delete(session, cursor.bookmark!);
  });
}

/** JetEscrowUpdate. @returns the value before */
export function escrow(cursor: ModelCursor, delta: number): number {
  const { session, table } = cursor;
  if (session.level === 0) fail('JET_errNotInTransaction');
  requireUpdatable(cursor);
  if (cursor.prepared !== undefined) fail('JET_errAlreadyPrepared');
  cursor.row();
  return table.escrow(session, cursor.bookmark!, delta);
}

/** JetGetLock. */
export function getLock(cursor: ModelCursor, isWrite: boolean): void {
  const { session, table } = cursor;
  if (session.level === 0) fail('JET_errNotInTransaction');
  if (isWrite) requireUpdatable(cursor);
  cursor.resolve();
  const bookmark = cursor.getBookmark();
  // A read lock is no update, but it needs a version, and a read-only transaction has none.
  requireUpdatable(cursor);
  table.lock(session, bookmark, isWrite ? 'writeLock' : 'readLock');
}
