export { Cursor } from './cursor';
export type { CursorCore } from './cursor-core';
export type { PreparedUpdate } from './prepared-update';
export { permitVirtualCurrency, type SecondaryBookmark } from './navigation/bookmarks';
export { intersect } from './navigation/intersect';
export type { KeyValues } from './navigation/make-key';
export { move } from './navigation/move';
export { seekGrbit, type SeekWarning } from './navigation/seek';
export { setIndexGrbit } from './navigation/select-index';
export { rangeGrbit } from './navigation/set-range';
export {
  enumerateFlag,
  type ColumnToEnumerate,
  type EnumeratedColumn,
  type EnumeratedValue,
  type EnumerateOptions,
} from './reading/enumerate';
export { emptyRecordSize, recordSizeFlag, type RecordSize } from './reading/record-size';
export { retrieveFlag, type RetrieveWarning } from './reading/retrieve-flags';
export type { ColumnToRetrieve } from './reading/retrieve-many';
export { RetrievedValue, type RetrieveOptions } from './reading/retrieved-value';
export {
  lockFlag,
  prepareKind,
  updateFlag,
  type CursorUpdates,
  type EscrowOptions,
  type UpdateOptions,
} from './update';
