import { JetError } from '@esekit/core';
import { pageFlag } from '@esekit/pages';
import { pool, type Extent } from '../../space/extent';
import { ownedExtents } from '../../space/extents';
import type { Tree } from '../../tree';
import type { Writer } from '../journal';
import type { PageAllocator } from '../writable-database';
import { ExtentReturn } from './extent-return';
import { cpgOf, ExtentSupply } from './extent-supply';
import { grownExtent } from './growth';
import type { DeletedTree, NewTreeRequest, SpaceOptions } from './space-options';
import { Spaces } from './spaces';
import { createTreePages } from './tree-pages';
import type { TreeSpace } from './tree-space';
import { isMultiple, pgnoDatabase } from './tree-space';

/** Pages of a tree at least: its root, and those of its space trees (04 §4). */
const cpgLeast = { single: 1, multiple: 3 } as const;

const kindFlags = { table: 0, index: pageFlag.index, longValue: pageFlag.longValue } as const;

/**
 * Decides which tree of a database gets which pages, as the engine does, and keeps account of it (04). All of it
 * is logged first, belongs to no transaction and is not undone by a rollback; an operation that is cut
 * short at worst loses pages (24 §4).
 *
 * One for a database; nothing else may change its space trees.
 *
 * @example
 * const space = new SpaceManager({ database, extensionPages: 256, grow: (pgnoLast) => buffer.resize(pgnoLast) });
 * const pgnoFDP = space.createTree(writer, {
 *   parent: space.root, objidFDP: 8, cpg: 1, isMultiple: false, kind: 'table', isUnique: true,
 * });
 * const tree = new Tree({ source: database.buffer, pgnoFDP, objidFDP: 8 });
 * new TreeWriter({ database, tree, allocator: space });
 */
export class SpaceManager implements PageAllocator {
  readonly #spaces: Spaces;
  readonly #supply: ExtentSupply;
  readonly #return: ExtentReturn;

  constructor(options: SpaceOptions) {
    if (!(options.extensionPages >= 1)) {
      throw new JetError('JET_errInvalidParameter', `a file cannot grow by ${options.extensionPages} pages`);
    }
    this.#spaces = new Spaces(options, this);
    this.#supply = new ExtentSupply(this.#spaces);
    this.#return = new ExtentReturn(this.#spaces, this.#supply);
  }

  /** The tree of the database itself, which owns all pages. */
  get root(): Tree {
    return this.#spaces.root;
  }

  /**
   * A page for a tree (04 §6.1).
   *
   * @param pgnoHint the page that is being split
   * @param isAppend whether the new page follows the last one of the tree
   * @throws JET_errOutOfDatabaseSpace; what `grow` throws
   * @throws JET_errSPAvailExtCorrupted, JET_errSPOwnExtCorrupted when space trees are damaged
   */
  allocatePage(tree: Tree, pgnoHint: number, writer: Writer, isAppend = false): number {
    const space = this.#spaces.of(tree);
    const isInRow = isAppend && (this.#spaces.hintsOf(space)?.appendsInRow ?? false);
    const { header } = space;
    if (!isMultiple(header)) {
      const page = isInRow ? undefined : this.#supply.takePrimary(space, header, 1, writer);
      if (page) return page.pgnoFirst;
      this.#supply.convert(space, { cpgLeast: 1, cpgWanted: 1 }, writer);
    }
    const extent =
      findRegion(space, pgnoHint) ??
      (isInRow ? this.#addRegion(space, pgnoHint, writer) : findAvailable(space, pgnoHint)) ??
      this.#supply.addSecondary(space, 1, writer);
    this.#supply.takeFront(space, extent, 1, writer);
    this.#return.freeLeft(writer);
    return extent.pgnoFirst;
  }

  /** Takes a page back that a tree has given up (04 §7.1). */
  freePage(tree: Tree, pgno: number, writer: Writer): void {
    this.#return.free(this.#spaces.of(tree), pgno, pgno, writer);
    this.#return.freeLeft(writer);
  }

  /**
   * The tree of a new database, on pages 1, 2 and 3 (04 §8). The file is extended when it is not that long yet.
   *
   * @param cpgPrimary pages that it owns: all of the file
   */
  createRoot(writer: Writer, cpgPrimary: number): void {
    const { database, options } = this.#spaces;
    if (database.buffer.pageCount < cpgPrimary) {
      database.journal.extendDatabase(writer, cpgPrimary);
      options.grow(cpgPrimary);
    }
    const { pgnoFDP, objidFDP } = this.root;
    const tree = { pgnoFDP, objidFDP, pgnoParent: 0, cpgPrimary, flags: 0, isUnique: true };
    createTreePages(database, tree, true, writer);
  }

  /**
   * A new, empty tree in the space of its parent (04 §6.2).
   *
   * @returns its root page
   */
  createTree(writer: Writer, request: NewTreeRequest): number {
    const { parent, objidFDP, cpg, isMultiple: hasSpaceTrees, kind, isUnique } = request;
    // Extents that are too small are passed over, as the engine's databases show (L2-template-1000).
    const least = Math.max(cpg, hasSpaceTrees ? cpgLeast.multiple : cpgLeast.single);
    const { pgnoFirst: pgnoFDP, pgnoLast } = this.#supply.fromSpace(
      this.#spaces.of(parent),
      { cpgLeast: least, cpgWanted: least, isNewTree: true },
      writer,
    );
    const flags = kindFlags[kind] | (isUnique ? 0 : pageFlag.nonUniqueKeys);
    const cpgPrimary = pgnoLast - pgnoFDP + 1;
    const tree = { pgnoFDP, objidFDP, pgnoParent: parent.pgnoFDP, cpgPrimary, flags, isUnique };
    createTreePages(this.#spaces.database, tree, hasSpaceTrees, writer);
    this.#return.freeLeft(writer);
    return pgnoFDP;
  }

  /**
   * Gives all pages of a tree back to its parent, those of its children among them (04 §7.2).
   *
   * @param deleted for a FreeFDP record (24 §9); without it none is logged
   */
  deleteTree(writer: Writer, tree: Tree, parent: Tree, deleted?: DeletedTree): void {
    const space = this.#spaces.of(tree);
    if (tree.pgnoFDP === pgnoDatabase || space.header.pgnoParent !== parent.pgnoFDP) {
      throw space.error(`its parent is not at page ${parent.pgnoFDP}`);
    }
    // All of them first: pages of its space trees are used anew while it is being freed.
    const extents = [...ownedExtents(tree)];
    if (deleted) this.#logDeletion(tree, extents, deleted);
    this.#spaces.forget(tree);
    const target = this.#spaces.of(parent);
    for (const { pgnoFirst, pgnoLast } of extents) this.#return.free(target, pgnoFirst, pgnoLast, writer);
    this.#return.freeLeft(writer);
  }

  #logDeletion({ pgnoFDP }: Tree, extents: readonly Extent[], { trxCommitted, kind }: DeletedTree): void {
    const { database, options } = this.#spaces;
    const { journal } = database;
    journal.freeFDP({ pgnoFDP, trxCommitted, kind });
    if (!(options.logsFreedExtents ?? true)) return;
    for (const extent of extents) {
      const { pgnoFirst } = extent;
      journal.extentFreed({ pgnoFirst, cpgExtent: cpgOf(extent), dbtime: database.nextDbtime() });
    }
  }

  /**
   * An extent in which pages of one tree stand in a row (04 §6.1): larger than the one that has just been used
   * up, if there was one.
   */
  #addRegion(space: TreeSpace, pgnoHint: number, writer: Writer): Extent {
    const { available, owned } = space;
    const mark = available.find('=', pgnoHint, pool.continuous);
    let cpgBefore = 1;
    if (mark) {
      const owner = owned.find('>=', pgnoHint);
      if (owner && owner.pgnoFirst <= pgnoHint) cpgBefore = cpgOf(owner);
      available.remove(writer, mark);
    }
    const cpgWanted = grownExtent(cpgBefore, this.#spaces.hintsOf(space));
    return this.#supply.addWanted(space, { cpgLeast: 1, cpgWanted }, pool.continuous, writer);
  }
}

/** The region that begins behind the hint. */
function findRegion({ available }: TreeSpace, pgnoHint: number): Extent | undefined {
  const extent = available.find('>=', pgnoHint + 1, pool.continuous);
  return extent?.pool === pool.continuous && extent.pgnoFirst === pgnoHint + 1 && cpgOf(extent) > 0
    ? extent
    : undefined;
}

/** An extent for general use, behind the hint if there is one. */
function findAvailable({ available }: TreeSpace, pgnoHint: number): Extent | undefined {
  const behind = available.find('>', pgnoHint);
  if (behind?.pool === pool.general) return behind;
  const first = available.first();
  return first?.pool === pool.general ? first : undefined;
}
