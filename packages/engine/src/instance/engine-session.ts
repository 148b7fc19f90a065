import { JetError } from '@esekit/core';
import type { EngineDatabase } from '../attached/engine-database';
import type { OpenDatabase } from '../attached/open-database';
import type { CommitOutcome, Session } from '../transactions/session';
import type { EngineInstance } from './engine-instance';

/** What a session closes as it ends: a cursor. */
export interface SessionCursor {
  readonly database: EngineDatabase;
  /** Must not throw. */
  close(): void;
}

export interface CommitOptions {
  /** JET_bitCommitLazyFlush: does not wait until the log is on disk. Default: {@link EngineSession.isLazyByDefault}. */
  readonly isLazy?: boolean;
}

/** What a JET_SESID is: one stack of transactions, its cursors, and the databases it has opened (32 §3). */
export class EngineSession {
  readonly cursors = new Set<SessionCursor>();
  /** One for each JetOpenDatabase that was not closed. */
  readonly openDatabases = new Set<OpenDatabase>();
  /** JET_paramCommitDefault of the session: commits that do not say otherwise are lazy. */
  isLazyByDefault = false;
  /** Calls that are inside of {@link atomically}. */
  #calls = 0;

  /** To be had from {@link EngineInstance.beginSession}. */
  constructor(
    readonly instance: EngineInstance,
    readonly session: Session,
  ) {}

  get level(): number {
    return this.session.level;
  }

  get isEnded(): boolean {
    return this.session.calls.isEnded;
  }

  /** @throws JET_errTransTooDeep; what an instance that cannot be used answers */
  begin({ isReadOnly = false }: { readonly isReadOnly?: boolean } = {}): void {
    this.session.calls.check();
    this.instance.requireUsable();
    this.session.begin(isReadOnly);
  }

  /**
   * Commits the innermost level. Of the outermost one: for all to see when the call returns, and durable when
   * the promise is fulfilled; commits that wait share a sync. Until then other calls of the session are
   * JET_errSessionSharingViolation.
   *
   * @throws JET_errNotInTransaction; JET_errLogWriteFail
   */
  commit({ isLazy = this.isLazyByDefault }: CommitOptions = {}): Promise<void> {
    try {
      const outcome = this.#commit();
      if (outcome !== 'published' || isLazy) return Promise.resolve();
      return this.session.calls.run(() => this.instance.flushLater());
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** As a commit with JET_bitCommitLazyFlush: nothing to wait for. */
  commitLazily(): void {
    this.#commit();
  }

  /** As {@link commit}, and durable when the call returns: nobody shares the sync. */
  commitDurably(): void {
    if (this.#commit() === 'published') this.instance.flushNow();
  }

  /** JET_bitWaitLastLevel0Commit, JET_bitWaitAllLevel0Commit: waits until all that was committed is durable. */
  waitForCommits(): Promise<void> {
    try {
      return this.session.calls.run(() => this.instance.flushLater());
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** @throws JET_errNotInTransaction */
  rollback(all = false): void {
    this.session.calls.check();
    if (all) this.session.rollbackAll();
    else this.session.rollback();
    if (this.level === 0) this.instance.settle();
  }

  /**
   * Runs work of one call in a level of its own: all of it happens, or nothing. At level 0 it is a transaction
   * that is committed durably (lazily when that is the session's default). Clean-up and checkpoint get their turn
   * when the outermost call ends.
   */
  atomically<T>(work: () => T): T {
    this.session.calls.check();
    this.instance.requireUsable();
    if (this.#calls === 0) this.instance.noteQuiet();
    this.#calls++;
    let result: T;
    let outcome: CommitOutcome;
    try {
      result = this.#inLevel(work);
      outcome = this.#commitOrUndo();
    } finally {
      this.#calls--;
    }
    if (outcome === 'published' && !this.isLazyByDefault) this.instance.flushNow();
    if (this.#calls === 0) this.instance.settle();
    return result;
  }

  /**
   * JetEndSession: rolls back, closes cursors and databases.
   *
   * @throws JET_errSessionInUse, JET_errSessionSharingViolation
   */
  end(): void {
    this.session.calls.checkEnd();
    for (const cursor of [...this.cursors]) cursor.close();
    this.session.end();
    for (const open of [...this.openDatabases]) this.instance.closeDatabase(open);
    this.instance.sessionEnded(this);
  }

  #inLevel<T>(work: () => T): T {
    this.session.beginInternal();
    try {
      return work();
    } catch (error) {
      this.session.rollback();
      throw error;
    }
  }

  /** A commit that fails has not happened, and nobody else would end the level. */
  #commitOrUndo(): CommitOutcome {
    try {
      return this.session.commit();
    } catch (error) {
      try {
        this.session.rollback();
      } catch {
        // The first error says more; what stays undone is undone by recovery.
      }
      throw error;
    }
  }

  #commit(): CommitOutcome {
    this.session.calls.check();
    if (this.#calls > 0) throw new JetError('JET_errInternalError', 'commit in the middle of a call');
    const outcome = this.session.commit();
    if (this.level === 0) this.instance.settle();
    return outcome;
  }
}
