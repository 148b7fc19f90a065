import { JetError } from '@esekit/core';
import {
  lookAtNode,
  owed,
  Transactions,
  VisibleNode,
  type CleanUp,
  type LoggedSession,
  type NodeVersions,
  type Session,
  type TransactionJournal,
  type TransactionsOptions,
  type Version,
  type VersionedChanges,
} from '../../src/transactions';

/** A node as a page has it. */
export interface MapNode {
  data: Uint8Array;
  isDeleted: boolean;
  /** Stays after an undo, and is then a question in vain (14 §2.1). */
  hasVersion: boolean;
  cbReserved: number;
}

export const tree = { dbid: 1, objidFDP: 30, pgnoFDP: 77 };
export const noBytes = new Uint8Array(0);
const text = new TextEncoder();
const decoder = new TextDecoder();

export function bookmark(key: string): { tree: typeof tree; key: Uint8Array; data: Uint8Array } {
  return { tree, key: text.encode(key), data: noBytes };
}

/** What the log is told, and whether that can be followed: levels by procid, stamps that ascend. */
export class CheckedJournal implements TransactionJournal {
  lGeneration = 1;
  readonly records: string[] = [];
  refusesNext = false;
  readonly #levels = new Map<number, number>();
  #trxNewest = 0;

  begin0(session: LoggedSession, levels: number): number {
    this.#expectLevel(session, 0);
    this.#levels.set(session.procid, levels);
    return this.#write(`Begin0 ${session.procid} ${levels} ${session.trxBegin0}`);
  }

  begin(session: LoggedSession, levelFrom: number, levels: number): number {
    this.#expectLevel(session, levelFrom);
    this.#levels.set(session.procid, levelFrom + levels);
    return this.#write(`Begin ${session.procid} ${levelFrom} ${levels}`);
  }

  commit(session: LoggedSession, levelTo: number): number {
    this.#expectLevel(session, levelTo + 1);
    this.#levels.set(session.procid, levelTo);
    return this.#write(`Commit ${session.procid} ${levelTo}`);
  }

  commit0(session: LoggedSession, trxCommit0: number): number {
    this.#expectLevel(session, 1);
    if (trxCommit0 <= this.#trxNewest || trxCommit0 <= session.trxBegin0)
      throw new Error('a stamp goes back');
    this.#trxNewest = trxCommit0;
    this.#levels.set(session.procid, 0);
    return this.#write(`Commit0 ${session.procid} ${trxCommit0}`);
  }

  rollback(session: LoggedSession, levels: number): number {
    this.#levels.set(session.procid, this.#levels.get(session.procid)! - levels);
    return this.#write(`Rollback ${session.procid} ${levels}`);
  }

  /** The record of a change; `refusesNext` is for one. */
  change(session: LoggedSession, record: string): void {
    if (this.refusesNext) {
      this.refusesNext = false;
      throw new JetError('JET_errLogWriteFail', record);
    }
    this.node(session, record);
  }

  /** The record of a change or its undo. */
  node(session: LoggedSession, record: string): void {
    session.logBegins();
    this.#expectLevel(session, session.level);
    this.#write(`${record} ${session.procid}`);
  }

  #expectLevel(session: LoggedSession, level: number): void {
    const known = this.#levels.get(session.procid) ?? 0;
    if (known !== level)
      throw new Error(`the log has session ${session.procid} at ${known}, not at ${level}`);
  }

  #write(record: string): number {
    this.records.push(record);
    return this.lGeneration * 65_536 + this.records.length;
  }
}

/**
 * The smallest engine over a version store: one tree that is a map. Data are an i32 that sessions add to and
 * text that they replace.
 */
export class VersionedMap implements VersionedChanges, CleanUp {
  readonly nodes = new Map<string, MapNode>();
  readonly journal = new CheckedJournal();
  readonly transactions: Transactions;
  readonly #seen = new VisibleNode();

  constructor(options: Partial<TransactionsOptions> = {}) {
    this.transactions = new Transactions({ changes: this, cleanUp: this, journal: this.journal, ...options });
  }

  look(session: Session, key: string): Uint8Array | undefined {
    const node = this.nodes.get(key);
    const versions = this.transactions.versions.find(bookmark(key));
    if (node === undefined) {
      if (versions?.newest !== undefined) throw new Error(`versions of ${key}, which is not there`);
      return undefined;
    }
    lookAtNode(session, node.hasVersion ? versions : undefined, node.isDeleted, node.data, this.#seen);
    return this.#seen.exists ? this.#seen.data : undefined;
  }

  /** @throws JET_errRecordNotFound */
  find(session: Session, key: string): Uint8Array {
    const data = this.look(session, key);
    if (data === undefined) throw new JetError('JET_errRecordNotFound', key);
    return data;
  }

  insert(session: Session, key: string, data: Uint8Array): void {
    this.#call(session, () => {
      const node = this.nodes.get(key);
      const { versions } = this.transactions;
      const isOver = node?.isDeleted === true;
      const rceid = isOver
        ? versions.insertOver(session.changer(), bookmark(key), node.data, data.length)
        : versions.insert(session.changer(), bookmark(key), node !== undefined);
      this.#log(session, `Insert ${key}`, rceid);
      if (isOver) this.#reserve(key, node);
      const cbReserved = node?.cbReserved ?? 0;
      this.nodes.set(key, { data, isDeleted: false, hasVersion: true, cbReserved });
    });
  }

  replace(session: Session, key: string, data: Uint8Array): void {
    this.find(session, key);
    this.#call(session, () => {
      const node = this.nodes.get(key)!;
      const { versions } = this.transactions;
      const rceid = versions.replace(session.changer(), bookmark(key), node.data, data.length);
      this.#log(session, `Replace ${key}`, rceid);
      this.#reserve(key, node);
      node.data = data;
      node.hasVersion = true;
    });
  }

  delete(session: Session, key: string): void {
    this.find(session, key);
    this.#call(session, () => {
      const rceid = this.transactions.versions.flagDelete(session.changer(), bookmark(key));
      this.#log(session, `FlagDelete ${key}`, rceid);
      const node = this.nodes.get(key)!;
      node.isDeleted = true;
      node.hasVersion = true;
    });
  }

  /** Not a level of its own: at level 0 it is refused (14 §3.5). */
  delta(session: Session, key: string, delta: number): number {
    this.find(session, key);
    const { versions } = this.transactions;
    const rceid = versions.delta(session.changer(), bookmark(key), 0, 4, BigInt(delta));
    this.#log(session, `Delta ${key}`, rceid);
    const node = this.nodes.get(key)!;
    node.hasVersion = true;
    return this.#add(node, delta);
  }

  lock(session: Session, key: string, kind: 'readLock' | 'writeLock'): void {
    this.find(session, key);
    this.transactions.versions.lock(session.changer(), bookmark(key), kind);
  }

  undoInsert(session: LoggedSession, version: Version): void {
    this.#undo(session, version, (node) => (node.isDeleted = true));
  }

  undoReplace(session: LoggedSession, version: Version): void {
    this.#undo(session, version, (node) => {
      node.cbReserved -= version.cbDelta;
      node.data = version.beforeImage.slice();
    });
  }

  undoFlagDelete(session: LoggedSession, version: Version): void {
    this.#undo(session, version, (node) => (node.isDeleted = false));
  }

  undoDelta(session: LoggedSession, version: Version): void {
    this.#undo(session, version, (node) => this.#add(node, -Number(version.delta)));
  }

  releaseSpace(version: Version): void {
    this.nodes.get(decoder.decode(version.node!.key))!.cbReserved -= version.cbDelta;
  }

  settleNode(versions: NodeVersions, kinds: number): void {
    const key = decoder.decode(versions.key);
    const node = this.nodes.get(key)!;
    if (versions.newest !== undefined || node.cbReserved !== 0) throw new Error(`${key} is not settled`);
    if (!node.isDeleted) node.hasVersion = false;
    else if ((kinds & (owed.flagDelete | owed.undoneInsert)) !== 0) this.nodes.delete(key);
    else throw new Error(`nobody said that ${key} may go`);
  }

  /** An update of a record is a level of its own (24 §3), and at level 0 a transaction (14 §1). */
  #call(session: Session, change: () => void): void {
    session.beginInternal();
    try {
      change();
    } catch (cause) {
      session.rollback();
      throw cause;
    }
    session.commit();
  }

  /** After the version is made and before the page changes. */
  #log(session: Session, record: string, rceid: number): void {
    try {
      this.journal.change(session, record);
    } catch (cause) {
      this.transactions.versions.forget(session.changer(), rceid);
      throw cause;
    }
  }

  #undo(session: LoggedSession, version: Version, change: (node: MapNode) => void): void {
    this.journal.node(session, `Undo ${version.rceid}`);
    change(this.nodes.get(decoder.decode(version.node!.key))!);
  }

  /** Notes what the newest version, a replace, keeps free. */
  #reserve(key: string, node: MapNode): void {
    node.cbReserved += this.transactions.versions.find(bookmark(key))!.newest!.cbDelta;
    if (node.cbReserved < 0) throw new Error('more than nothing is reserved');
  }

  #add(node: MapNode, delta: number): number {
    node.data = node.data.slice();
    const view = new DataView(node.data.buffer);
    const old = view.getInt32(0, true);
    view.setInt32(0, old + delta, true);
    return old;
  }
}
