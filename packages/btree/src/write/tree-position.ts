import { NodeView, type Frame, type PageView } from '@esekit/pages';
import { compareNodeData, compareNodeKey } from '../page/compare';
import { findBookmark, findKey } from '../page/search';
import { TreePath } from '../path/tree-path';
import type { Tree } from '../tree';

/** What there is of a bookmark: nothing, a node, or one that is flagged Deleted. */
export type Presence = 'absent' | 'present' | 'deleted';

const noBytes = new Uint8Array(0);

/**
 * The place of a bookmark in a tree, whether there is a node or not, with the way to it from the root. It
 * is looked up again when its leaf has changed since.
 */
export class TreePosition {
  readonly path: TreePath;
  readonly node = new NodeView();
  key: Uint8Array = noBytes;
  /** The rest of the bookmark, where keys are not unique; otherwise empty. */
  data: Uint8Array = noBytes;
  /** On the leaf, the node or the one in front of which it would stand. */
  iline = 0;
  presence: Presence = 'absent';
  #frame: Frame | undefined;
  #pgno = 0;
  #dbtimeLow = 0;
  #dbtimeHigh = 0;
  /** Key and data in a row. */
  #bookmark = new Uint8Array(512);

  constructor(readonly tree: Tree) {
    this.path = new TreePath(tree, undefined);
  }

  get isUnique(): boolean {
    return this.path.isUnique;
  }

  /** The leaf; {@link locate} comes first. */
  get view(): PageView {
    return this.#frame!.view;
  }

  get pgno(): number {
    return this.#pgno;
  }

  seek(key: Uint8Array, data: Uint8Array): Presence {
    this.key = key;
    this.data = this.path.isUnique ? noBytes : data;
    this.#seek();
    return this.presence;
  }

  /** Looks the place up again if its leaf is not what it was. */
  locate(): void {
    const frame = this.#frame;
    const isSame =
      frame?.pgno === this.#pgno &&
      frame.view.dbtimeLow === this.#dbtimeLow &&
      frame.view.dbtimeHigh === this.#dbtimeHigh;
    if (!isSame) this.#seek();
  }

  /** The next {@link locate} looks again, whatever the leaf says. */
  forget(): void {
    this.#frame = undefined;
  }

  /** The node at the place, if there is one. */
  read(): NodeView {
    return this.node.read(this.view, this.iline);
  }

  #seek(): void {
    const { key, path } = this;
    this.#frame = undefined;
    const cbKey = key.length;
    const cb = path.isUnique ? cbKey : this.#join();
    path.toKey(path.isUnique ? key : this.#bookmark, cb, false, 1);
    const leaf = path.leaf;
    const iline = path.isUnique
      ? findKey(leaf, key, cbKey)
      : findBookmark(leaf, this.node, this.#bookmark, cbKey, cb);
    this.iline = iline;
    this.presence = this.#isHere(iline) ? (leaf.isDeleted(iline) ? 'deleted' : 'present') : 'absent';
    const { frame } = leaf;
    this.#frame = frame;
    this.#pgno = frame.pgno;
    this.#dbtimeLow = frame.view.dbtimeLow;
    this.#dbtimeHigh = frame.view.dbtimeHigh;
  }

  #isHere(iline: number): boolean {
    const { leaf, isUnique } = this.path;
    if (iline >= leaf.clines) return false;
    if (compareNodeKey(leaf.read(this.node, iline), this.key) !== 0) return false;
    return isUnique || compareNodeData(this.node, this.data, 0, this.data.length) === 0;
  }

  #join(): number {
    const { key, data } = this;
    const cb = key.length + data.length;
    if (this.#bookmark.length < cb) this.#bookmark = new Uint8Array(2 * cb);
    this.#bookmark.set(key);
    this.#bookmark.set(data, key.length);
    return cb;
  }
}
