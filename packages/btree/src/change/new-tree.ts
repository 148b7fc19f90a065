import { limits } from '@esekit/core';
import { externalHeader, formatPage, pageFlag, replaceLine, spaceFlag, type PageView } from '@esekit/pages';
import {
  encodeExtentData,
  encodeExtentKey,
  splitBufferSize,
  type Extent as SpaceExtent,
} from '../space/extent';
import { freeInPrimary, initialAvail } from '../space/primary-extent';
import { decodeRootHeader, encodeSpaceHeader, withSpaceHeader } from '../space/root-header';
import { corrupted } from './corrupted';
import { dropNodes, insertNode } from './nodes';
import { arePageFlagsSound } from './page-flags';

/**
 * Pages of a new tree, and of one that gets space trees of its own (23 §4.6: CreateSEFDP, CreateMEFDP,
 * ConvertFDP2; 04 §6.2, §6.3). New pages are formatted from nothing, with dbtime 0 until the caller stamps
 * them. Numbers that no tree can have are JET_errDatabaseCorrupted, with nothing changed.
 */

/** What a new tree is made of. */
export interface NewTree {
  readonly pgnoFDP: number;
  readonly objidFDP: number;
  readonly pgnoParent: number;
  /** Pages of the first extent, which begins with the root. */
  readonly cpgPrimary: number;
  /** Kind flags of `pageFlag`, as the records have them; the flags of each page's role are added. */
  readonly flags: number;
  readonly isUnique: boolean;
  /** Files with feature 9560 (02 §1.1). Default false. */
  readonly storesReservedTags?: boolean | undefined;
}

/** Where the space trees of a tree begin; pgnoAE is always the page behind pgnoOE (04 §2). */
export interface SpaceTreeRoots {
  readonly pgnoOE: number;
  readonly pgnoAE: number;
}

/** What a tree with all its pages in one extent gets when it is converted (ConvertFDP2). */
export interface Conversion extends NewTree, SpaceTreeRoots {
  /** The second extent, which begins with the roots of the space trees. */
  readonly pgnoSecondaryFirst: number;
  readonly cpgSecondary: number;
  /** The free pages of the first extent before the conversion. */
  readonly rgbitAvail: number;
}

/**
 * The pages that such an operation changes. One that is left out stays as it is: a log is replayed onto
 * pages some of which are newer than the record.
 */
export interface TreeRoots {
  readonly root?: PageView | undefined;
  readonly ownedExtents?: PageView | undefined;
  readonly availableExtents?: PageView | undefined;
}

type Extent = Pick<SpaceExtent, 'pgnoFirst' | 'pgnoLast'>;

/** Pages in front of the first one that can be available: with space trees, their roots count too. */
const cpgLeast = { single: 1, multiple: 3, spaceTreeRoots: 2 } as const;

/** The root of a tree that keeps its free pages in bits of its header (04 §2.1). */
export function formatSingleExtentRoot(view: PageView, tree: NewTree): void {
  checkFlags(tree);
  checkExtent(tree.pgnoFDP, tree.cpgPrimary, cpgLeast.single);
  formatRoot(view, tree, tree.pgnoFDP, 0);
  const { cpgPrimary: cpg, pgnoParent } = tree;
  const rgbitAvailOrPgnoOE = initialAvail(cpg);
  replaceLine(view, 0, encodeSpaceHeader({ cpg, pgnoParent, flags: uniqueness(tree), rgbitAvailOrPgnoOE }));
}

/** The root of a tree and those of its space trees, which follow it (04 §2.2). */
export function formatMultipleExtentRoot(pages: TreeRoots, tree: NewTree & SpaceTreeRoots): void {
  const { pgnoFDP, cpgPrimary: cpg, pgnoParent, pgnoOE } = tree;
  checkFlags(tree);
  checkExtent(pgnoFDP, cpg, cpgLeast.multiple);
  checkSpaceTreeRoots(tree, pgnoFDP + 1);
  const pgnoLast = pgnoFDP + cpg - 1;
  if (pages.root) {
    formatRoot(pages.root, tree, pgnoFDP, 0);
    const flags = spaceFlag.multipleExtent | uniqueness(tree);
    replaceLine(pages.root, 0, encodeSpaceHeader({ cpg, pgnoParent, flags, rgbitAvailOrPgnoOE: pgnoOE }));
  }
  if (pages.ownedExtents) formatExtents(pages.ownedExtents, tree, pgnoOE, [{ pgnoFirst: pgnoFDP, pgnoLast }]);
  if (pages.availableExtents) {
    const pgnoFirst = pgnoFDP + cpgLeast.multiple;
    formatExtents(pages.availableExtents, tree, tree.pgnoAE, [{ pgnoFirst, pgnoLast }]);
  }
}

/**
 * Gives a tree in the single-extent form space trees of its own (04 §6.3). The root keeps everything but
 * its space header's flag and last field; other fields of an extended header stay.
 */
export function convertRoot(pages: TreeRoots, tree: Conversion): void {
  const { pgnoFDP, cpgPrimary, pgnoSecondaryFirst, cpgSecondary, pgnoOE } = tree;
  checkFlags(tree);
  checkExtent(pgnoFDP, cpgPrimary, cpgLeast.single);
  checkExtent(pgnoSecondaryFirst, cpgSecondary, cpgLeast.spaceTreeRoots);
  checkSpaceTreeRoots(tree, pgnoSecondaryFirst);
  const primary = { pgnoFirst: pgnoFDP, pgnoLast: pgnoFDP + cpgPrimary - 1 };
  const secondary = { pgnoFirst: pgnoSecondaryFirst, pgnoLast: pgnoSecondaryFirst + cpgSecondary - 1 };
  if (primary.pgnoLast >= secondary.pgnoFirst && secondary.pgnoLast >= primary.pgnoFirst) {
    throw corrupted(`extents that end at pages ${primary.pgnoLast} and ${secondary.pgnoLast} overlap`);
  }
  if (pages.root) convertSpaceHeader(pages.root, pgnoOE);
  if (pages.ownedExtents) formatExtents(pages.ownedExtents, tree, pgnoOE, [primary, secondary]);
  if (pages.availableExtents) {
    const rest = { ...secondary, pgnoFirst: pgnoSecondaryFirst + cpgLeast.spaceTreeRoots };
    const free = [...freeInPrimary(pgnoFDP, cpgPrimary, tree.rgbitAvail), rest];
    formatExtents(pages.availableExtents, tree, tree.pgnoAE, free);
  }
}

/** Turns the root of a tree into an empty leaf; its header stays (EmptyTree; 03 §6.4). */
export function emptyTree(root: PageView): void {
  if (!root.hasFlag(pageFlag.root)) throw corrupted('a tree is to be emptied at a page that is no root');
  dropNodes(root, 0);
  root.flags = (root.flags & ~pageFlag.parentOfLeaf) | pageFlag.leaf;
}

function formatRoot(view: PageView, tree: NewTree, pgno: number, flags: number): void {
  const { objidFDP, storesReservedTags = false } = tree;
  const role = tree.flags | flags | pageFlag.root | pageFlag.leaf;
  formatPage(view, { pgno, objidFDP, dbtime: 0n, flags: role, storesReservedTags });
}

/** The root of a space tree with a node for each extent that has pages, ascending. */
function formatExtents(view: PageView, tree: NewTree, pgno: number, extents: readonly Extent[]): void {
  formatRoot(view, tree, pgno, pageFlag.spaceTree);
  replaceLine(view, 0, new Uint8Array(splitBufferSize));
  const ascending = extents
    .filter(({ pgnoFirst, pgnoLast }) => pgnoLast >= pgnoFirst)
    .sort((a, b) => a.pgnoLast - b.pgnoLast);
  for (const { pgnoFirst, pgnoLast } of ascending) {
    insertNode(view, view.clines, encodeExtentKey(pgnoLast), encodeExtentData(pgnoLast - pgnoFirst + 1));
  }
}

function convertSpaceHeader(root: PageView, pgnoOE: number): void {
  if (!root.hasFlag(pageFlag.root)) throw corrupted('a page that is no root is to get space trees');
  const header = externalHeader(root);
  const { space } = decodeRootHeader(header);
  if (space === undefined || (space.flags & spaceFlag.multipleExtent) !== 0) {
    throw corrupted('a root that is to get space trees has no single-extent header');
  }
  const flags = space.flags | spaceFlag.multipleExtent;
  const changed = withSpaceHeader(header, { ...space, flags, rgbitAvailOrPgnoOE: pgnoOE });
  if (changed === undefined)
    throw corrupted('a root that is to get space trees has a header of unknown form');
  replaceLine(root, 0, changed);
}

function uniqueness({ isUnique }: NewTree): number {
  return isUnique ? 0 : spaceFlag.nonUnique;
}

function checkFlags({ pgnoFDP, flags }: NewTree): void {
  // Kind flags only: which page is an inner one or of a space tree is not for the record to say.
  if (arePageFlagsSound(flags) && (flags & (pageFlag.parentOfLeaf | pageFlag.spaceTree)) === 0) return;
  throw corrupted(`the tree at page ${pgnoFDP} cannot have page flags ${flags.toString(16)}`);
}

function checkExtent(pgnoFirst: number, cpg: number, least: number): void {
  if (pgnoFirst >= 1 && cpg >= least && pgnoFirst + cpg - 1 <= limits.pgnoMost) return;
  throw corrupted(`an extent of ${cpg} pages cannot begin at page ${pgnoFirst}`);
}

function checkSpaceTreeRoots({ pgnoOE, pgnoAE }: SpaceTreeRoots, pgnoExpected: number): void {
  if (pgnoOE === pgnoExpected && pgnoAE === pgnoOE + 1) return;
  throw corrupted(`space trees at pages ${pgnoOE} and ${pgnoAE}, not from ${pgnoExpected} on`);
}
