import { compareBytes, TreeCursor, type Direction } from '@esekit/btree';
import { JetError } from '@esekit/core';
import { lineFlag, type NodeView } from '@esekit/pages';
import { lookAtNode, VisibleNode, type NodeVersions, type Session } from '../transactions';
import type { LiveTree } from './live-tree';
import { copyBookmark } from './node-bookmark';

/** The visible node that a seek goes to, as its key against the sought one. */
export type LiveSeekMode = '=' | '<' | '<=' | '>' | '>=';

/**
 * `at` a bookmark, whether there is a node or not; at a `gap` in front of the first node whose key is not less
 * than the one sought in vain; or at an end.
 */
type State = 'unset' | 'before' | 'after' | 'at' | 'gap';

export interface TreeEstimate {
  readonly position: number;
  readonly entries: number;
}

/** Flags of nodes that are not simply there. */
const needsLook = lineFlag.version | lineFlag.deleted;

/**
 * A place in a tree as one session sees it, for moves and reads. It keeps its bookmark and looks the node up again
 * when the page is not what it was, so it survives every change of the tree by anybody: splits, merges, the
 * deletion and removal of its own node, rollbacks.
 *
 * Moves stop at nodes that the session sees, and are `true` when they have found one. Standing still allocates
 * nothing, and neither does a step unless the page has changed.
 *
 * Moves throw what those of `TreeCursor` throw.
 */
export class LiveCursor {
  readonly #cursor: TreeCursor;
  readonly #seen = new VisibleNode();
  #state: State = 'unset';
  /** Whether `#cursor` was placed on the node of the bookmark. */
  #isPlaced = false;
  /** Whether everyone sees the node as it is on its page. */
  #isPlain = false;
  #looks = 0;
  /** Whether the data that the session sees is that of the page; otherwise `#seen` has it. */
  #isAsOnPage = true;
  /** Key and data in a row; where keys are unique, the key alone. */
  #bookmark = new Uint8Array(256);
  #cbKey = 0;
  #cb = 0;
  /** The bookmark of a node that versions are looked for of. */
  #probe = new Uint8Array(256);

  constructor(
    readonly tree: LiveTree,
    readonly session: Session,
  ) {
    this.#cursor = new TreeCursor(tree.tree, { seesDeleted: true });
  }

  get isUnique(): boolean {
    return this.tree.isUnique;
  }

  first(): boolean {
    this.#leave();
    this.#cursor.first();
    return this.#land(1);
  }

  last(): boolean {
    this.#leave();
    this.#cursor.last();
    return this.#land(-1);
  }

  /** From no place at all it goes to the first node, {@link previous} to the last. */
  next(): boolean {
    const state = this.#state;
    if (state === 'unset' || state === 'before') return this.first();
    return state !== 'after' && this.#move(1);
  }

  previous(): boolean {
    const state = this.#state;
    if (state === 'unset' || state === 'after') return this.last();
    return state !== 'before' && this.#move(-1);
  }

  /**
   * Looks for a key. Where keys are not unique, `=` and `>=` find the first node of the key, `<=` the last. When
   * there is no such node the cursor stands on the gap where it would be (`=`), or behind the end.
   */
  seek(mode: LiveSeekMode, key: Uint8Array, cbKey = key.length): boolean {
    this.#leave();
    const cursor = this.#cursor;
    if (mode !== '=') {
      cursor.seek(key, mode, cbKey);
      return this.#land(mode === '<' || mode === '<=' ? -1 : 1);
    }
    cursor.seek(key, '>=', cbKey);
    while (cursor.isOnNode && cursor.compareKey(key, cbKey) === 0) {
      if (this.#sees(cursor.node)) return this.#stand();
      cursor.next();
    }
    this.#keepKey(key, cbKey);
    this.#cb = cbKey;
    this.#state = 'gap';
    return false;
  }

  /** Goes to a bookmark as {@link place} does; whether the session sees a node there. */
  seekBookmark(key: Uint8Array, data?: Uint8Array): boolean {
    this.place(key, data);
    return this.isOnNode;
  }

  /** Stands at a bookmark, whether it is there or not; moves go on from it. */
  place(key: Uint8Array, data?: Uint8Array): void {
    this.#leave();
    this.#keepKey(key, key.length);
    const cbData = this.isUnique || data === undefined ? 0 : data.length;
    this.#reserve(this.#cbKey + cbData);
    if (cbData > 0) this.#bookmark.set(data!, this.#cbKey);
    this.#cb = this.#cbKey + cbData;
    this.#state = 'at';
  }

  /** Takes the place that another cursor of the same tree has. */
  placeAs(other: LiveCursor): void {
    this.#leave();
    this.#reserve(other.#cb);
    this.#bookmark.set(other.#bookmark.subarray(0, other.#cb));
    this.#cbKey = other.#cbKey;
    this.#cb = other.#cb;
    this.#state = other.#state;
  }

  /** Stands nowhere: {@link next} goes to the first node. */
  reset(): void {
    this.#leave();
  }

  /** In front of the first node, which {@link next} goes to. */
  toBefore(): void {
    this.#leave();
    this.#state = 'before';
  }

  /** Behind the last node, which {@link previous} goes to. */
  toAfter(): void {
    this.#leave();
    this.#state = 'after';
  }

  /** At a node that the session sees now: somebody may have changed that since the cursor came here. */
  get isOnNode(): boolean {
    return this.#look();
  }

  /** At a bookmark, as a move or a seek has found it or {@link place} was told; there may be no node. */
  get hasBookmark(): boolean {
    return this.#state === 'at';
  }

  /**
   * The key of the bookmark, in place: it holds until the next move.
   *
   * @throws JET_errNoCurrentRecord without a bookmark
   */
  key(): Uint8Array {
    this.#requireBookmark();
    return this.#bookmark.subarray(0, this.#cbKey);
  }

  get cbKey(): number {
    this.#requireBookmark();
    return this.#cbKey;
  }

  /**
   * The data of the node as the session sees it: it holds until the next call on this cursor, and the next change
   * of anything.
   *
   * @throws JET_errNoCurrentRecord without a bookmark
   * @throws JET_errRecordDeleted when the session does not see a node there
   */
  data(): Uint8Array {
    this.#requireBookmark();
    if (!this.#look()) {
      throw new JetError(
        'JET_errRecordDeleted',
        `${this.tree.tree.label}: the node of the cursor is not there`,
      );
    }
    return this.#isAsOnPage ? this.#cursor.node.data() : this.#seen.data;
  }

  /**
   * {@link data} without an array of its own: the bytes, where the data begins in them, and its size.
   *
   * @throws as {@link data}
   */
  dataInto(place: { set(bytes: Uint8Array, start: number, length: number): void }): void {
    this.#requireBookmark();
    if (this.#look() && this.#isAsOnPage) {
      const { bytes, dataStart, cbData } = this.#cursor.node;
      place.set(bytes, dataStart, cbData);
      return;
    }
    const data = this.data();
    place.set(data, 0, data.length);
  }

  /**
   * Whether the node is still what it was at the last look, without looking again: its page has not changed, and
   * nobody's view of it depends on versions.
   */
  get isSettled(): boolean {
    return this.#isPlain && this.#isPlaced && this.#state === 'at' && this.#cursor.isPlaceUnchanged;
  }

  /**
   * Counts the looks at the node of the bookmark that may have found something else than the one before: what was
   * read at one count holds at another no more, however settled the node is then.
   */
  get looks(): number {
    return this.#looks;
  }

  /** The rest of the bookmark: empty where keys are unique. It holds until the next move. */
  bookmarkData(): Uint8Array {
    this.#requireBookmark();
    return this.#bookmark.subarray(this.#cbKey, this.#cb);
  }

  /** The key of the bookmark against another: negative when it is less, 0 when they are equal. */
  compareKey(key: Uint8Array, cbKey = key.length): number {
    this.#requireBookmark();
    return compareBytes(this.#bookmark, key, this.#cbKey, cbKey);
  }

  /** Whether the key of the bookmark begins with the given bytes. */
  hasPrefix(prefix: Uint8Array, cbPrefix = prefix.length): boolean {
    this.#requireBookmark();
    return cbPrefix <= this.#cbKey && compareBytes(this.#bookmark, prefix, cbPrefix, cbPrefix) === 0;
  }

  /** To the node at a fraction of the tree, 0 to 1, or one near it. */
  seekFraction(fraction: number): boolean {
    this.#leave();
    this.#cursor.seekFraction(fraction);
    return this.#land(1) || this.last();
  }

  /**
   * About where the bookmark stands between the beginning and the end of the tree, 0 to 1, and how many entries
   * there would be if all of the tree were as full as the way to it; deleted ones count.
   */
  get estimate(): TreeEstimate {
    this.#requireBookmark();
    const cursor = this.#cursor;
    this.#lookUp('>=');
    if (cursor.isOnNode) return { position: cursor.position, entries: cursor.entriesByPath };
    return { position: 1, entries: cursor.last() ? cursor.entriesByPath : 0 };
  }

  #move(direction: Direction): boolean {
    if (this.#isPlaced) this.#step(direction);
    else this.#lookUp(direction < 0 ? '<' : this.#state === 'gap' ? '>=' : '>');
    return this.#land(direction);
  }

  /** From a node that the session may not see to the nearest one that it does. */
  #land(direction: Direction): boolean {
    const cursor = this.#cursor;
    this.#leave();
    while (cursor.isOnNode) {
      if (this.#sees(cursor.node)) return this.#stand();
      // A node on the same page can be stepped to though the way to the next page is another by now.
      this.#keepNode(cursor.node);
      this.#step(direction);
    }
    this.#state = direction > 0 ? 'after' : 'before';
    return false;
  }

  /** Takes `#cursor` from the node of the bookmark to its neighbour. */
  #step(direction: Direction): void {
    const cursor = this.#cursor;
    if (!cursor.canStep(direction)) this.#lookUp(direction > 0 ? '>' : '<');
    else if (direction > 0) cursor.next();
    else cursor.previous();
  }

  /** The node of `#cursor` is where this cursor stands from now on. */
  #stand(): true {
    this.#keepNode(this.#cursor.node);
    this.#isPlaced = true;
    this.#state = 'at';
    return true;
  }

  /** Whether the session sees a node at the bookmark. */
  #look(): boolean {
    if (this.#state !== 'at') return false;
    if (this.isSettled) return true;
    this.#looks++;
    if (!this.#isPlaced || !this.#cursor.isPlaceUnchanged) {
      this.#lookUp('=');
      this.#isPlaced = this.#cursor.isOnNode;
      if (!this.#isPlaced) return false;
    }
    return this.#sees(this.#cursor.node);
  }

  /** Takes `#cursor` to the bookmark, or past it. */
  #lookUp(mode: LiveSeekMode): void {
    const cursor = this.#cursor;
    this.#isPlaced = false;
    if (this.isUnique || this.#state === 'gap') cursor.seek(this.#bookmark, mode, this.#cbKey);
    else {
      const key = this.#bookmark.subarray(0, this.#cbKey);
      cursor.seekBookmark(key, this.#bookmark.subarray(this.#cbKey, this.#cb), mode);
    }
  }

  /** Whether the session sees a node (14 §2.2). */
  #sees(node: NodeView): boolean {
    const { flags } = node;
    this.#isAsOnPage = true;
    this.#isPlain = (flags & needsLook) === 0;
    if (this.#isPlain) return true;
    const isDeleted = (flags & lineFlag.deleted) !== 0;
    const versions = (flags & lineFlag.version) === 0 ? undefined : this.#versionsOf(node);
    if (versions?.newest === undefined) {
      // Whoever makes one of data changes the page first.
      this.#isPlain = !isDeleted;
      return !isDeleted;
    }
    const seen = this.#seen;
    lookAtNode(this.session, versions, isDeleted, node.data(), seen);
    this.#isAsOnPage = false;
    return seen.exists;
  }

  #versionsOf(node: NodeView): NodeVersions | undefined {
    const { versions } = this.tree.host;
    if (versions.isEmpty) return undefined;
    const { cbKey } = node;
    const cb = this.isUnique ? cbKey : cbKey + node.cbData;
    if (this.#probe.length < cb) this.#probe = new Uint8Array(2 * cb);
    copyBookmark(node, this.#probe, cb);
    return versions.findRow(this.tree, this.#probe, cbKey, cb);
  }

  /** Before a move, which may throw: the cursor stands nowhere then. */
  #leave(): void {
    this.#state = 'unset';
    this.#isPlaced = false;
  }

  #keepNode(node: NodeView): void {
    const { cbKey } = node;
    const cb = this.isUnique ? cbKey : cbKey + node.cbData;
    this.#reserve(cb);
    copyBookmark(node, this.#bookmark, cb);
    this.#cbKey = cbKey;
    this.#cb = cb;
  }

  #keepKey(key: Uint8Array, cbKey: number): void {
    this.#reserve(cbKey);
    const bookmark = this.#bookmark;
    for (let i = 0; i < cbKey; i++) bookmark[i] = key[i]!;
    this.#cbKey = cbKey;
  }

  /** Room for a bookmark; what stands there stays. */
  #reserve(cb: number): void {
    if (this.#bookmark.length >= cb) return;
    const before = this.#bookmark;
    this.#bookmark = new Uint8Array(2 * cb);
    this.#bookmark.set(before);
  }

  #requireBookmark(): void {
    if (this.#state === 'at') return;
    throw new JetError('JET_errNoCurrentRecord', `${this.tree.tree.label}: the cursor stands on no node`);
  }
}
