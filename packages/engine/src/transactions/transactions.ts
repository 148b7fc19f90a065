import { JetError } from '@esekit/core';
import { CleanUpQueue, type CleanUp } from './clean-up';
import type { TransactionJournal } from './deferred-begins';
import type { VersionedChanges } from './roll-back';
import { Session, type SessionHost } from './session';
import type { VersionStoreOptions } from './store-limits';
import { notCommitted, TransactionClock } from './transaction-clock';
import { transactionLimits } from './transaction-limits';
import { VersionStore } from './version-store';

export interface TransactionsOptions extends VersionStoreOptions {
  readonly changes: VersionedChanges;
  readonly cleanUp: CleanUp;
  /** Without it nothing is logged: recovery is off, or the database is temporary. */
  readonly journal?: TransactionJournal | undefined;
  /** JET_paramMaxSessions. Default 16. Sessions of the engine itself do not count. */
  readonly sessionsMost?: number | undefined;
  /** Generations that a transaction may last beyond that of its Begin0. Default: any number. */
  readonly generationsMost?: number | undefined;
  /** The largest stamp of the log so far. Default 0. */
  readonly trxNewest?: number | undefined;
}

/** The sessions of an instance, its clock and its versions (14 §1, §2). */
export class Transactions {
  readonly versions: VersionStore;
  readonly #clock: TransactionClock;
  readonly #queue: CleanUpQueue;
  readonly #host: SessionHost;
  readonly #sessionsMost: number;
  readonly #sessions = new Map<number, Session>();
  #userSessions = 0;
  /** Sessions with an open transaction, in the order of their beginnings. */
  readonly #active = new Set<Session>();

  constructor(options: TransactionsOptions) {
    this.versions = new VersionStore(options);
    this.#clock = new TransactionClock(options.trxNewest);
    this.#queue = new CleanUpQueue(this.versions, options.cleanUp);
    this.#sessionsMost = options.sessionsMost ?? 16;
    this.#host = {
      clock: this.#clock,
      versions: this.versions,
      changes: options.changes,
      journal: options.journal,
      queue: this.#queue,
      generationsMost: options.generationsMost ?? Number.MAX_SAFE_INTEGER,
      began: (session) => this.#active.add(session),
      finished: (session) => this.#active.delete(session),
      ended: (session) => {
        this.#end(session);
      },
    };
  }

  /** The largest stamp given out. */
  get trxNewest(): number {
    return this.#clock.newest;
  }

  /** Sessions with an open transaction; JetTerm refuses to end with those of applications (32 §2.4). */
  get activeSessions(): ReadonlySet<Session> {
    return this.#active;
  }

  get sessions(): Iterable<Session> {
    return this.#sessions.values();
  }

  /** The smallest trxBegin0 of an open transaction; infinite when there is none. */
  get oldestTrxBegin0(): number {
    for (const session of this.#active) return session.trxBegin0;
    return notCommitted;
  }

  /** The first log segment that recovery would need for the open transactions (24 §2). */
  get oldestBegin0Segment(): number | undefined {
    let oldest: number | undefined;
    for (const { begin0Segment } of this.#active) {
      if (begin0Segment === undefined) continue;
      if (oldest === undefined || begin0Segment < oldest) oldest = begin0Segment;
    }
    return oldest;
  }

  /** @throws JET_errOutOfSessions */
  openSession(isSystemTask = false): Session {
    if (!isSystemTask && this.#userSessions >= this.#sessionsMost) {
      throw new JetError('JET_errOutOfSessions', `a session beside ${this.#userSessions} others`, {
        hint: 'End sessions, or raise JET_paramMaxSessions.',
      });
    }
    const session = new Session(this.#host, this.#freeProcid(), isSystemTask);
    this.#sessions.set(session.procid, session);
    if (!isSystemTask) this.#userSessions++;
    return session;
  }

  /** Whether {@link cleanUp} would find something to do. */
  get mayCleanUp(): boolean {
    return this.#queue.isDue(this.oldestTrxBegin0);
  }

  /**
   * Cleans up what committed before every open transaction (14 §2.1), at most `stepsMost` versions and nodes.
   *
   * @returns the number of steps; fewer than `stepsMost` when nothing is left to be done now
   */
  cleanUp(stepsMost: number): number {
    return this.#queue.run(() => this.oldestTrxBegin0, stepsMost);
  }

  #freeProcid(): number {
    for (let procid = 1; procid <= transactionLimits.sessionsMost; procid++) {
      if (!this.#sessions.has(procid)) return procid;
    }
    throw new JetError('JET_errOutOfSessions', `more than ${transactionLimits.sessionsMost} sessions`);
  }

  #end(session: Session): void {
    this.#sessions.delete(session.procid);
    if (!session.isSystemTask) this.#userSessions--;
  }
}
