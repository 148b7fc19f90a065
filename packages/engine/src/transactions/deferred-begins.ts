import { JetError } from '@esekit/core';

/** What the log needs of a session: what its records say, and that its levels are known there. */
export interface LoggedSession {
  readonly procid: number;
  readonly trxBegin0: number;
  readonly level: number;
  readonly isSystemTask: boolean;
  /** To be called before each record of the session. */
  logBegins(): void;
}

/**
 * The log as transactions see it (21 §3). Each method returns the log segment of its record, lGeneration * 65536
 * + isec. What throws leaves the session as it was.
 */
export interface TransactionJournal {
  /** Of the log that is written at present. */
  readonly lGeneration: number;
  begin0(session: LoggedSession, levels: number): number;
  begin(session: LoggedSession, levelFrom: number, levels: number): number;
  commit(session: LoggedSession, levelTo: number): number;
  commit0(session: LoggedSession, trxCommit0: number): number;
  rollback(session: LoggedSession, levels: number): number;
}

/**
 * What the log knows of a session's levels: nothing until one of them does something that is logged (24 §2), so
 * that reading leaves no trace.
 */
export class DeferredBegins {
  readonly #journal: TransactionJournal | undefined;
  #levels = 0;
  #segment: number | undefined;

  /** @param journal `undefined` of an instance without logs */
  constructor(journal: TransactionJournal | undefined) {
    this.#journal = journal;
  }

  /** Segment of Begin0, which the checkpoint must not pass; `undefined` while nothing is logged. */
  get segment(): number | undefined {
    return this.#segment;
  }

  /** Before a record of the session. */
  write(session: LoggedSession): void {
    const { level } = session;
    if (this.#journal === undefined || this.#levels >= level) return;
    if (this.#levels === 0) this.#segment = this.#journal.begin0(session, level);
    else this.#journal.begin(session, this.#levels, level - this.#levels);
    this.#levels = level;
  }

  /**
   * Before a level above 1 is committed.
   *
   * @returns whether that was logged
   */
  commit(session: LoggedSession): boolean {
    const levelTo = session.level - 1;
    if (this.#journal === undefined || this.#levels <= levelTo) return false;
    this.#journal.commit(session, levelTo);
    this.#levels = levelTo;
    return true;
  }

  /**
   * Before level 1 is committed. The stamp is taken as the record goes into the log, so that stamps ascend there.
   *
   * @returns the stamp; `undefined` when nothing was logged
   */
  commit0(session: LoggedSession, stamp: () => number): number | undefined {
    if (this.#journal === undefined || this.#levels === 0) return undefined;
    const trxCommit0 = stamp();
    this.#journal.commit0(session, trxCommit0);
    this.#end();
    return trxCommit0;
  }

  /** After a level is undone. */
  rollback(session: LoggedSession): void {
    if (this.#journal === undefined || this.#levels < session.level) return;
    this.#journal.rollback(session, 1);
    this.#levels--;
    if (this.#levels === 0) this.#end();
  }

  /** @throws JET_errTransactionTooLong when the log has gone on too far since Begin0 (24 §2) */
  checkLength(generationsMost: number): void {
    if (this.#journal === undefined || this.#segment === undefined) return;
    const generations = this.#journal.lGeneration - Math.floor(this.#segment / 65_536);
    if (generations <= generationsMost) return;
    throw new JetError('JET_errTransactionTooLong', `a transaction over ${generations} generations`, {
      hint: 'Commit more often: the logs since its beginning cannot be removed.',
    });
  }

  #end(): void {
    this.#levels = 0;
    this.#segment = undefined;
  }
}
