import type { TreeCursor, TreeLoss } from '@esekit/btree';
import { isDamage } from '../records/damage';

/**
 * Something that a read passed over. Besides what a tree can lose:
 *
 * - `record`: one record that does not fit together; its key is both `keyFrom` and `keyTo`.
 * - `entry`: an entry of an index that leads to no record that can be read.
 */
export interface ReadLoss extends Omit<TreeLoss, 'kind'> {
  readonly kind: TreeLoss['kind'] | 'record' | 'entry';
}

export type ReadLossSink = (loss: ReadLoss) => void;

/**
 * Tells of the node that a cursor stands on.
 *
 * @throws `error` when nobody wants to be told, or when it is no damage and would come again
 */
export function reportNode(
  kind: 'record' | 'entry',
  cursor: TreeCursor,
  error: unknown,
  onLoss: ReadLossSink | undefined,
): void {
  if (!onLoss || !isDamage(error)) throw error;
  const key = cursor.key();
  onLoss({ kind, pgno: cursor.pgno, error: error.name, text: error.message, keyFrom: key, keyTo: key });
}
