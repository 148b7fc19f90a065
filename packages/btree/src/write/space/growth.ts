import { spaceFlag, type PageView, type SpaceHeader } from '@esekit/pages';
import { pageFlag } from '@esekit/pages';
import type { SpaceHints } from './space-options';

/** How many pages are asked for, given and kept: 04 §5, §6.3 to §6.6. Pure rules, in pages. */

/** A tree is small as long as it has no more of these; pages behind the root that have bits (04 §4). */
export const smallTree = { cpgMost: 16, nodesMost: 16, cpgGrow: 4, bits: 32 } as const;
/** Least secondary extent of any other tree, and its part of the primary extent. */
const secondary = { cpgLeast: 16, partOfPrimary: 4 } as const;
/** In a small database new trees stand close together (04 §4). */
const smallDatabase = { cpgMost: 254, pgnoFirstMost: 128 } as const;
/** A rest of this size is not left at the root of the database (04 §6.5). */
const cpgRestLeast = 4;

/** What an extent is asked for. */
export interface ExtentRequest {
  /** No less will do. */
  readonly cpgLeast: number;
  readonly cpgWanted: number;
  /** It becomes the first extent of a tree. */
  readonly isNewTree: boolean;
}

/** Size of the next extent of a tree after one of `cpgLast` pages, as its hints have it (04 §6.4). */
export function grownExtent(cpgLast: number, hints: SpaceHints | undefined): number {
  if (hints === undefined) return cpgLast;
  const { growthPercent, cpgExtentLeast, cpgExtentMost } = hints;
  if (cpgExtentMost > 0 && cpgExtentLeast === cpgExtentMost) return cpgExtentMost;
  const grown =
    growthPercent >= 100 ? Math.max(cpgLast + 1, Math.floor((cpgLast * growthPercent) / 100)) : cpgLast;
  return Math.max(cpgExtentLeast, cpgExtentMost > 0 ? Math.min(grown, cpgExtentMost) : grown);
}

/**
 * Size of a secondary extent that a tree asks for itself (04 §6.4).
 *
 * @param isSmall whether the tree is small in nodes and pages; not asked of form 2 and of larger primaries
 */
export function secondaryExtent(
  cpgRequest: number,
  { cpg, flags }: SpaceHeader,
  isSmall: () => boolean,
  hints: SpaceHints | undefined,
): number {
  const isFormTwo = (flags & spaceFlag.formTwo) !== 0;
  const base =
    !isFormTwo && cpg < smallTree.cpgMost && isSmall()
      ? Math.max(cpgRequest, smallTree.cpgGrow)
      : Math.max(cpgRequest, secondary.cpgLeast, isFormTwo ? cpg : Math.floor(cpg / secondary.partOfPrimary));
  return Math.max(base, grownExtent(cpg, hints));
}

/** Pages of an available extent of the database itself that are given away (04 §6.5). */
export function grantedByDatabase(
  { pgnoFirst, cpg }: { readonly pgnoFirst: number; readonly cpg: number },
  { cpgWanted, isNewTree }: ExtentRequest,
  cpgDatabase: number,
): number {
  if (cpg <= cpgWanted) return cpg;
  const isTight = isNewTree && cpgDatabase < smallDatabase.cpgMost && pgnoFirst < smallDatabase.pgnoFirstMost;
  return isTight || cpg >= cpgWanted + cpgRestLeast ? cpgWanted : cpg;
}

/** Pages of an available extent of a tree that are given to its child (04 §6.5). */
export function grantedByTree(cpg: number, cpgWanted: number, cpgFragment: number): number {
  if (cpg <= cpgWanted) return cpg;
  return cpgWanted < cpgFragment || cpg >= cpgWanted + cpgFragment ? cpgWanted : cpg;
}

/** Pages by which the file grows, so that its size is a multiple of the extension afterwards (04 §6.6). */
export function fileGrowth(
  { cpgLeast, cpgWanted }: Pick<ExtentRequest, 'cpgLeast' | 'cpgWanted'>,
  extensionPages: number,
  cpgPrimary: number,
  pgnoLast: number,
): number {
  const quarter = Math.floor(cpgPrimary / secondary.partOfPrimary);
  const wanted = Math.max(cpgWanted, extensionPages, quarter);
  const rounded = Math.ceil(wanted / extensionPages) * extensionPages;
  // The two header copies are pages of the file.
  const over = (pgnoLast + 2) % extensionPages;
  if (over === 0) return rounded;
  return rounded - over >= cpgLeast && rounded > over ? rounded - over : rounded + extensionPages - over;
}

/** A root leaf with so many bytes free needs no pages for splits yet (04 §5). */
const cbFreeEnough = 100;

/** Pages that one more node may take for splits of a space tree, from its root (04 §5). */
export function pagesForSplits(root: PageView): number {
  if (root.hasFlag(pageFlag.leaf)) return root.cbFree >= cbFreeEnough ? 0 : 2;
  return root.hasFlag(pageFlag.parentOfLeaf) ? 3 : 4;
}

/** Pages that a split buffer is filled up with, when it should have `cpgRequired` (04 §5). */
export function splitBufferRefill(cpgForSplits: number, cpgRequired: number): number {
  const preferred = cpgForSplits <= 2 ? 2 : cpgForSplits === 3 ? 8 : 16;
  return cpgRequired <= preferred ? preferred : 2 ** Math.ceil(Math.log2(cpgRequired));
}
