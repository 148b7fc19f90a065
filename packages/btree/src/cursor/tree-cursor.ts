import { JetError } from '@esekit/core';
import { NodeView } from '@esekit/pages';
import { compareNodeData, compareNodeKey, nodeKeyBeginsWith } from '../page/compare';
import { findBookmark, findGreaterKey, findKey } from '../page/search';
import { TreePage } from '../page/tree-page';
import type { LossSink } from '../path/loss';
import { TreePath, type Direction } from '../path/tree-path';
import type { Tree } from '../tree';
import type { SeekMode } from './seek-mode';

export interface TreeCursorOptions {
  /** Stops at nodes flagged Deleted too; they wait for clean-up (03 §6.1). Default false. */
  readonly seesDeleted?: boolean;
  /**
   * Told of damage that is passed over: the walk goes on with the next subtree. Without it the first
   * damage is thrown.
   */
  readonly onLoss?: LossSink | undefined;
}

type State = 'unset' | 'on' | 'before' | 'after';

/**
 * A place in a tree. Steps and seeks are synchronous and allocate nothing; the current node is read
 * where it stands in its page.
 *
 * Every move is `true` when the cursor stands on a node afterwards. A cursor that was never placed, or
 * failed to find something, starts {@link next} from the first node and {@link previous} from the last.
 *
 * Moves throw, unless losses are wanted: JET_errBadParentPageLink (a pointer leads out of the tree),
 * JET_errBadPageLink (neighbouring leaves do not name each other), JET_errDatabaseCorrupted, and whatever
 * the page source throws. The message names the page.
 */
export class TreeCursor {
  readonly #path: TreePath;
  readonly #seesDeleted: boolean;
  #state: State = 'unset';
  #leaf = new TreePage();
  #iline = 0;
  readonly #node = new NodeView();
  /** Where `#node` stands; -1 when it has to be read again. */
  #nodeIline = -1;
  /** Key and data of a bookmark, one behind the other. */
  #bookmark = new Uint8Array(512);

  constructor(
    readonly tree: Tree,
    options: TreeCursorOptions = {},
  ) {
    this.#path = new TreePath(tree, options.onLoss);
    this.#seesDeleted = options.seesDeleted ?? false;
  }

  /** Whether the cursor stands on a node. */
  get isOnNode(): boolean {
    return this.#state === 'on';
  }

  /** Whether no two entries of the tree have the same key. */
  get isUnique(): boolean {
    return this.#path.isUnique;
  }

  /**
   * Whether the cursor stands on a node whose page has not changed since. In a tree that others write to, this
   * comes before anything that relies on the place: when it is `false`, the node has to be looked for again.
   */
  get isPlaceUnchanged(): boolean {
    return this.#state === 'on' && this.#leaf.isUnchanged;
  }

  /** Whether a step leads to the neighbour of the current node, though the tree may have changed since. */
  canStep(direction: Direction): boolean {
    if (!this.isPlaceUnchanged) return false;
    const iline = this.#iline + direction;
    return (iline >= 0 && iline < this.#leaf.clines) || this.#path.isUnchanged;
  }

  /** The page of the current node. */
  get pgno(): number {
    return this.#current().pgno;
  }

  /** The current node's place on its page. */
  get iline(): number {
    this.#current();
    return this.#iline;
  }

  /**
   * The current node, where it stands: valid until the next call on this cursor or its page source.
   *
   * @throws JET_errNoCurrentRecord when the cursor stands on none
   */
  get node(): NodeView {
    if (this.#nodeIline < 0 || !this.#leaf.isCurrent) {
      this.#current().read(this.#node, this.#iline);
      this.#nodeIline = this.#iline;
    }
    return this.#node;
  }

  first(): boolean {
    this.#leave();
    this.#path.toEdge(1);
    return this.#landOrEnd(1);
  }

  last(): boolean {
    this.#leave();
    this.#path.toEdge(-1);
    return this.#landOrEnd(-1);
  }

  next(): boolean {
    this.#nodeIline = -1;
    if (this.#state !== 'on') return this.#state !== 'after' && this.first();
    this.#iline++;
    return this.#settle(1);
  }

  previous(): boolean {
    this.#nodeIline = -1;
    if (this.#state !== 'on') return this.#state !== 'before' && this.last();
    this.#iline--;
    return this.#settle(-1);
  }

  /**
   * Looks for a key, of any length. In a tree with keys that are not unique, `=`, `>=` and `prefix` find
   * the first node of the key, `<=` the last.
   */
  seek(key: Uint8Array, mode: SeekMode = '=', cbKey = key.length): boolean {
    this.#leave();
    switch (mode) {
      case '=':
        return this.#seekFrom(key, cbKey, 1) && (this.compareKey(key, cbKey) === 0 || this.#unset());
      case 'prefix':
        return this.#seekFrom(key, cbKey, 1) && (this.hasPrefix(key, cbKey) || this.#unset());
      case '>=':
        return this.#seekFrom(key, cbKey, 1);
      case '<':
        return this.#seekFrom(key, cbKey, -1);
      case '>':
        return this.#seekBehind(key, cbKey, 1);
      case '<=':
        return this.#seekBehind(key, cbKey, -1);
    }
  }

  /**
   * Looks for a bookmark (03 §4.1): a key, and among equal keys its data. Where keys are unique they are
   * the whole bookmark, and the data makes no difference.
   *
   * @param mode `prefix` is not possible here
   */
  seekBookmark(key: Uint8Array, data: Uint8Array, mode: Exclude<SeekMode, 'prefix'> = '='): boolean {
    if (this.isUnique) return this.seek(key, mode);
    this.#leave();
    const cbKey = key.length;
    const cb = cbKey + data.length;
    if (this.#bookmark.length < cb) this.#bookmark = new Uint8Array(2 * cb);
    const bookmark = this.#bookmark;
    bookmark.set(key);
    bookmark.set(data, cbKey);
    const direction = mode === '<' || mode === '<=' ? -1 : 1;
    if (!this.#path.toKey(bookmark, cb, false, direction)) {
      return mode === '=' ? this.#unset() : this.#landOrEnd(direction);
    }
    this.#bindLeaf();
    const iline = findBookmark(this.#leaf, this.#node, bookmark, cbKey, cb);
    const isEqual =
      iline < this.#leaf.clines &&
      compareNodeKey(this.#leaf.read(this.#node, iline), key) === 0 &&
      compareNodeData(this.#node, data, 0, data.length) === 0;
    if (mode === '=' && !isEqual) return this.#unset();
    const isPassed = isEqual && (mode === '>' || mode === '<=');
    this.#iline = iline + (isPassed ? 1 : 0) - (direction < 0 ? 1 : 0);
    if (mode !== '=') return this.#settle(direction);
    return this.#seesDeleted || !this.#leaf.isDeleted(iline) ? this.#on() : this.#unset();
  }

  /** Goes to a fraction of the tree, 0 to 1, as {@link position} gives it. */
  seekFraction(fraction: number): boolean {
    this.#leave();
    const path = this.#path;
    if (!path.toFraction(fraction)) return this.#end('after');
    this.#bindLeaf();
    this.#iline = path.ilines[path.leafLevel]!;
    return this.#settle(1) || this.last();
  }

  /**
   * About where the current node stands between the beginning and the end of the tree, 0 to 1, from the
   * places of the path in its pages. Exact only if all pages of a level have equally many nodes.
   */
  get position(): number {
    const leaf = this.#current();
    let fraction = (this.#iline + 0.5) / leaf.clines;
    for (let level = this.#path.leafLevel - 1; level >= 0; level--) {
      fraction = (this.#path.ilines[level]! + fraction) / this.#path.clines(level);
    }
    return fraction;
  }

  /** The entries the tree would have if all of it were as full as the way to the current node. */
  get entriesByPath(): number {
    let entries = this.#current().clines;
    for (let level = this.#path.leafLevel - 1; level >= 0; level--) entries *= this.#path.clines(level);
    return entries;
  }

  /** Bytes of the current key. */
  get cbKey(): number {
    return this.node.cbKey;
  }

  /**
   * Copies the current key and returns its size.
   *
   * @throws JET_errInvalidBufferSize when `target` is too small
   */
  copyKey(target: Uint8Array): number {
    return this.node.copyKey(target);
  }

  /** A copy of the current key. */
  key(): Uint8Array {
    const key = new Uint8Array(this.node.cbKey);
    this.#node.copyKey(key);
    return key;
  }

  /** The data of the current node, where it stands: valid as long as {@link node}. */
  data(): Uint8Array {
    return this.node.data();
  }

  /** The current key against another: negative when it is less, 0 when they are equal. */
  compareKey(key: Uint8Array, cbKey = key.length): number {
    return compareNodeKey(this.node, key, cbKey);
  }

  /** Whether the current key begins with the given bytes. */
  hasPrefix(prefix: Uint8Array, cbPrefix = prefix.length): boolean {
    return nodeKeyBeginsWith(this.node, prefix, cbPrefix);
  }

  /** To the first node whose key is not less (direction 1), or the last one that is less (-1). */
  #seekFrom(key: Uint8Array, cbKey: number, direction: Direction): boolean {
    this.#leave();
    if (!this.#path.toKey(key, cbKey, false, direction)) return this.#landOrEnd(direction);
    const leaf = this.#bindLeaf();
    const iline = findKey(leaf, key, cbKey);
    if (iline === leaf.clines && !this.isUnique) return this.#seekPastPrefixes(key, cbKey, direction);
    this.#iline = direction > 0 ? iline : iline - 1;
    return this.#settle(direction);
  }

  /**
   * The rest of {@link #seekFrom} when all nodes of the leaf are less. Where keys are not unique, parents
   * order by key and data in a row, so entries whose key is only the beginning of the sought one may
   * follow on further leaves. Each round passes all entries of one such key, and the next one is longer;
   * in a damaged tree it may not be, and then only steps are sure to come to an end.
   */
  #seekPastPrefixes(key: Uint8Array, cbKey: number, direction: Direction): boolean {
    this.#iline = this.#leaf.clines;
    let isOn = this.#settle(1);
    for (let cbPassed = -1; isOn && this.compareKey(key, cbKey) < 0;) {
      const { cbKey: cb } = this.node;
      const isLonger = cb > cbPassed && this.hasPrefix(key, Math.min(cb, cbKey));
      isOn = isLonger ? this.#seekPast(key, cb, 1) : this.next();
      if (isLonger) cbPassed = cb;
    }
    if (direction > 0) return isOn;
    return isOn ? this.previous() : this.last();
  }

  /** To the first node whose key is greater (direction 1), or the last one that is not (-1). */
  #seekBehind(key: Uint8Array, cbKey: number, direction: Direction): boolean {
    if (!this.isUnique) {
      // Only entries of exactly this key have to be passed; other keys may begin with it and are greater.
      const isFound = this.#seekFrom(key, cbKey, 1);
      if (!isFound || this.compareKey(key, cbKey) !== 0) {
        return direction > 0 ? isFound : this.#seekFrom(key, cbKey, -1);
      }
    }
    return this.#seekPast(key, cbKey, direction);
  }

  /** {@link #seekBehind} for a key that some entry has, or where keys are unique. */
  #seekPast(key: Uint8Array, cbKey: number, direction: Direction): boolean {
    this.#leave();
    if (!this.#path.toKey(key, cbKey, !this.isUnique, direction)) return this.#landOrEnd(direction);
    const iline = findGreaterKey(this.#bindLeaf(), key, cbKey);
    this.#iline = direction > 0 ? iline : iline - 1;
    return this.#settle(direction);
  }

  /** Takes the near end of the leaf that the path has come to; without one, the tree ends here. */
  #landOrEnd(direction: Direction): boolean {
    if (this.#path.leafLevel < 0) return this.#end(direction > 0 ? 'after' : 'before');
    this.#bindLeaf();
    this.#iline = direction > 0 ? 0 : this.#leaf.clines - 1;
    return this.#settle(direction);
  }

  /** From `#iline`, which may be off the leaf by one, to the nearest node to be seen. */
  #settle(direction: Direction): boolean {
    for (;;) {
      const leaf = this.#leaf.isCurrent ? this.#leaf : this.#bindLeaf();
      const { clines } = leaf;
      let iline = this.#iline;
      if (!this.#seesDeleted) {
        while (iline >= 0 && iline < clines && leaf.isDeleted(iline)) iline += direction;
      }
      this.#iline = iline;
      if (iline >= 0 && iline < clines) return this.#on();
      // A hop that throws leaves the cursor nowhere.
      this.#state = 'unset';
      if (!this.#path.hop(direction)) return this.#end(direction > 0 ? 'after' : 'before');
      const next = this.#bindLeaf();
      this.#iline = direction > 0 ? 0 : next.clines - 1;
    }
  }

  /** Takes the leaf of the path, read again if need be; what `#node` points to may be gone by then. */
  #bindLeaf(): TreePage {
    this.#nodeIline = -1;
    this.#leaf = this.#path.leaf;
    return this.#leaf;
  }

  #current(): TreePage {
    if (this.#state !== 'on') {
      throw new JetError('JET_errNoCurrentRecord', `${this.tree.label}: the cursor stands on no node`);
    }
    return this.#leaf.isCurrent ? this.#leaf : this.#bindLeaf();
  }

  /** Before a move that may throw: the cursor then stands nowhere. */
  #leave(): void {
    this.#nodeIline = -1;
    this.#state = 'unset';
  }

  #on(): true {
    this.#state = 'on';
    return true;
  }

  #unset(): false {
    this.#state = 'unset';
    return false;
  }

  #end(state: 'before' | 'after'): false {
    this.#state = state;
    return false;
  }
}
