export {
  addToNodeData,
  changeNodeFlags,
  deleteNode,
  insertNode,
  insertNodeFrom,
  replaceNodeData,
  replaceNodeDataFrom,
  setExternalHeader,
} from './nodes';
export { findNode, type NodePlace } from './node-search';
export {
  convertRoot,
  emptyTree,
  formatMultipleExtentRoot,
  formatSingleExtentRoot,
  type Conversion,
  type NewTree,
  type SpaceTreeRoots,
  type TreeRoots,
} from './new-tree';
export {
  changePagePointer,
  changeSeparator,
  deletePagePointer,
  encodePagePointer,
  insertPagePointer,
  pagePointerAt,
  type SplitChild,
} from './page-pointers';
export { takesOnlyTheLine } from './check-split';
export { splitPages } from './split';
export type { Split, SplitKind, SplitLine, SplitOperation, SplitPages } from './split-level';
export {
  changeParentOfMerge,
  mergePages,
  type Merge,
  type MergeKind,
  type MergePages,
  type MergeParentChange,
} from './merge';
export { movePage, type PageMove, type PageMovePages } from './page-move';
