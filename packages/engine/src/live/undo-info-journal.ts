import { changeFlag, type Journal } from '@esekit/btree';
import type { LoggedSession, Session, Transactions, Version } from '../transactions';
import { notCommitted } from '../transactions/transaction-clock';

export interface UndoInfoOptions {
  readonly dbid: number;
  readonly journal: Journal;
  readonly transactions: Transactions;
}

/** The session of a version at the level of the version. Its begins are in the log, as the version's change is. */
class VersionWriter implements LoggedSession {
  readonly procid: number;
  readonly trxBegin0: number;
  readonly level: number;
  readonly isSystemTask: boolean;

  constructor({ procid, trxBegin0, level, isSystemTask }: LoggedSession, version: Version) {
    this.procid = procid;
    this.trxBegin0 = trxBegin0;
    this.level = Math.min(level, version.level);
    this.isSystemTask = isSystemTask;
  }

  logBegins(): void {
    // Deeper levels have nothing to do with it.
  }
}

const noBytes = new Uint8Array(0);

/**
 * Logs the before-images that only the version store has, before a page is written whose records they go with
 * (24 §1.3): those of replaces and flag-deletes that are not committed, each once.
 *
 * The owner calls {@link beforeWrite} from the buffer's `beforeWrite`, and makes the log durable afterwards.
 */
export class UndoInfoJournal {
  readonly #dbid: number;
  readonly #journal: Journal;
  readonly #transactions: Transactions;
  #logSegment = 0;

  constructor({ dbid, journal, transactions }: UndoInfoOptions) {
    this.#dbid = dbid;
    this.#journal = journal;
    this.#transactions = transactions;
  }

  /**
   * @returns the newest log segment of what was logged, which has to be durable before the pages are written; 0
   *   when they need nothing
   * @throws what the journal throws; the pages must not be written then
   */
  beforeWrite(pgnos: Iterable<number>): number {
    this.#logSegment = 0;
    const { versions } = this.#transactions;
    if (!versions.owesUndoInfo) return 0;
    for (const pgno of pgnos) {
      let version = versions.firstOwed(this.#dbid, pgno);
      while (version !== undefined) {
        const { nextOwed } = version;
        if (version.transaction.trxCommit0 === notCommitted) this.#log(version, pgno);
        versions.payUndoInfo(version);
        version = nextOwed;
      }
    }
    return this.#logSegment;
  }

  #log(version: Version, pgno: number): void {
    const segment = logUndoInfo(this.#journal, this.#sessionOf(version), version, pgno);
    this.#logSegment = Math.max(this.#logSegment, segment);
  }

  #sessionOf({ transaction }: Version): Session {
    for (const session of this.#transactions.activeSessions) {
      if (session.transaction === transaction) return session;
    }
    throw new Error('unreachable: a version that is not committed has a session');
  }
}

/** Puts the before-image of a version into the log; the log segment of the record. */
export function logUndoInfo(
  journal: Journal,
  session: LoggedSession,
  version: Version,
  pgno: number,
): number {
  const { tree, key, data } = version.node!;
  const isReplace = version.kind === 'replace';
  return journal.undoInfo({
    writer: new VersionWriter(session, version),
    pgno,
    iline: 0,
    // Where keys are not unique, the data is part of the bookmark.
    flags: data.length === 0 ? changeFlag.unique : 0,
    rceid: version.rceid,
    pgnoFDP: tree.pgnoFDP,
    objidFDP: tree.objidFDP,
    key,
    bookmarkData: data,
    oper: isReplace ? 'replace' : 'flagDelete',
    cbMaxSize: version.cbMaxSize,
    cbDelta: version.cbDelta,
    data: isReplace ? version.beforeImage : noBytes,
  });
}
