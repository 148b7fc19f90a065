import { JetError } from '@esekit/core';
import { pageFlag } from '@esekit/pages';
import type { TreePage } from '../page/tree-page';
import type { Tree } from '../tree';

/** Flags that all pages of one tree have in common (03 §1). */
export const kindFlags = pageFlag.index | pageFlag.longValue | pageFlag.nonUniqueKeys | pageFlag.spaceTree;

/** Flags of pages that no tree refers to any more, or not yet (02 §1.4). */
const unusedFlags = pageFlag.empty | pageFlag.preInit;

/**
 * Checks that a page is the root of the tree: object, kind and role (03 §8, 5).
 *
 * @throws JET_errDatabaseCorrupted
 */
export function checkRoot(page: TreePage, tree: Tree): void {
  const { flags } = page;
  const problem =
    objectProblem(page, tree) ??
    ((flags & unusedFlags) !== 0 ? 'is not in use' : undefined) ??
    ((flags & pageFlag.root) === 0 ? 'is no root' : undefined) ??
    (((flags & pageFlag.spaceTree) !== 0) !== tree.isSpaceTree
      ? `is ${tree.isSpaceTree ? 'no' : 'a'} page of a space tree`
      : undefined);
  if (problem === undefined) return;
  throw new JetError('JET_errDatabaseCorrupted', `${tree.label}: root page ${page.pgno} ${problem}`);
}

/**
 * Checks that a page is what its parent may point to: of the same tree, of the same kind, and of the
 * right level, which the parent's flags tell (03 §8, 5).
 *
 * @param kind what the root has of {@link kindFlags}
 * @throws JET_errBadParentPageLink
 */
export function checkChild(page: TreePage, parent: TreePage, tree: Tree, kind: number): void {
  const isAboveLeaves = (parent.flags & pageFlag.parentOfLeaf) !== 0;
  const expected = kind | (isAboveLeaves ? pageFlag.leaf : 0);
  const mask =
    kindFlags | pageFlag.root | pageFlag.leaf | unusedFlags | (isAboveLeaves ? pageFlag.parentOfLeaf : 0);
  if ((page.flags & mask) === expected && page.frame.view.objidFDP === tree.objidFDP) return;
  const problem = objectProblem(page, tree) ?? roleProblem(page.flags, kind, isAboveLeaves);
  throw new JetError(
    'JET_errBadParentPageLink',
    `${tree.label}: page ${page.pgno} ${problem}, but page ${parent.pgno} points to it`,
  );
}

function objectProblem(page: TreePage, tree: Tree): string | undefined {
  const { objidFDP } = page.frame.view;
  return objidFDP === tree.objidFDP ? undefined : `belongs to object ${objidFDP}, not ${tree.objidFDP}`;
}

function roleProblem(flags: number, kind: number, isAboveLeaves: boolean): string {
  if ((flags & unusedFlags) !== 0) return 'is not in use';
  if ((flags & pageFlag.root) !== 0) return 'is a root';
  if ((flags & kindFlags) !== kind) return `is of another kind (flags 0x${flags.toString(16)})`;
  return `is of another level (flags 0x${flags.toString(16)}, ${isAboveLeaves ? '' : 'not '}below ParentOfLeaf)`;
}
