import { viewOf } from '@esekit/core';
import { LiveCursor, type LiveTree, type OnZero } from '../../live';
import type { Session } from '../../transactions';
import { chunkOffsetSize } from '../long-value-format';
import { longValueKey } from '../long-value-key';

/**
 * What clean-up does with a value that no record refers to any more, for `LiveTree.onZero` of a tree of long values
 * (12 §2.3): its chunks go, the last one first, and then its root. Nobody can see them, so they go for good and
 * without versions, however many there are; where a crash comes in between, a root that counts no reference
 * stands in front of what is left.
 */
export function removeUnreferenced(tree: LiveTree): OnZero {
  return (session, key) => {
    if (longValueKey(key, key.length)?.kind !== 'root') return;
    const root = key.slice();
    if (isReferenced(tree, session, root)) return;
    const last = new Uint8Array(root.length + chunkOffsetSize).fill(0xff);
    last.set(root);
    const cursor = new LiveCursor(tree, session);
    while (cursor.seek('<=', last) && cursor.cbKey > root.length && cursor.hasPrefix(root)) {
      remove(tree, session, cursor.key().slice());
    }
    remove(tree, session, root);
  };
}

function isReferenced(tree: LiveTree, session: Session, root: Uint8Array): boolean {
  const cursor = new LiveCursor(tree, session);
  return !cursor.seek('=', root) || viewOf(cursor.data()).getUint32(0, true) !== 0;
}

/** The last node of a leaf goes with its page. */
function remove({ writer }: LiveTree, session: Session, key: Uint8Array): void {
  writer.seek(key);
  if (writer.delete(session)) return;
  writer.seek(key);
  writer.flagDelete(session, 0);
  writer.seek(key);
  writer.merge(session);
}
