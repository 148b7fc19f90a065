import { JetError } from '@esekit/core';
import { ByteArena } from './byte-arena';
import { checkChange, checkInsert } from './conflict';
import { NodeTable } from './node-table';
import { owed, type Bookmark, type VersionedTree } from './bookmark';
import { OwedUndo } from './owed-undo';
import { setReplaceSizes } from './replace-sizes';
import { SettleQueue } from './settle-queue';
import { storeLimits, type StoreLimits, type VersionStoreOptions } from './store-limits';
import { transactionLimits } from './transaction-limits';
import type { NodeVersions, Transaction, Version, VersionedAction, VersionKind } from './version';
import { VersionPool } from './version-pool';
import type { Viewer } from './viewer';

/** A session that changes something: inside of a transaction that may write. */
export interface Changer extends Viewer {
  readonly transaction: Transaction;
  readonly level: number;
  /** The prepared update whose change is made now; 0 or missing for every other change. */
  readonly update?: number;
}

export interface VersionStatistics {
  readonly versions: number;
  /** Nodes that have versions or wait for clean-up. */
  readonly nodes: number;
  /** Bookmarks and before-images. */
  readonly cbStored: number;
  /** Memory taken, as the limit counts it. */
  readonly cbUsed: number;
  readonly cbMost: number;
}

const none = new Uint8Array(0);

/**
 * The changes that someone may not see yet, or may have to take back (14 §2).
 *
 * Each method tests for conflicts, makes the version and returns its id; the page is logged and changed after
 * that. When this fails, {@link forget} takes the version away. What throws has changed nothing.
 */
export class VersionStore {
  readonly #limits: StoreLimits;
  readonly #arena: ByteArena;
  readonly #nodes = new NodeTable();
  readonly #pool = new VersionPool();
  /** Nodes without versions whose pages are to be told so. */
  readonly #settling = new SettleQueue();
  readonly #owedUndo = new OwedUndo();
  #replaces = 0;
  /** A replace that the page does not have yet: what it keeps for rollback does not count until then. */
  pendingReplace: Version | undefined;

  constructor(options: VersionStoreOptions = {}) {
    this.#limits = storeLimits(options);
    this.#arena = new ByteArena(this.#limits.cbVersionPage);
  }

  find(bookmark: Bookmark): NodeVersions | undefined {
    return this.#nodes.find(bookmark);
  }

  /** As {@link find}, for a bookmark whose key and data stand in a row at the beginning of `bytes`. */
  findRow(tree: VersionedTree, bytes: Uint8Array, cbKey: number, cb: number): NodeVersions | undefined {
    return this.#nodes.findRow(tree, bytes, cbKey, cb);
  }

  /** No node has versions or waits for clean-up. */
  get isEmpty(): boolean {
    return this.#nodes.size === 0;
  }

  /** Versions that are not cleaned up, needed or not. */
  get count(): number {
    return this.#pool.inUse;
  }

  /** Whether some node may have grown smaller and keep room for its rollback. */
  get hasReplaces(): boolean {
    return this.#replaces > 0;
  }

  /** Whether some version's before-image may be missing in the log. */
  get owesUndoInfo(): boolean {
    return this.#owedUndo.count > 0;
  }

  get statistics(): VersionStatistics {
    return {
      versions: this.#pool.inUse,
      nodes: this.#nodes.size,
      cbStored: this.#arena.cbLive,
      cbUsed: this.#cbUsed,
      cbMost: this.#limits.cbMost,
    };
  }

  /** More than JET_paramPreferredVerPages: clean-up should run before the next change. */
  get isCrowded(): boolean {
    return this.#cbUsed > this.#limits.cbPreferred;
  }

  get #cbUsed(): number {
    const { cbVersion, cbNode } = transactionLimits;
    const cbPages = this.#arena.bucketsInUse * this.#arena.cbBucket;
    return cbPages + this.#pool.inUse * cbVersion + this.#nodes.size * cbNode;
  }

  /**
   * A node for a key that no node has, or of key and data that are there with the delete flag where keys are not
   * unique.
   *
   * @param isPresent whether a node without the delete flag stands there
   * @throws JET_errKeyDuplicate
   */
  insert(changer: Changer, at: Bookmark, isPresent: boolean): number {
    const node = this.#nodes.find(at);
    checkInsert(changer, node, isPresent);
    return this.#add(changer, 'insert', at, node, none).rceid;
  }

  /**
   * A node that takes the place of a deleted one with the same key: an insert and a replace in one (14 §2.3).
   *
   * @returns the id of the insert; that of the replace is `nextRceid` of it
   * @throws JET_errKeyDuplicate
   */
  insertOver(changer: Changer, at: Bookmark, dataOld: Uint8Array, cbNew: number): number {
    const node = this.#nodes.find(at);
    checkInsert(changer, node, false);
    this.#checkRoom(changer, node === undefined ? at : undefined, dataOld.length, 2);
    const inserted = this.#add(changer, 'insert', at, node, none);
    this.#addReplace(changer, at, inserted.node, dataOld, cbNew);
    return inserted.rceid;
  }

  /** @throws JET_errWriteConflict */
  replace(changer: Changer, at: Bookmark, dataOld: Uint8Array, cbNew: number): number {
    const node = this.#nodes.find(at);
    checkChange(changer, node, 'replace');
    return this.#addReplace(changer, at, node, dataOld, cbNew);
  }

  /** @throws JET_errWriteConflict */
  flagDelete(changer: Changer, at: Bookmark): number {
    return this.#change(changer, 'flagDelete', at).rceid;
  }

  /**
   * An integer at `cbOffset` of the data has `delta` added, and wraps: escrow columns, the reference counts of
   * long values (14 §2.4). Sessions do this side by side.
   *
   * @throws JET_errWriteConflict
   */
  delta(changer: Changer, at: Bookmark, cbOffset: number, width: 4 | 8, delta: bigint): number {
    const version = this.#change(changer, 'delta', at);
    version.cbOffset = cbOffset;
    version.width = width;
    version.delta = delta;
    return version.rceid;
  }

  /**
   * Takes a lock until the transaction ends; after a commit it still stands in the way of sessions that began
   * before (14 §2.3, §3.6, F-49). What is held already is not taken again.
   *
   * @throws JET_errWriteConflict
   */
  lock(changer: Changer, at: Bookmark, kind: 'readLock' | 'writeLock'): void {
    const node = this.#nodes.find(at);
    checkChange(changer, node, kind);
    for (let version = node?.newest; version !== undefined; version = version.older) {
      if (version.transaction !== changer.transaction || version.kind === 'delta') continue;
      if (version.kind !== 'readLock' || kind === 'readLock') return;
    }
    this.#add(changer, kind, at, node, none);
  }

  action(changer: Changer, action: VersionedAction): void {
    this.#checkRoom(changer, undefined, 0, 1);
    this.#take(changer, 'action').action = action;
  }

  /**
   * The change of the session's newest version failed: the version goes without being undone, with both parts of
   * an `insertOver`.
   *
   * @param rceid what the method that made it returned
   */
  forget(changer: Changer, rceid: number): void {
    const { newest } = changer.transaction;
    const first = newest?.rceid === rceid ? newest : newest?.previous;
    if (newest === undefined || first?.rceid !== rceid || first.level !== changer.level) {
      throw new JetError(
        'JET_errInternalError',
        `forget version ${rceid}, which is not the newest of the session`,
      );
    }
    if (newest !== first) this.drop(newest);
    this.drop(first);
  }

  /**
   * The page has what the session's newest version, a replace or a flag-delete, stands for: from now on the log
   * needs its before-image before it can be written (24 §1.3).
   *
   * @param pgno the page that the record of the change names
   */
  oweUndoInfo(changer: Changer, pgno: number): void {
    this.#owedUndo.add(changer.transaction.newest!, pgno);
  }

  /** The oldest version that owes its before-image because of a page; the others follow by `nextOwed`. */
  firstOwed(dbid: number, pgno: number): Version | undefined {
    return this.#owedUndo.first(dbid, pgno);
  }

  /** The log has the before-image. */
  payUndoInfo(version: Version): void {
    this.#owedUndo.remove(version);
  }

  /** A version is undone, cleaned up or forgotten: it is in no list any more. */
  drop(version: Version): void {
    const { node, transaction } = version;
    if (version.kind === 'replace') this.#replaces--;
    this.payUndoInfo(version);
    transaction.remove(version);
    if (node !== undefined) {
      transaction.cbTaken -= version.cb;
      this.#arena.release(version);
      node.remove(version);
      this.#leave(node);
    }
    transaction.cbTaken -= transactionLimits.cbVersion;
    this.#pool.give(version);
  }

  /** The next node whose page is to be told that its versions are gone; it stays the next one. */
  nextToSettle(): NodeVersions | undefined {
    for (;;) {
      const node = this.#settling.first;
      if (node === undefined || (node.newest === undefined && node.owed !== 0)) return node;
      this.endSettling(node);
    }
  }

  /** Takes the next node off; it comes again when there is something new to be told. */
  endSettling(node: NodeVersions): void {
    this.#settling.shift();
    this.#leave(node);
  }

  /** A node without versions is told to its page first, when that has to know. */
  #leave(node: NodeVersions): void {
    if (node.newest !== undefined || node.isQueued) return;
    if (node.owed !== 0) {
      this.#settling.push(node);
      return;
    }
    this.#arena.release(node);
    this.#nodes.remove(node);
  }

  #change(changer: Changer, kind: VersionKind, at: Bookmark): Version {
    const node = this.#nodes.find(at);
    checkChange(changer, node, kind);
    return this.#add(changer, kind, at, node, none);
  }

  #addReplace(
    changer: Changer,
    at: Bookmark,
    known: NodeVersions | undefined,
    dataOld: Uint8Array,
    cbNew: number,
  ): number {
    const version = this.#add(changer, 'replace', at, known, dataOld);
    this.#replaces++;
    setReplaceSizes(version, dataOld.length, cbNew);
    return version.rceid;
  }

  #add(
    changer: Changer,
    kind: VersionKind,
    at: Bookmark,
    known: NodeVersions | undefined,
    image: Uint8Array,
  ): Version {
    this.#checkRoom(changer, known === undefined ? at : undefined, image.length, 1);
    const node = known ?? this.#nodes.add(at);
    if (known === undefined) this.#arena.store(node, at.key, at.data);
    const version = this.#take(changer, kind);
    this.#arena.store(version, image);
    changer.transaction.cbTaken += image.length;
    node.append(version);
    return version;
  }

  #take(changer: Changer, kind: VersionKind): Version {
    changer.transaction.cbTaken += transactionLimits.cbVersion;
    const version = this.#pool.take(kind, changer.level, changer.transaction);
    version.update = changer.update ?? 0;
    return version;
  }

  /**
   * @param added the bookmark of a node that is new to the store
   * @throws JET_errVersionStoreEntryTooBig, JET_errVersionStoreOutOfMemory (14 §2.6)
   */
  #checkRoom(changer: Changer, added: Bookmark | undefined, cbImage: number, count: number): void {
    const cbBookmark = added === undefined ? 0 : added.key.length + added.data.length;
    const cb = Math.max(cbBookmark, cbImage);
    if (cb > this.#arena.cbBucket) {
      throw new JetError('JET_errVersionStoreEntryTooBig', `keep ${cb} bytes in a version page`);
    }
    const cbVersions = count * transactionLimits.cbVersion;
    const cbPages = this.#arena.bucketsNeeded(cbBookmark, cbImage) * this.#arena.cbBucket;
    const cbNode = added === undefined ? 0 : transactionLimits.cbNode;
    if (this.#cbUsed + cbPages + cbVersions + cbNode > this.#limits.cbMost) {
      throw outOfMemory(this.#limits.cbMost, 'End the oldest transaction, or raise JET_paramMaxVerPages.');
    }
    if (changer.transaction.cbTaken + cbImage + cbVersions > this.#limits.cbTransactionMost) {
      const hint = 'Do less in one transaction, or raise JET_paramMaxTransactionSize.';
      throw outOfMemory(this.#limits.cbTransactionMost, hint);
    }
  }
}

function outOfMemory(cbMost: number, hint: string): JetError {
  return new JetError('JET_errVersionStoreOutOfMemory', `more than ${cbMost} bytes of versions`, { hint });
}

/** What a kind of version leaves to be told to the page; locks and actions leave nothing. */
export function owedAfter(kind: VersionKind): number {
  if (kind === 'insert' || kind === 'replace' || kind === 'flagDelete' || kind === 'delta') return owed[kind];
  return 0;
}
