import { Tree, TreeWriter, type TreeOptions } from '@esekit/btree';
import { JetError } from '@esekit/core';
import { pageFlag, type NodeView } from '@esekit/pages';
import { nextRceid, type Bookmark, type Session } from '../transactions';
import type { VersionedTree } from '../transactions/bookmark';
import { checkChange, checkInsert } from '../transactions/conflict';
import type { Changer } from '../transactions/version-store';
import type { TreeHost } from './tree-host';

export interface LiveTreeFacts {
  readonly pgnoFDP: number;
  readonly objidFDP: number;
  /** What messages call the tree. */
  readonly label: string;
  /** Percent of the last page that insertions behind the last node may fill (03 §5.3). Default 80. */
  readonly density?: number | undefined;
}

/**
 * Asked when everyone sees the same value of an integer that sessions had added to: what is to go at 0 goes then
 * (14 §2.4, §3.5). It runs in a transaction of a system task, and changes what it wants with that session.
 * The arrays hold until the first change.
 */
export type OnZero = (session: Session, key: Uint8Array, data: Uint8Array) => void;

/** The pages of a live tree: leads from the pages to the tree that has the versions of their nodes. */
export class LivePages extends Tree {
  constructor(
    readonly owner: LiveTree,
    options: TreeOptions,
  ) {
    super(options);
  }
}

const noBytes = new Uint8Array(0);

/** One bookmark after the other. */
class Place implements Bookmark {
  key: Uint8Array = noBytes;
  data: Uint8Array = noBytes;
  constructor(readonly tree: VersionedTree) {}
}

/**
 * A tree of an attached database whose nodes have versions: one object per tree, for all sessions.
 *
 * Every change is one of a session in a transaction. It is tested against the versions of others (14 §2.3), gets
 * a version of its own and is logged before the page changes; what throws has changed nothing. The level around
 * a record and its index entries is the caller's (24 §3). Arrays are read during a call and not kept.
 */
export class LiveTree implements VersionedTree {
  readonly dbid: number;
  readonly pgnoFDP: number;
  readonly objidFDP: number;
  readonly host: TreeHost;
  readonly tree: Tree;
  onZero: OnZero | undefined;
  readonly #density: number | undefined;
  readonly #at: Place;
  #writer: TreeWriter | undefined;
  #isUnique: boolean | undefined;
  #isDiscarded = false;

  constructor(host: TreeHost, { pgnoFDP, objidFDP, label, density }: LiveTreeFacts) {
    this.host = host;
    this.dbid = host.dbid;
    this.pgnoFDP = pgnoFDP;
    this.objidFDP = objidFDP;
    this.tree = new LivePages(this, { source: host.database.buffer, pgnoFDP, objidFDP, label });
    this.#density = density;
    this.#at = new Place(this);
  }

  /** Whether a key is the whole of a bookmark. */
  get isUnique(): boolean {
    this.#isUnique ??= !this.tree.source.get(this.pgnoFDP).view.hasFlag(pageFlag.nonUniqueKeys);
    return this.#isUnique;
  }

  /** Its space is given back or about to be, or its database is closed: clean-up leaves it alone from now on. */
  get isGone(): boolean {
    return this.#isDiscarded || this.host.database.buffer.pageCount === 0;
  }

  discard(): void {
    this.#isDiscarded = true;
  }

  /** What changes the pages; only for what stands below versions: undo and clean-up. */
  get writer(): TreeWriter {
    this.#writer ??= new TreeWriter({
      database: this.host.database,
      tree: this.tree,
      allocator: this.host.allocator,
      ...(this.#density === undefined ? {} : { density: this.#density }),
    });
    return this.#writer;
  }

  /**
   * Inserts a node, over a deleted one if there is one.
   *
   * @throws JET_errKeyDuplicate whatever others did or do to the key, visible or not (14 §2.3)
   * @throws JET_errRecordTooBig
   */
  insert(session: Session, key: Uint8Array, data: Uint8Array): void {
    const changer = this.#changer(session);
    const { versions } = this.host;
    const { writer } = this;
    const presence = writer.seek(key, data);
    if (presence === 'deleted' && this.isUnique) {
      this.#insertOver(changer, session, key, data);
      return;
    }
    const rceid = versions.insert(changer, this.#place(key, data), presence === 'present');
    try {
      if (presence === 'absent') writer.insert(session, rceid, data);
      else writer.flagInsert(session, rceid);
    } catch (error) {
      versions.forget(changer, rceid);
      throw error;
    }
  }

  /**
   * What {@link insert} would say to a key where keys are unique, without inserting.
   *
   * @throws JET_errKeyDuplicate
   */
  checkInsert(session: Session, key: Uint8Array): void {
    const isPresent = this.writer.seek(key, noBytes) === 'present';
    checkInsert(session, this.host.versions.find(this.#place(key, noBytes)), isPresent);
  }

  /**
   * Replaces the data of a node; keys must be unique.
   *
   * @throws JET_errWriteConflict, JET_errRecordTooBig
   * @throws JET_errRecordDeleted when the session itself or someone that it sees has deleted the node
   * @throws JET_errRecordNotFound when there is none
   */
  replace(session: Session, key: Uint8Array, data: Uint8Array): void {
    const changer = this.#changer(session);
    const { versions } = this.host;
    const at = this.#place(key, noBytes);
    const node = this.#seekPresent(changer, at, 'replace');
    const rceid = versions.replace(changer, at, node.data(), data.length);
    const { pgno } = this.writer;
    versions.pendingReplace = changer.transaction.newest;
    try {
      this.writer.replace(session, rceid, data);
    } catch (error) {
      versions.forget(changer, rceid);
      throw error;
    } finally {
      versions.pendingReplace = undefined;
    }
    versions.oweUndoInfo(changer, pgno);
  }

  /**
   * Sets the delete flag; clean-up removes the node when nobody can see it any more (14 §2.5).
   *
   * @param data the rest of the bookmark, where keys are not unique
   * @throws as {@link replace}
   */
  flagDelete(session: Session, key: Uint8Array, data: Uint8Array = noBytes): void {
    const changer = this.#changer(session);
    const { versions } = this.host;
    const at = this.#place(key, data);
    this.#seekPresent(changer, at, 'flagDelete');
    const rceid = versions.flagDelete(changer, at);
    const { pgno } = this.writer;
    try {
      this.writer.flagDelete(session, rceid);
    } catch (error) {
      versions.forget(changer, rceid);
      throw error;
    }
    versions.oweUndoInfo(changer, pgno);
  }

  /**
   * Adds to a little-endian integer of the node's data; it wraps. Sessions do this side by side (14 §3.5).
   *
   * @param isVersioned `false` for what no rollback takes back (JET_bitEscrowNoRollback)
   * @returns the value that the page had before, with what others have added and not committed
   * @throws as {@link replace}, and JET_errInvalidParameter when the data has no such integer
   */
  addDelta(
    session: Session,
    key: Uint8Array,
    cbOffset: number,
    width: 4 | 8,
    delta: bigint,
    isVersioned = true,
  ): bigint {
    const changer = this.#changer(session);
    const { versions } = this.host;
    const at = this.#place(key, noBytes);
    const value = readInteger(this.#seekPresent(changer, at, 'delta'), cbOffset, width);
    const rceid = isVersioned ? versions.delta(changer, at, cbOffset, width, delta) : 0;
    try {
      this.writer.addDelta(session, rceid, cbOffset, delta, width);
    } catch (error) {
      if (isVersioned) versions.forget(changer, rceid);
      throw error;
    }
    return value;
  }

  /**
   * Keeps others from changing the node until the transaction ends (14 §3.6); no page changes.
   *
   * @throws JET_errWriteConflict
   */
  lock(session: Session, key: Uint8Array, kind: 'readLock' | 'writeLock'): void {
    this.host.versions.lock(this.#changer(session), this.#place(key, noBytes), kind);
  }

  /**
   * Inserts a node that needs no version, because nobody sees the tree yet: an index that is built, a record
   * inserted with JET_bitUpdateNoVersion.
   *
   * @throws JET_errKeyDuplicate, JET_errRecordTooBig
   */
  insertUnversioned(session: Session, key: Uint8Array, data: Uint8Array): void {
    this.#changer(session);
    const { writer } = this;
    const presence = writer.seek(key, data);
    if (presence !== 'deleted') writer.insert(session, 0, data);
    else if (this.isUnique) writer.revive(session, 0, 0, data);
    else writer.flagInsert(session, 0);
  }

  #insertOver(changer: Changer, session: Session, key: Uint8Array, data: Uint8Array): void {
    const { versions } = this.host;
    const { writer } = this;
    const rceid = versions.insertOver(changer, this.#place(key, data), writer.node.data(), data.length);
    const { pgno } = writer;
    versions.pendingReplace = changer.transaction.newest;
    try {
      writer.revive(session, rceid, nextRceid(rceid), data);
    } catch (error) {
      versions.forget(changer, rceid);
      throw error;
    } finally {
      versions.pendingReplace = undefined;
    }
    versions.oweUndoInfo(changer, pgno);
  }

  #changer(session: Session): Changer {
    this.host.requireWritable();
    return session.changer();
  }

  /** The bookmark; there is one object for all. */
  #place(key: Uint8Array, data: Uint8Array): Place {
    const at = this.#at;
    at.key = key;
    at.data = this.isUnique ? noBytes : data;
    return at;
  }

  /** Goes to a node that the session may change, as far as it is there. */
  #seekPresent(changer: Changer, at: Place, kind: 'replace' | 'flagDelete' | 'delta'): NodeView {
    const { writer } = this;
    const presence = writer.seek(at.key, at.data);
    if (presence === 'present') return writer.node;
    checkChange(changer, this.host.versions.find(at), kind);
    const { label } = this.tree;
    if (presence === 'absent') throw new JetError('JET_errRecordNotFound', `${label}: there is no such node`);
    throw new JetError('JET_errRecordDeleted', `${label}: the node is deleted`);
  }
}

function readInteger({ bytes, dataStart, cbData }: NodeView, cbOffset: number, width: 4 | 8): bigint {
  if (cbOffset < 0 || cbOffset + width > cbData) {
    throw new JetError('JET_errInvalidParameter', `no integer of ${width} bytes at ${cbOffset} of ${cbData}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart + cbOffset, width);
  return width === 4 ? BigInt(view.getInt32(0, true)) : view.getBigInt64(0, true);
}
