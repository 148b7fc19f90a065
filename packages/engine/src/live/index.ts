export type { TreeHost } from './tree-host';
export { LiveTree, type OnZero } from './live-tree';
export { LiveCursor, type LiveSeekMode, type TreeEstimate } from './live-cursor';
export { TreeChanges } from './tree-changes';
export { UndoInfoJournal } from './undo-info-journal';
export { versionHooks } from './version-hooks';
