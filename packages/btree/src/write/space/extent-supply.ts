import { JetError, limits } from '@esekit/core';
import { pageFlag, spaceFlag, type SpaceHeader } from '@esekit/pages';
import { pool, type Extent } from '../../space/extent';
import { freeInPrimary } from '../../space/primary-extent';
import { addToBuffer } from '../../space/split-buffer';
import type { Writer } from '../journal';
import {
  fileGrowth,
  grantedByDatabase,
  grantedByTree,
  grownExtent,
  pagesForSplits,
  secondaryExtent,
  smallTree,
  splitBufferRefill,
  type ExtentRequest,
} from './growth';
import type { SpaceTree } from './space-tree';
import { parentsMost, type Spaces } from './spaces';
import { convertTreePages } from './tree-pages';
import { isMultiple, type TreeSpace } from './tree-space';

const fragmentDefault = 8;
/** Roots of the catalog's trees, which give pages away that they have (04 §6.5). */
const catalogRoots: ReadonlySet<number> = new Set([4, 7, 10, 24]);
/** Roots of the space trees that a conversion makes. */
const cpgConversion = 2;
/** The file grows by no less for a split buffer (04 §5). */
const cpgBufferGrowthLeast = 4;

/** A request of a tree, with what it asks for itself: for a child its wish is passed on as it is. */
type SizeRequest = Pick<ExtentRequest, 'cpgLeast' | 'cpgWanted'>;

/** Where trees get extents from: their parents, those theirs, and in the end the file, which grows (04 §6). */
export class ExtentSupply {
  /** Requests that led to the present one: every one goes to the parent of the one before. */
  #depth = 0;

  constructor(readonly spaces: Spaces) {}

  /** An extent out of the parent's space (04 §6.5): owned by the parent, and not available there any more. */
  fromParent(space: TreeSpace, request: ExtentRequest, writer: Writer): Extent {
    return this.fromSpace(this.spaces.parentOf(space), request, writer);
  }

  fromSpace(parent: TreeSpace, request: ExtentRequest, writer: Writer): Extent {
    if (this.#depth >= parentsMost) throw parent.error(`its parents are more than ${parentsMost}`);
    this.#depth++;
    try {
      return this.#give(parent, request, writer);
    } finally {
      this.#depth--;
    }
  }

  #give(parent: TreeSpace, request: ExtentRequest, writer: Writer): Extent {
    const { header } = parent;
    if (!isMultiple(header)) {
      const run = this.takePrimary(parent, header, request.cpgLeast, writer);
      if (run) return run;
      this.convert(parent, request, writer);
    }
    const extent =
      (this.#searchesAvailable(parent) ? firstFit(parent.available, request.cpgLeast) : undefined) ??
      (parent.isDatabase ? this.#growFile(parent, request, writer) : this.#passOn(parent, request, writer));
    const { fragmentPages = fragmentDefault } = this.spaces.options;
    const cpg = parent.isDatabase
      ? grantedByDatabase({ ...extent, cpg: cpgOf(extent) }, request, lastOwned(parent))
      : grantedByTree(cpgOf(extent), request.cpgWanted, fragmentPages);
    this.takeFront(parent, extent, cpg, writer);
    return { ...extent, pgnoLast: extent.pgnoFirst + cpg - 1 };
  }

  #searchesAvailable(parent: TreeSpace): boolean {
    if (parent.isDatabase || catalogRoots.has(parent.tree.pgnoFDP)) return true;
    return this.spaces.hintsOf(parent)?.sharesAvailable ?? false;
  }

  /** Takes the first `cpg` pages in a row of a single extent; `undefined` when there are none (04 §6.1). */
  takePrimary(space: TreeSpace, header: SpaceHeader, cpg: number, writer: Writer): Extent | undefined {
    const { pgnoFDP } = space.tree;
    const bits = header.rgbitAvailOrPgnoOE;
    if (header.cpg < 1 || pgnoFDP + header.cpg - 1 > this.spaces.database.buffer.pageCount) {
      throw space.error(`root page ${pgnoFDP} owns ${header.cpg} pages from itself on`);
    }
    for (const { pgnoFirst, pgnoLast } of freeInPrimary(pgnoFDP, header.cpg, bits)) {
      const last = pgnoFirst + cpg - 1;
      // Pages too far behind the root have no bits, and are handed out after a conversion only.
      if (last > pgnoLast || last > pgnoFDP + smallTree.bits) continue;
      const rgbitAvailOrPgnoOE = (bits & ~bitsOf(pgnoFDP, pgnoFirst, last)) >>> 0;
      space.setHeader(writer, { ...header, rgbitAvailOrPgnoOE });
      return { pgnoFirst, pgnoLast: last, pool: pool.general };
    }
    return undefined;
  }

  /** Takes the first `cpg` pages of an available extent. */
  takeFront(space: TreeSpace, extent: Extent, cpg: number, writer: Writer): void {
    const { available } = space;
    if (space.hasRootIn(extent.pgnoFirst, extent.pgnoLast)) {
      throw available.error(`a root is among pages ${extent.pgnoFirst} to ${extent.pgnoLast}`);
    }
    const cpgLeft = cpgOf(extent) - cpg;
    // A region that is used up leaves a mark where it ended (04 §3).
    if (cpgLeft === 0 && extent.pool === pool.general) available.remove(writer, extent);
    else available.resize(writer, extent, cpgLeft);
  }

  /** Gives a tree of one extent space trees, on an extent that has the pages asked for as well (04 §6.3). */
  convert(space: TreeSpace, { cpgLeast, cpgWanted }: SizeRequest, writer: Writer): void {
    const { cpg } = space.header;
    const grown = grownExtent(cpg, this.spaces.hintsOf(space));
    const request = {
      cpgLeast: cpgLeast + cpgConversion,
      cpgWanted: Math.max(cpgWanted + cpgConversion, grown),
      isNewTree: false,
    };
    const extent = this.fromParent(space, request, writer);
    convertTreePages(this.spaces.database, space, extent, writer);
  }

  /** Another extent for a tree that needs pages itself (04 §6.4). */
  addSecondary(space: TreeSpace, cpgRequest: number, writer: Writer): Extent {
    const { header } = space;
    const hints = this.spaces.hintsOf(space);
    // No extent has been larger than the file; with hints it may have been wished for.
    if (hints === undefined) this.#requireSize(space, header);
    const isSmall = (): boolean => isSmallTree(space);
    const cpgWanted = secondaryExtent(cpgRequest, header, isSmall, hints);
    return this.addWanted(space, { cpgLeast: cpgRequest, cpgWanted }, pool.general, writer);
  }

  /** A damaged header must not make the file grow without end. */
  #requireSize(space: TreeSpace, { cpg }: SpaceHeader): void {
    if (cpg <= this.spaces.database.buffer.pageCount) return;
    throw space.error(`root page ${space.tree.pgnoFDP} is of an extent of ${cpg} pages`);
  }

  /** As {@link addSecondary}, with a size that was decided on; the root takes note of it. */
  addWanted(space: TreeSpace, request: SizeRequest, ofPool: number, writer: Writer): Extent {
    this.fillBuffers(space, writer);
    const { header } = space;
    const { notesLastExtent = true } = this.spaces.options;
    if (notesLastExtent && request.cpgWanted !== header.cpg) {
      space.setHeader(writer, { ...header, cpg: request.cpgWanted, flags: header.flags | spaceFlag.formTwo });
    }
    return this.#own(space, this.fromParent(space, { ...request, isNewTree: false }, writer), ofPool, writer);
  }

  /** Another extent for a tree whose child needs it. */
  #passOn(space: TreeSpace, { cpgLeast, cpgWanted }: SizeRequest, writer: Writer): Extent {
    this.fillBuffers(space, writer);
    const extent = this.fromParent(space, { cpgLeast, cpgWanted, isNewTree: false }, writer);
    return this.#own(space, extent, pool.general, writer);
  }

  #own(space: TreeSpace, { pgnoFirst, pgnoLast }: Extent, ofPool: number, writer: Writer): Extent {
    const cpg = pgnoLast - pgnoFirst + 1;
    space.owned.add(writer, pgnoLast, cpg);
    space.available.add(writer, pgnoLast, cpg, ofPool);
    return { pgnoFirst, pgnoLast, pool: ofPool };
  }

  /** Makes the file longer (04 §6.6); the new pages become available to the database. */
  #growFile(root: TreeSpace, request: ExtentRequest, writer: Writer): Extent {
    this.fillBuffers(root, writer);
    const { extensionPages } = this.spaces.options;
    const { header } = root;
    this.#requireSize(root, header);
    const cpg = fileGrowth(request, extensionPages, header.cpg, lastOwned(root));
    const { pgnoFirst, pgnoLast } = this.#extendFile(root, request.cpgLeast, cpg, writer);
    root.owned.add(writer, pgnoLast, pgnoLast - pgnoFirst + 1);
    let found: Extent | undefined;
    for (const run of withoutShelved(root.available, pgnoFirst, pgnoLast, writer)) {
      root.available.add(writer, run.pgnoLast, cpgOf(run));
      if (cpgOf(run) >= request.cpgLeast) found ??= run;
    }
    return found ?? this.#growFile(root, request, writer);
  }

  /** @throws JET_errOutOfDatabaseSpace when it cannot have so many pages */
  #extendFile(root: TreeSpace, cpgLeast: number, cpgWanted: number, writer: Writer): Extent {
    const { options, database } = this.spaces;
    const { pagesMost = limits.pgnoMost, grow } = options;
    const pgnoBefore = lastOwned(root);
    const cpg = Math.min(cpgWanted, pagesMost - pgnoBefore);
    if (cpg < cpgLeast) {
      throw new JetError('JET_errOutOfDatabaseSpace', `the database may have ${pagesMost} pages at most`);
    }
    const pgnoLast = pgnoBefore + cpg;
    database.journal.extendDatabase(writer, pgnoLast);
    grow(pgnoLast);
    if (database.buffer.pageCount < pgnoLast) {
      throw new JetError('JET_errInternalError', `the database was not made ${pgnoLast} pages long`);
    }
    return { pgnoFirst: pgnoBefore + 1, pgnoLast, pool: pool.general };
  }

  /** Before nodes are added to the space trees: their splits will have the pages they need (04 §5). */
  fillBuffers(space: TreeSpace, writer: Writer): void {
    this.#fillBuffer(space, space.owned, 2, writer);
    this.#fillBuffer(space, space.available, 1, writer);
  }

  #fillBuffer(space: TreeSpace, tree: SpaceTree, times: number, writer: Writer): void {
    const cpgForSplits = pagesForSplits(tree.root);
    const cpgLeast = cpgForSplits * times;
    if (cpgForSplits === 0 || tree.cpgBuffered >= cpgLeast) return;
    const cpgWanted = splitBufferRefill(cpgForSplits, cpgLeast);
    const cpgGrowth = Math.max(cpgWanted, cpgBufferGrowthLeast);
    const { pgnoFirst, pgnoLast } = space.isDatabase
      ? this.#extendFile(space, cpgLeast, cpgGrowth, writer)
      : this.fromParent(space, { cpgLeast, cpgWanted, isNewTree: false }, writer);
    const cpg = pgnoLast - pgnoFirst + 1;
    space.owned.add(writer, pgnoLast, cpg);
    const { buffer, replaced } = addToBuffer(tree.buffer, { pgnoLast, cpg });
    tree.setBuffer(writer, buffer);
    if (replaced.cpg > 0) {
      this.spaces.freeLater(space, replaced.pgnoLast - replaced.cpg + 1, replaced.pgnoLast);
    }
  }
}

export function cpgOf({ pgnoFirst, pgnoLast }: Extent): number {
  return pgnoLast - pgnoFirst + 1;
}

/** Bits of pages in the rgbitAvail of a root (04 §2.1). */
export function bitsOf(pgnoFDP: number, pgnoFirst: number, pgnoLast: number): number {
  let bits = 0;
  for (let pgno = pgnoFirst; pgno <= pgnoLast; pgno++) bits |= 1 << (pgno - pgnoFDP - 1);
  return bits >>> 0;
}

/** The first extent of so many pages. */
function firstFit(available: SpaceTree, cpgLeast: number): Extent | undefined {
  for (let extent = available.first(); extent?.pool === pool.general; extent = available.next()) {
    if (cpgOf(extent) >= cpgLeast) return extent;
  }
  return undefined;
}

/** The last page that the database owns: its logical size. */
export function lastOwned(root: TreeSpace): number {
  const last = root.owned.last();
  if (last) return last.pgnoLast;
  throw root.owned.error('it is empty');
}

/** New pages but for those that must not be used; they are no longer behind the end of the file (04 §6.6). */
function withoutShelved(
  available: SpaceTree,
  pgnoFirst: number,
  pgnoLast: number,
  writer: Writer,
): readonly Extent[] {
  const runs: Extent[] = [];
  let since = pgnoFirst;
  for (;;) {
    const shelved = available.find('>=', since, pool.shelved);
    if (shelved === undefined || shelved.pgnoFirst > pgnoLast) break;
    available.remove(writer, shelved);
    if (shelved.pgnoFirst > since) {
      runs.push({ pgnoFirst: since, pgnoLast: shelved.pgnoFirst - 1, pool: pool.general });
    }
    since = Math.max(since, shelved.pgnoLast + 1);
  }
  if (since <= pgnoLast) runs.push({ pgnoFirst: since, pgnoLast, pool: pool.general });
  return runs;
}

/** Whether a tree is small in nodes of its root and in pages (04 §6.4). */
function isSmallTree({ owned, rootPage }: TreeSpace): boolean {
  const { clines } = rootPage;
  const isLow = rootPage.hasFlag(pageFlag.leaf);
  if (!isLow && !(rootPage.hasFlag(pageFlag.parentOfLeaf) && clines < smallTree.nodesMost)) return false;
  let cpg = 0;
  for (let extent = owned.first(); extent; extent = owned.next()) {
    cpg += cpgOf(extent);
    if (cpg > smallTree.cpgMost) return false;
  }
  return true;
}
