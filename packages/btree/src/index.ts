export { Tree, type TreeOptions } from './tree';
export { TreeCursor, type TreeCursorOptions } from './cursor/tree-cursor';
export type { SeekMode } from './cursor/seek-mode';
export { nodesInRange, prefixRange, RangeWalk, type KeyRange } from './cursor/key-range';
export { estimateEntries } from './cursor/estimate-entries';
export { compareBytes, compareNodeData, compareNodeKey, nodeKeyBeginsWith } from './page/compare';
export type { LossSink, TreeLoss } from './path/loss';
export type { Direction } from './path/tree-path';
export {
  decodeRootHeader,
  readRootHeader,
  withAutoIncrementMost,
  type RootHeader,
} from './space/root-header';
export { decodeExtent, pool, type Extent, type SpaceTreeKind } from './space/extent';
export {
  availableExtents,
  ownedExtents,
  spaceTrees,
  splitBuffers,
  type SpaceTrees,
  type SplitBufferExtent,
} from './space/extents';
export { verifyTree, type VerifyTreeOptions } from './verify/verify-tree';
export type { ProblemSink, TreeFacts, TreeProblem, TreeRule } from './verify/tree-problem';
export * from './change';
export * from './write';
