import { JetError } from '@esekit/core';
import { LiveCursor, type LiveTree } from '../../live';
import type { Session } from '../../transactions';
import { longValueRoot } from '../long-value-format';
import type { ChangeableNodes } from './changeable-nodes';

/** Where the tree of a table's long values comes from; it is made for the first value (12 §2). */
export interface LongValueTreeOwner {
  longValues(): LiveTree | undefined;
  createLongValues(session: Session): LiveTree;
}

/** The nodes of a table's long values as a session sees and changes them. */
export class SessionLongValues implements ChangeableNodes {
  readonly #session: Session;
  readonly #owner: LongValueTreeOwner;
  #cursor: LiveCursor | undefined;

  constructor(session: Session, owner: LongValueTreeOwner) {
    this.#session = session;
    this.#owner = owner;
  }

  seek(key: Uint8Array, cbKey: number): boolean {
    return this.#reader()?.seek('=', key, cbKey) ?? false;
  }

  data(): Uint8Array {
    return this.#cursor?.data() ?? none;
  }

  lastKey(): Uint8Array | undefined {
    const cursor = this.#reader();
    return cursor?.last() === true ? cursor.key().slice() : undefined;
  }

  insert(key: Uint8Array, data: Uint8Array): void {
    const tree = this.#owner.longValues() ?? this.#owner.createLongValues(this.#session);
    tree.insert(this.#session, key, data);
  }

  replace(key: Uint8Array, data: Uint8Array): void {
    this.#tree().replace(this.#session, key, data);
  }

  remove(key: Uint8Array): void {
    this.#tree().flagDelete(this.#session, key);
  }

  lock(key: Uint8Array): void {
    this.#tree().lock(this.#session, key, 'writeLock');
  }

  addDelta(key: Uint8Array, delta: number): void {
    this.#tree().addDelta(this.#session, key, longValueRoot.refcount, 4, BigInt(delta));
  }

  #tree(): LiveTree {
    const tree = this.#owner.longValues();
    if (tree !== undefined) return tree;
    throw new JetError(
      'JET_errLVCorrupted',
      'a record refers to a long value, and the table has no tree of them',
    );
  }

  /** A rollback may have taken the tree away, and another may be there since. */
  #reader(): LiveCursor | undefined {
    const tree = this.#owner.longValues();
    if (tree === undefined) this.#cursor = undefined;
    else if (this.#cursor?.tree !== tree) this.#cursor = new LiveCursor(tree, this.#session);
    return this.#cursor;
  }
}

const none = new Uint8Array(0);
