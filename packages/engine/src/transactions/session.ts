import { JetError } from '@esekit/core';
import type { CleanUpQueue } from './clean-up';
import { DeferredBegins, type LoggedSession, type TransactionJournal } from './deferred-begins';
import { undoUpdate, undoVersions, type VersionedChanges } from './roll-back';
import { SessionCalls } from './session-calls';
import { notCommitted, type TransactionClock } from './transaction-clock';
import { transactionLimits } from './transaction-limits';
import { Transaction, type Version } from './version';
import type { Changer, VersionStore } from './version-store';

/** What sessions of an instance share. */
export interface SessionHost {
  readonly clock: TransactionClock;
  readonly versions: VersionStore;
  readonly changes: VersionedChanges;
  readonly journal: TransactionJournal | undefined;
  readonly queue: CleanUpQueue;
  readonly generationsMost: number;
  /** The outermost level begins, ends. */
  began(session: Session): void;
  finished(session: Session): void;
  ended(session: Session): void;
}

/** Who has things that live as long as a level: cursors, prepared updates (14 §1, §3). */
export interface LevelObserver {
  /** The outermost level is about to be committed; the only one that may throw, and then nothing is. */
  committing?(): void;
  /** What belonged to the level above belongs to this one now. Must not throw. */
  committed?(levelTo: number): void;
  /** The level is about to be undone: cursors opened in it are closed, updates prepared in it cancelled. Must not throw. */
  rollingBack?(level: number): void;
}

/**
 * What a commit was: of an inner level; of the outermost one, with changes that a durable commit waits for; or
 * without any.
 */
export type CommitOutcome = 'inner' | 'published' | 'nothing';

/** A session with its one stack of transactions (14 §1). Its numbers are those that log records have. */
export class Session implements LoggedSession {
  readonly procid: number;
  readonly isSystemTask: boolean;
  readonly calls = new SessionCalls();
  readonly observers = new Set<LevelObserver>();
  readonly #host: SessionHost;
  readonly #begins: DeferredBegins;
  /** For each open level the newest version that was there before it. */
  readonly #marks: (Version | undefined)[] = [];
  /** The prepared update whose change is made now (14 §3): until it is posted, it can be undone alone. */
  update = 0;
  #updates = 0;
  #transaction: Transaction | undefined;
  #isReadOnly = false;
  #failure: unknown;

  constructor(host: SessionHost, procid: number, isSystemTask: boolean) {
    this.#host = host;
    this.procid = procid;
    this.isSystemTask = isSystemTask;
    this.#begins = new DeferredBegins(host.journal);
  }

  /** Open levels; 0 is no transaction. */
  get level(): number {
    return this.#marks.length;
  }

  get transaction(): Transaction | undefined {
    return this.#transaction;
  }

  /** 0 at level 0. */
  get trxBegin0(): number {
    return this.#transaction?.trxBegin0 ?? 0;
  }

  /** The session sees what committed with a smaller stamp (14 §1.1). */
  get snapshot(): number {
    return this.#transaction?.trxBegin0 ?? notCommitted;
  }

  get isReadOnly(): boolean {
    return this.#isReadOnly;
  }

  /** Log segment of Begin0, which the checkpoint must not pass; `undefined` while nothing is logged. */
  get begin0Segment(): number | undefined {
    return this.#begins.segment;
  }

  /**
   * JetBeginTransaction. An inner transaction has the mode of the outermost one.
   *
   * @throws JET_errTransTooDeep at the eighth level
   */
  begin(isReadOnly = false): void {
    this.#begin(isReadOnly, transactionLimits.userLevelsMost);
  }

  /** A level around a call of the engine's own, which may be above the seven levels of applications. */
  beginInternal(): void {
    this.#begin(false, transactionLimits.levelsMost);
  }

  /**
   * Commits the innermost level: to the level below, or for everyone to see.
   *
   * @throws JET_errNotInTransaction
   */
  commit(): CommitOutcome {
    this.#check();
    if (this.level === 0) throw notInTransaction('commit');
    if (this.level > 1) return this.#commitInner();
    for (const observer of this.observers) observer.committing?.();
    return this.#commit0();
  }

  /**
   * Undoes the innermost level. When that fails, the session can only try again or end with its instance.
   *
   * @throws JET_errNotInTransaction, JET_errRollbackError
   */
  rollback(): void {
    this.calls.checkEnded();
    if (this.level === 0) throw notInTransaction('roll back');
    this.#rollback();
  }

  /** JET_bitRollbackAll. */
  rollbackAll(): void {
    this.rollback();
    while (this.level > 0) this.#rollback();
  }

  /** A number for {@link update}. */
  nextUpdate(): number {
    return ++this.#updates;
  }

  /**
   * Undoes what a prepared update has changed, whatever else was done since (14 §3).
   *
   * @throws JET_errRollbackError
   */
  undoUpdate(update: number): void {
    if (this.#transaction === undefined) return;
    const { versions, changes } = this.#host;
    undoUpdate(this, this.#transaction, update, versions, changes, (version) => {
      this.#leaveMarks(version);
    });
  }

  /** The changes of a prepared update become changes of the innermost level, in which it is posted. */
  adoptUpdate(update: number): void {
    const transaction = this.#transaction;
    const newest = transaction?.newest;
    if (transaction === undefined || newest === undefined) return;
    let version = transaction.oldest;
    while (version !== undefined) {
      const next = version === newest ? undefined : version.next;
      if (version.update === update) {
        this.#leaveMarks(version);
        transaction.remove(version);
        transaction.append(version);
      }
      version = next;
    }
  }

  /** A version leaves its place, so that no level begins behind it any more. */
  #leaveMarks(version: Version): void {
    for (let i = 0; i < this.#marks.length; i++) {
      if (this.#marks[i] === version) this.#marks[i] = version.previous;
    }
  }

  /**
   * What every versioned change asks first.
   *
   * @throws JET_errNotInTransaction, JET_errTransReadOnly, JET_errTransactionTooLong
   */
  changer(): Changer {
    this.#check();
    if (this.#transaction === undefined) throw notInTransaction('change');
    if (this.#isReadOnly) throw new JetError('JET_errTransReadOnly', 'change in a read-only transaction');
    this.#begins.checkLength(this.#host.generationsMost);
    return this as Changer;
  }

  /** Whether undoing the innermost level alone would undo a version of the session's. */
  isOfInnermostLevel(version: Version): boolean {
    return version.rceid > (this.#marks.at(-1)?.rceid ?? 0);
  }

  /** To be called before each log record of the session: the log must know its levels (24 §2). */
  logBegins(): void {
    this.#begins.write(this);
  }

  /**
   * JetEndSession: an open transaction is rolled back.
   *
   * @throws JET_errSessionInUse, JET_errSessionSharingViolation during another call
   */
  end(): void {
    this.calls.checkEnd();
    while (this.level > 0) this.#rollback();
    this.calls.end();
    this.#host.ended(this);
  }

  #begin(isReadOnly: boolean, levelsMost: number): void {
    this.#check();
    if (this.level >= levelsMost) {
      throw new JetError('JET_errTransTooDeep', `begin level ${this.level + 1} of ${levelsMost}`);
    }
    if (this.level === 0) {
      this.#transaction = new Transaction(this.#host.clock.next());
      this.#isReadOnly = isReadOnly;
      this.#host.began(this);
    }
    this.#marks.push(this.#transaction!.newest);
  }

  #commitInner(): CommitOutcome {
    this.#begins.commit(this);
    this.#marks.pop();
    for (const observer of this.observers) observer.committed?.(this.level);
    return 'inner';
  }

  #commit0(): CommitOutcome {
    const transaction = this.#transaction!;
    const { clock, queue } = this.#host;
    const logged = this.#begins.commit0(this, () => clock.next());
    const hasVersions = transaction.newest !== undefined;
    if (hasVersions) {
      transaction.trxCommit0 = logged ?? clock.next();
      commitActions(transaction);
      queue.add(transaction);
    }
    this.#finish();
    for (const observer of this.observers) observer.committed?.(0);
    return hasVersions ? 'published' : 'nothing';
  }

  #rollback(): void {
    for (const observer of this.observers) observer.rollingBack?.(this.level);
    try {
      undoVersions(this, this.#transaction!, this.#marks.at(-1), this.#host.versions, this.#host.changes);
      this.#begins.rollback(this);
    } catch (cause) {
      this.#failure = cause;
      throw cause;
    }
    this.#failure = undefined;
    if (this.level === 1) this.#finish();
    else this.#marks.pop();
  }

  #finish(): void {
    this.#marks.length = 0;
    this.#transaction = undefined;
    this.#isReadOnly = false;
    this.#host.finished(this);
  }

  #check(): void {
    this.calls.checkEnded();
    if (this.#failure === undefined) return;
    throw new JetError('JET_errRollbackError', 'use a session whose rollback has failed', {
      cause: this.#failure,
      hint: 'Roll back again; what stays undone is undone by recovery.',
    });
  }
}

function notInTransaction(what: string): JetError {
  return new JetError('JET_errNotInTransaction', `${what} outside of a transaction`);
}

function commitActions(transaction: Transaction): void {
  if (transaction.actions === 0) return;
  for (let version = transaction.oldest; version !== undefined; version = version.next) {
    version.action?.commit?.(transaction.trxCommit0);
  }
}
