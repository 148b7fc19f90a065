export {
  changeFlag,
  type BookmarkChange,
  type ConversionChange,
  type DeltaChange,
  type EmptyTreeChange,
  type ExtentFreedChange,
  type ExternalHeaderChange,
  type FreeFDPChange,
  type InsertChange,
  type Journal,
  type LeafOperation,
  type MacroChange,
  type MergeChange,
  type MergeLevel,
  type MultipleExtentChange,
  type NewPageChange,
  type NodeChange,
  type PageChange,
  type ReplaceChange,
  type ReviveChange,
  type SingleExtentChange,
  type SplitChange,
  type SplitLevel,
  type UndoChange,
  type UndoInfoChange,
  type Writer,
} from './journal';
export type { PageAllocator, WritableDatabase } from './writable-database';
export { TreeWriter, type TreeWriterOptions } from './tree-writer';
export type { Presence } from './tree-position';
export type { HeaderChange } from './set-header';
export type { Undone } from './undo-node';
export { chooseSplit, chooseSplitAlone, type SplitChoice } from './choose-split';
export { PageLines, separatorBefore, type LineOperation } from './page-lines';
export { SpaceManager } from './space/space-manager';
export type { DeletedTree, NewTreeRequest, SpaceHints, SpaceOptions, TreeKind } from './space/space-options';
