import type { NodeView } from '@esekit/pages';

/**
 * Copies the bookmark of a node: its key and, in a row, as much of its data as `cb` bytes take in (none where
 * keys are unique).
 */
export function copyBookmark(node: NodeView, target: Uint8Array, cb: number): void {
  const { bytes, dataStart, cbKey } = node;
  node.copyKey(target);
  for (let i = cbKey; i < cb; i++) target[i] = bytes[dataStart + i - cbKey]!;
}
