import { JetError } from '@esekit/core';
import type { Tree } from '../tree';
import { TreeCursor, type TreeCursorOptions } from './tree-cursor';

/**
 * About how many entries a tree has, deleted ones included, from a few places spread over it. Exact for a
 * tree of one page; it reads at most `samples` paths, whatever the size of the tree.
 */
export function estimateEntries(tree: Tree, samples = 16, options: TreeCursorOptions = {}): number {
  if (!(samples >= 1)) throw new JetError('JET_errInvalidParameter', `an estimate of ${samples} samples`);
  const cursor = new TreeCursor(tree, { ...options, seesDeleted: true });
  let sum = 0;
  let found = 0;
  for (let i = 0; i < samples; i++) {
    if (!cursor.seekFraction((i + 0.5) / samples)) continue;
    sum += cursor.entriesByPath;
    found++;
  }
  return found === 0 ? 0 : Math.round(sum / found);
}
