import { JetError } from '@esekit/core';
import type { LongValueChange, LongValueStore, RecordBuilder } from '../../records/write';
import type { LevelObserver } from '../../transactions';
import { isLong } from '../../values/coltyp';
import type { UpdateHost } from './update-host';

/**
 * What a prepared update does to the long values of its table before it is posted (12 §3, 14 §3): the copy
 * buffer sees a store, and what changes it is marked as the update's, so that it can be undone alone when the
 * update is cancelled. One call changes all that it wants to, or nothing.
 */
export class PendingLongValues implements LongValueStore, LevelObserver {
  readonly #host: UpdateHost;
  /** The mark of this update's changes; 0 as long as there are none. */
  #update = 0;
  /** The innermost and the outermost level in which something was changed. */
  #levelInner = 0;
  #levelOuter = 0;
  #isInCall = false;
  #builder: RecordBuilder | undefined;
  #recordBefore: Uint8Array | undefined;
  /** Values that this update has made. */
  readonly #own: Uint8Array[] = [];
  /** A rollback has taken something away that the buffer refers to. */
  #onLost: () => void;

  /** @param onLost the update cannot be posted any more */
  constructor(host: UpdateHost, onLost: () => void) {
    this.#host = host;
    this.#onLost = onLost;
  }

  /** Whose record is put back when a call fails. */
  attach(builder: RecordBuilder): void {
    this.#builder = builder;
  }

  get lidSize(): 4 | 8 {
    return this.#host.lidSize;
  }

  create(value: Uint8Array, compresses: boolean): Uint8Array {
    this.#beginChange();
    this.#makeTree();
    const lid = this.#host.longValueStore().create(value, compresses);
    this.#own.push(lid);
    return lid;
  }

  change(lid: Uint8Array, change: LongValueChange, compresses: boolean): Uint8Array {
    this.#beginChange();
    const store = this.#host.longValueStore();
    if (this.#isOwn(lid) || !this.#isIndexed()) return store.change(lid, change, compresses);
    // The entries of the record are found by the value as it was, so a copy is changed. What nobody refers to any
    // more can still be read: it goes when the update is committed and nobody sees it.
    store.addReference(lid);
    const copy = store.change(lid, change, compresses);
    store.release(lid);
    if (copy !== lid) this.#own.push(copy);
    return copy;
  }

  release(lid: Uint8Array): void {
    this.#beginChange();
    this.#host.longValueStore().release(lid);
  }

  addReference(lid: Uint8Array): void {
    this.#beginChange();
    this.#host.longValueStore().addReference(lid);
  }

  size(lid: Uint8Array): number {
    return this.#host.longValueStore().size(lid);
  }

  read(lid: Uint8Array): Uint8Array {
    return this.#host.longValueStore().read(lid);
  }

  /** The call has succeeded. */
  endCall(): void {
    if (!this.#isInCall) return;
    this.#isInCall = false;
    const { session } = this.#host.session;
    session.update = 0;
    this.#recordBefore = undefined;
    session.commit();
    this.#noteLevel(session.level);
  }

  /** The call has failed: what it changed is undone, and the record is as it was. */
  undoCall(): void {
    if (!this.#isInCall) return;
    this.#isInCall = false;
    const { session } = this.#host.session;
    session.update = 0;
    if (this.#recordBefore !== undefined) this.#builder?.restore(this.#recordBefore);
    this.#recordBefore = undefined;
    session.rollback();
  }

  /** The update is cancelled: everything that it has changed is undone. */
  undo(): void {
    if (this.#update === 0) return;
    const update = this.#update;
    this.#end();
    this.#host.session.session.undoUpdate(update);
  }

  /** The update is posted, in the innermost level: with that level its changes stay or go from now on. */
  adopt(): void {
    if (this.#update === 0) return;
    const { session } = this.#host.session;
    if (this.#levelOuter < session.level) session.adoptUpdate(this.#update);
    this.#end();
  }

  #isOwn(lid: Uint8Array): boolean {
    return this.#own.some((own) => own.length === lid.length && own.every((byte, i) => byte === lid[i]));
  }

  /** Whether keys of the table are made of long values. */
  #isIndexed(): boolean {
    const { table, session } = this.#host;
    return table
      .indexesKeptBy(session.session)
      .some(({ definition }) => definition.segments.some(({ column }) => isLong(column.coltyp)));
  }

  #end(): void {
    this.#own.length = 0;
    this.#update = 0;
    this.#levelInner = 0;
    this.#levelOuter = 0;
    this.#host.session.session.observers.delete(this);
  }

  /**
   * With the transaction, its changes would stay whatever becomes of the update (F-44: the engine itself does not
   * survive that).
   */
  committing(): void {
    throw new JetError(
      'JET_errAlreadyPrepared',
      'commit with a prepared update that has changed long values',
      {
        hint: 'Post the update, or cancel it.',
      },
    );
  }

  committed(levelTo: number): void {
    this.#levelInner = Math.min(this.#levelInner, levelTo);
    this.#levelOuter = Math.min(this.#levelOuter, levelTo);
  }

  rollingBack(level: number): void {
    if (level <= this.#levelInner) this.#onLost();
  }

  #noteLevel(level: number): void {
    this.#levelInner = Math.max(this.#levelInner, level);
    this.#levelOuter = this.#levelOuter === 0 ? level : Math.min(this.#levelOuter, level);
  }

  /** The tree does not go with the update: others may have put their values there meanwhile. */
  #makeTree(): void {
    const { session } = this.#host.session;
    session.update = 0;
    this.#host.makeLongValueTree();
    session.update = this.#update;
  }

  #beginChange(): void {
    const { session } = this.#host.session;
    if (!this.#isInCall) {
      if (session.level === 0) {
        throw new JetError('JET_errNotInTransaction', 'change a long value outside of a transaction');
      }
      if (this.#update === 0) {
        this.#update = session.nextUpdate();
        session.observers.add(this);
      }
      this.#recordBefore = this.#builder?.isPrepared ? this.#builder.record.slice() : undefined;
      session.beginInternal();
      this.#isInCall = true;
    }
    session.update = this.#update;
  }
}
