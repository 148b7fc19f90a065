export { coltyp, fixedSize } from '../values/coltyp';
export {
  boundedKeyMost,
  defaultKeyMost,
  defaultTupleLimits,
  indexDefinition,
  keyMostLimit,
  keyRulesOfFlags,
  segmentsMost,
  type ConditionalColumn,
  type IndexDefinition,
  type KeyColumn,
  type KeyRules,
  type KeySegment,
  type TupleLimits,
  type UnicodeSettings,
} from './index-definition';
export { KeyBuilder } from './key-builder';
export { putSegment } from './normalise-segment';
export {
  buildKeys,
  meetsConditions,
  visitKeys,
  type KeyVisitor,
  type RecordKey,
} from './build-keys';
export { compareKeys } from './compare-keys';
export { decodeKey, decodeKeySegment, type DecodedValue } from './decode-key';
export { columnBytes, storedColumnBytes, type ColumnValue } from './column-bytes';
export { makeSearchKey, SearchKey } from './search-key';
export { keyGrbit } from './search-limits';
export { sortKeyFlags, supportedLocale, supportedSortId, unicodeObstacle } from './unicode-policy';
export { unicodeSortKey, utf16Bytes } from './unicode-sort-key';
export type { ValueSource } from './value-source';
