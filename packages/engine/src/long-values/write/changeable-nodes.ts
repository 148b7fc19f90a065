import type { LongValueNodes } from '../long-value-nodes';

/**
 * The nodes of a long-value tree as one session changes them, versioned each (12 §2, 14 §2.4). Keys and data
 * are read during a call and not kept.
 */
export interface ChangeableNodes extends LongValueNodes {
  insert(key: Uint8Array, data: Uint8Array): void;
  replace(key: Uint8Array, data: Uint8Array): void;
  remove(key: Uint8Array): void;
  /** Nobody else changes the node, or adds to it, who has not seen what the session does. @throws JET_errWriteConflict */
  lock(key: Uint8Array): void;
  /** Adds to the 32-bit integer at the beginning of the node's data; sessions may do so side by side. */
  addDelta(key: Uint8Array, delta: number): void;
  /** The last key of the tree; `undefined` when it is empty. */
  lastKey(): Uint8Array | undefined;
}
