import { errorInfoByName, isInCategory, JetError, type JetErrorName } from '@esekit/core';

/** Something of a tree that could not be read, or did not fit, and was passed over. */
export interface TreeLoss {
  /**
   * - `page`: a page, and everything below it, was skipped.
   * - `siblingLink`: neighbouring leaves do not name each other. Nothing was skipped.
   */
  readonly kind: 'page' | 'siblingLink';
  /** The page that was skipped, or whose link is wrong; 0 when a parent points to no page. */
  readonly pgno: number;
  readonly error: JetErrorName;
  /** The message of the error. */
  readonly text: string;
  /** What was skipped had bookmarks not less than this; `null` is the beginning of the tree. */
  readonly keyFrom: Uint8Array | null;
  /** What was skipped had bookmarks less than this; `null` is the end of the tree. */
  readonly keyTo: Uint8Array | null;
}

export type LossSink = (loss: TreeLoss) => void;

/**
 * Whether reading can go on behind a failure: damage and unreadable places can be passed over, while a
 * closed file or a lack of memory would fail everywhere.
 */
export function isLoss(error: unknown): error is JetError {
  if (!JetError.isInstance(error)) return false;
  const info = errorInfoByName(error.name);
  return isInCategory(info, 'Corruption') || isInCategory(info, 'IO');
}
