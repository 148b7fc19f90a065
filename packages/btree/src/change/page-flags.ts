import { pageFlag } from '@esekit/pages';
import { corrupted } from './corrupted';

/** Flags of pages that are not part of a tree any more, or not yet; no change of a tree sets them. */
export const foreignPageFlags = pageFlag.empty | pageFlag.preInit | pageFlag.repair;

/** Whether a page in use may have such flags, as far as its structure goes (02 §7). */
export function arePageFlagsSound(flags: number): boolean {
  const twoKinds = pageFlag.index | pageFlag.longValue;
  return (flags & foreignPageFlags) === 0 && (flags & twoKinds) !== twoKinds;
}

/**
 * Checks that a page may hold such a node: nodes of inner pages have a page number for data and no flags
 * (03 §2.1), and pages out of use have none.
 */
export function checkNodeOf(pageFlags: number, cbData: number, flags: number): void {
  if ((pageFlags & foreignPageFlags) !== 0) throw corrupted('a page that is not in use is to get a node');
  if ((pageFlags & pageFlag.leaf) !== 0 || (cbData === cbPagePointer && flags === 0)) return;
  throw corrupted(`an inner page is to have a node with ${cbData} bytes of data and flags ${flags}`);
}

/** The data of a node of an inner page. */
export const cbPagePointer = 4;
