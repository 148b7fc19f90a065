import { limits } from '@esekit/core';
import { NodeView, nodeSizeMask, PageView } from '@esekit/pages';
import { corrupted } from './corrupted';
import { insertNodeFrom } from './nodes';
import { pagePointerAt } from './page-pointers';
import { copyBytes } from './place-node';

/** The page as it was. Nothing outlives one call of a change, and no change takes two such pages. */
const pageCopy = new Uint8Array(limits.pageSizeMost);
/** Key and data of one node in a row. */
const line = new Uint8Array(2 * nodeSizeMask + limits.pageSizeMost);

/** The nodes of a page as they are when this is made, while the page itself changes. */
export class SourceNodes {
  readonly clines: number;
  readonly #view: PageView;
  readonly #node = new NodeView();
  #iline = 0;

  constructor(view: PageView) {
    pageCopy.set(view.bytes.subarray(view.start, view.start + view.pageSize));
    this.#view = new PageView(pageCopy, 0, view.pageSize);
    this.clines = this.#view.clines;
  }

  /** @throws JET_errDatabaseCorrupted when there is no such node, or it does not fit its line */
  read(iline: number): this {
    if (!(iline >= 0 && iline < this.clines)) {
      throw corrupted(`there is no node ${iline}: the page has ${this.clines}`);
    }
    this.#node.read(this.#view, iline);
    this.#iline = iline;
    return this;
  }

  get flags(): number {
    return this.#node.flags;
  }

  get isDeleted(): boolean {
    return this.#node.isDeleted;
  }

  /** A copy of the whole key. */
  key(): Uint8Array {
    const key = new Uint8Array(this.#node.cbKey);
    this.#node.copyKey(key);
    return key;
  }

  /** The data, not a copy. */
  data(): Uint8Array {
    return this.#node.data();
  }

  pagePointer(): number {
    return pagePointerAt(this.#view, this.#iline);
  }

  /** Inserts the node on a page in front of its node `iline`, with Version and Deleted as it has them. */
  copyTo(target: PageView, iline: number): void {
    const node = this.#node;
    const cbKey = node.copyKey(line);
    copyBytes(node.bytes, node.dataStart, line, cbKey, node.cbData);
    insertNodeFrom(target, iline, line, 0, cbKey, node.cbData, node.flags);
  }
}
