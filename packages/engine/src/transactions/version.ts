import { storedBytes, type Bucket, type Stored } from './byte-arena';
import type { Bookmark, VersionedTree } from './bookmark';
import { notCommitted } from './transaction-clock';

/** What was done to a node (14 §2.1); `action` is a change of something that is no node, such as a schema. */
export type VersionKind = 'insert' | 'replace' | 'flagDelete' | 'delta' | 'readLock' | 'writeLock' | 'action';

/**
 * A change that is versioned but is no node: a table created, an index dropped, space taken (the last row of
 * 14 §2.1). Only its owner knows what it is.
 */
export interface VersionedAction {
  /** The level is rolled back: the change in memory is reversed, and what it took is given back. */
  undo(): void;
  /** The transaction has become visible with this stamp. Must not throw. */
  commit?(trxCommit0: number): void;
  /** Nobody can see the state before any more. */
  cleanUp?(): void;
}

/**
 * One change of one transaction. The object is used again for another change once this one is undone or
 * cleaned up, so nobody keeps it.
 */
export class Version implements Stored {
  kind: VersionKind = 'action';
  /** What records of the log call it: odd, ascending (24 §3). */
  rceid = 0;
  /** Level at which it was made; a commit of that level does not change it. */
  level = 0;
  /** The prepared update that it belongs to until that is posted (14 §3); 0 for every other change. */
  update = 0;
  transaction!: Transaction;
  /** `undefined` of an action only. */
  node: NodeVersions | undefined;
  action: VersionedAction | undefined;

  /** The versions of the same node. */
  newer: Version | undefined;
  older: Version | undefined;
  /** The versions of the same transaction. */
  next: Version | undefined;
  previous: Version | undefined;

  /** The before-image of a replace. */
  bucket: Bucket | undefined;
  at = 0;
  cb = 0;
  /** Of a replace: the largest data that the node had in the transaction (21 §4). */
  cbMaxSize = 0;
  /** Of a replace: bytes that it adds to what the page keeps free for rollback; negative when it uses some. */
  cbDelta = 0;
  /**
   * Of a replace and a flag-delete: the page that its record names, while the log has no before-image of its own
   * for it; 0 when it has one, or needs none.
   */
  pgnoOwed = 0;
  /** The versions with the same `pgnoOwed`. */
  nextOwed: Version | undefined;
  previousOwed: Version | undefined;

  /** Of a delta: where in the data the integer is, how wide, and what was added. */
  cbOffset = 0;
  width: 4 | 8 = 4;
  delta = 0n;

  /** Of a replace: the data before, in place. */
  get beforeImage(): Uint8Array {
    return storedBytes(this);
  }
}

/** The versions of one node, in the order of their making (14 §2.1). */
export class NodeVersions implements Bookmark, Stored {
  tree!: VersionedTree;
  hash = 0;
  nextInHash: NodeVersions | undefined;
  newest: Version | undefined;
  oldest: Version | undefined;
  /** Bits of `owed`: what the page is still to be told about. */
  owed = 0;
  /** Waits for clean-up, before the next one. */
  isQueued = false;
  nextToSettle: NodeVersions | undefined;

  bucket: Bucket | undefined;
  at = 0;
  /** Key and data together. */
  cb = 0;
  cbKey = 0;

  get key(): Uint8Array {
    return this.#bytes(0, this.cbKey);
  }

  get data(): Uint8Array {
    return this.#bytes(this.cbKey, this.cb);
  }

  append(version: Version): void {
    version.node = this;
    version.older = this.newest;
    version.newer = undefined;
    if (this.newest === undefined) this.oldest = version;
    else this.newest.newer = version;
    this.newest = version;
  }

  /** Not always the newest or the oldest: deltas and read locks of several sessions end in any order. */
  remove(version: Version): void {
    if (version.older === undefined) this.oldest = version.newer;
    else version.older.newer = version.newer;
    if (version.newer === undefined) this.newest = version.older;
    else version.newer.older = version.older;
    version.newer = undefined;
    version.older = undefined;
  }

  #bytes(from: number, to: number): Uint8Array {
    return this.bucket === undefined
      ? new Uint8Array(0)
      : this.bucket.bytes.subarray(this.at + from, this.at + to);
  }
}

/**
 * One transaction from level 0 to level 0 with its versions in the order of their making. Its versions look up
 * the stamp here, so one assignment publishes all of them.
 */
export class Transaction {
  readonly trxBegin0: number;
  trxCommit0 = notCommitted;
  oldest: Version | undefined;
  newest: Version | undefined;
  /** Versions that are actions. */
  actions = 0;
  /** Bytes of the version store that it has taken: what JET_paramMaxTransactionSize limits. */
  cbTaken = 0;
  /** The transaction that committed next after this one, while both wait for clean-up. */
  next: Transaction | undefined;

  constructor(trxBegin0: number) {
    this.trxBegin0 = trxBegin0;
  }

  append(version: Version): void {
    version.transaction = this;
    version.previous = this.newest;
    version.next = undefined;
    if (this.newest === undefined) this.oldest = version;
    else this.newest.next = version;
    this.newest = version;
    if (version.kind === 'action') this.actions++;
  }

  /** The newest while it is open, the oldest in clean-up. */
  remove(version: Version): void {
    if (version.previous === undefined) this.oldest = version.next;
    else version.previous.next = version.next;
    if (version.next === undefined) this.newest = version.previous;
    else version.next.previous = version.previous;
    version.next = undefined;
    version.previous = undefined;
    if (version.kind === 'action') this.actions--;
  }
}
