import { changeFlag, type Journal, type UndoInfoChange } from '@esekit/btree';
import { lineFlag, NodeView, pageFlag, type PageSource, type PageView } from '@esekit/pages';
import type { LoggedSession, NodeVersions, Session, Transactions, Version } from '../transactions';
import { notCommitted } from '../transactions/transaction-clock';
import { copyBookmark } from './node-bookmark';

export interface UndoInfoOptions {
  readonly dbid: number;
  readonly journal: Journal;
  /** The buffer of the database: asked for pages only that it is about to write, so none is loaded. */
  readonly pages: PageSource;
  readonly transactions: Transactions;
}

/** The session of a version at the level of the version. Its begins are in the log, as the version's change is. */
class VersionWriter implements LoggedSession {
  readonly procid: number;
  readonly trxBegin0: number;
  readonly level: number;
  readonly isSystemTask: boolean;

  constructor({ procid, trxBegin0, level, isSystemTask }: Session, version: Version) {
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
 * Logs the before-images that only the version store has, before a page is written that does not have them any
 * more (24 §1.3): those of replaces and flag-deletes that are not committed, each once.
 *
 * The owner calls {@link beforeWrite} from the buffer's `beforeWrite`, and makes the log durable afterwards.
 * Nothing is kept for it from change to change: which versions belong to a page is seen from its nodes, wherever
 * splits and merges have moved them.
 */
export class UndoInfoJournal {
  readonly #journal: Journal;
  readonly #pages: PageSource;
  readonly #transactions: Transactions;
  readonly #tree: { readonly dbid: number; objidFDP: number; readonly pgnoFDP: number };
  readonly #node = new NodeView();
  #bookmark = new Uint8Array(512);
  #logSegment = 0;

  constructor({ dbid, journal, pages, transactions }: UndoInfoOptions) {
    this.#journal = journal;
    this.#pages = pages;
    this.#transactions = transactions;
    this.#tree = { dbid, objidFDP: 0, pgnoFDP: 0 };
  }

  /**
   * @returns the newest log segment of what was logged, which has to be durable before the pages are written; 0
   *   when they need nothing
   * @throws what the journal throws; the pages must not be written then
   */
  beforeWrite(pgnos: Iterable<number>): number {
    this.#logSegment = 0;
    if (this.#transactions.versions.owesUndoInfo) {
      for (const pgno of pgnos) this.#look(pgno, this.#pages.get(pgno).view);
    }
    return this.#logSegment;
  }

  #look(pgno: number, view: PageView): void {
    if (!view.hasFlag(pageFlag.leaf) || view.hasFlag(pageFlag.spaceTree)) return;
    this.#tree.objidFDP = view.objidFDP;
    const isUnique = !view.hasFlag(pageFlag.nonUniqueKeys);
    const { clines } = view;
    for (let iline = 0; iline < clines; iline++) {
      const node = this.#node.read(view, iline);
      if ((node.flags & lineFlag.version) === 0) continue;
      let version = this.#find(node, isUnique)?.oldest;
      for (; version !== undefined; version = version.newer) {
        if (version.owesUndoInfo) this.#pay(version, pgno, isUnique);
      }
    }
  }

  #find(node: NodeView, isUnique: boolean): NodeVersions | undefined {
    const { cbKey } = node;
    const cb = isUnique ? cbKey : cbKey + node.cbData;
    if (this.#bookmark.length < cb) this.#bookmark = new Uint8Array(2 * cb);
    copyBookmark(node, this.#bookmark, cb);
    return this.#transactions.versions.findRow(this.#tree, this.#bookmark, cbKey, cb);
  }

  #pay(version: Version, pgno: number, isUnique: boolean): void {
    if (version.transaction.trxCommit0 === notCommitted) this.#log(version, pgno, isUnique);
    this.#transactions.versions.payUndoInfo(version);
  }

  #log(version: Version, pgno: number, isUnique: boolean): void {
    const { tree, key, data } = version.node!;
    const isReplace = version.kind === 'replace';
    const change: UndoInfoChange = {
      writer: new VersionWriter(this.#sessionOf(version), version),
      pgno,
      iline: 0,
      flags: isUnique ? changeFlag.unique : 0,
      rceid: version.rceid,
      pgnoFDP: tree.pgnoFDP,
      objidFDP: tree.objidFDP,
      key,
      bookmarkData: data,
      oper: isReplace ? 'replace' : 'flagDelete',
      cbMaxSize: version.cbMaxSize,
      cbDelta: version.cbDelta,
      data: isReplace ? version.beforeImage : noBytes,
    };
    this.#logSegment = Math.max(this.#logSegment, this.#journal.undoInfo(change));
  }

  #sessionOf({ transaction }: Version): Session {
    for (const session of this.#transactions.activeSessions) {
      if (session.transaction === transaction) return session;
    }
    throw new Error('unreachable: a version that is not committed has a session');
  }
}
