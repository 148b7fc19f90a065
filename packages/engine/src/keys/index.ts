export { coltyp, fixedSize } from '../values/coltyp';
export {
  boundedKeyMost,
  defaultTupleLimits,
  indexDefinition,
  keyRulesOfFlags,
  type IndexDefinition,
  type KeyColumn,
  type UnicodeSettings,
} from './index-definition';
export { KeyBuilder } from './key-builder';
export { buildKeys, visitKeys } from './build-keys';
export { compareKeys } from './compare-keys';
export { decodeKey, decodeKeySegment } from './decode-key';
export { columnBytes, storedColumnBytes, type ColumnValue } from './column-bytes';
export { makeSearchKey, SearchKey } from './search-key';
export { keyGrbit } from './search-limits';
export { sortKeyFlags, unicodeObstacle } from './unicode-policy';
export { unicodeSortKey } from './unicode-sort-key';
export type { ValueSource } from './value-source';
