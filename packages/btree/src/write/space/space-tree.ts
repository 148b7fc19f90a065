import { externalHeader, NodeView, type PageView } from '@esekit/pages';
import { TreeCursor } from '../../cursor/tree-cursor';
import type { SeekMode } from '../../cursor/seek-mode';
import {
  decodeExtent,
  encodeExtentData,
  encodeExtentKey,
  pool,
  spaceError,
  type Extent,
  type SpaceTreeKind,
} from '../../space/extent';
import { noBuffer } from '../../space/extents';
import { rootView } from '../../space/root-header';
import {
  decodeSplitBuffer,
  encodeSplitBuffer,
  pagesInBuffer,
  takeFromBuffer,
  type SplitBuffer,
} from '../../space/split-buffer';
import type { Tree } from '../../tree';
import type { Writer } from '../journal';
import { TreeWriter } from '../tree-writer';
import type { PageAllocator, WritableDatabase } from '../writable-database';

/**
 * The owned or the available extents of a tree, for changes (04 §3). All of them are unversioned. Splits take
 * pages from the buffer in the root (04 §5), which is filled before; pages that merges empty are told of.
 */
export class SpaceTree implements PageAllocator {
  readonly #database: WritableDatabase;
  readonly #cursor: TreeCursor;
  readonly #writer: TreeWriter;
  /** A writer of its own, because the other one may be in the middle of a split. */
  readonly #headers: TreeWriter;
  readonly #onEmptied: (pgno: number) => void;

  constructor(
    database: WritableDatabase,
    readonly tree: Tree,
    readonly kind: SpaceTreeKind,
    onEmptied: (pgno: number) => void,
  ) {
    this.#database = database;
    this.#cursor = new TreeCursor(tree);
    this.#writer = new TreeWriter({ database, tree, allocator: this });
    this.#headers = new TreeWriter({ database, tree, allocator: this });
    this.#onEmptied = onEmptied;
  }

  /** The root page; it means nothing after the next `get` of the buffer. */
  get root(): PageView {
    return rootView(this.tree);
  }

  /** The first extent, of whatever pool. */
  first(): Extent | undefined {
    return this.#cursor.first() ? this.#current() : undefined;
  }

  last(): Extent | undefined {
    return this.#cursor.last() ? this.#current() : undefined;
  }

  /** The extent behind the one found last, when nothing was changed since. */
  next(): Extent | undefined {
    return this.#cursor.next() ? this.#current() : undefined;
  }

  /** The extent whose last page is the given one, or the nearest one that ends behind it, of later pools too. */
  find(mode: SeekMode, pgnoLast: number, ofPool: number = pool.general): Extent | undefined {
    return this.#cursor.seek(encodeExtentKey(pgnoLast, ofPool), mode) ? this.#current() : undefined;
  }

  #current(): Extent {
    const { node, pgno, iline } = this.#cursor;
    const extent = decodeExtent(node, this.kind);
    const pageCount = this.#database.buffer.pageCount;
    if (extent === undefined) throw this.error(`page ${pgno} node ${iline} is no extent`);
    if (extent.pgnoLast > pageCount && extent.pool !== pool.shelved) {
      throw this.error(
        `page ${pgno} node ${iline} is of page ${extent.pgnoLast}, but the file ends with ${pageCount}`,
      );
    }
    return extent;
  }

  /** Adds `cpg` pages up to `pgnoLast`; a deleted node of that key comes back. */
  add(writer: Writer, pgnoLast: number, cpg: number, ofPool: number = pool.general): void {
    const data = encodeExtentData(cpg);
    switch (this.#writer.seek(encodeExtentKey(pgnoLast, ofPool))) {
      case 'absent':
        return this.#writer.insert(writer, 0, data);
      case 'deleted':
        return this.#writer.revive(writer, 0, 0, data);
      case 'present':
        throw this.error(`there is an extent that ends at page ${pgnoLast} already`);
    }
  }

  /** An extent has other pages, but the same last one. */
  resize(writer: Writer, { pgnoLast, pool: ofPool }: Extent, cpg: number): void {
    this.#place(encodeExtentKey(pgnoLast, ofPool));
    this.#writer.replace(writer, 0, encodeExtentData(cpg));
  }

  /** To a node that a search came to before. */
  #place(key: Uint8Array): void {
    if (this.#writer.seek(key) !== 'present') throw this.error('its nodes are not in order');
  }

  /**
   * Removes an extent. The engine flags the first node of a page, and deletes any other. A leaf on which nothing
   * but such nodes are left is given up, so that no search has to pass many of them.
   */
  remove(writer: Writer, { pgnoLast, pool: ofPool }: Extent): void {
    const key = encodeExtentKey(pgnoLast, ofPool);
    this.#place(key);
    if (this.#writer.iline > 0) {
      this.#writer.delete(writer);
      return;
    }
    const { pgno } = this.#writer;
    this.#writer.flagDelete(writer, 0);
    if (pgno === this.tree.pgnoFDP || !this.#isBare(pgno)) return;
    this.#writer.seek(key);
    this.#writer.merge(writer);
  }

  /** Whether all nodes of a page are flagged Deleted. */
  #isBare(pgno: number): boolean {
    const { view } = this.#database.buffer.get(pgno);
    const node = new NodeView();
    for (let iline = 0; iline < view.clines; iline++) if (!node.read(view, iline).isDeleted) return false;
    return true;
  }

  get buffer(): SplitBuffer {
    const buffer = decodeSplitBuffer(externalHeader(this.root));
    if (buffer === undefined) throw noBuffer(this.tree, this.kind);
    return buffer;
  }

  setBuffer(writer: Writer, buffer: SplitBuffer): void {
    this.#headers.setExternalHeader(writer, () => encodeSplitBuffer(buffer));
  }

  /** Pages that its splits can have. */
  get cpgBuffered(): number {
    return pagesInBuffer(this.buffer, this.#database.buffer.pageCount);
  }

  allocatePage(_tree: Tree, _pgnoHint: number, writer: Writer): number {
    const taken = takeFromBuffer(this.buffer, this.#database.buffer.pageCount);
    if (taken === undefined) throw this.error('there are no pages left for its splits');
    this.setBuffer(writer, taken.rest);
    return taken.pgno;
  }

  freePage(_tree: Tree, pgno: number): void {
    this.#onEmptied(pgno);
  }

  error(text: string): Error {
    return spaceError(this.kind, `${this.tree.label}: ${text}`);
  }
}
