export { openDatabase, Database, type OpenOptions } from './database/database';
export { openRecovered, type RecoveredPages } from './database/recovered-database';
export { Table } from './database/table';
export { PointReader } from './database/point-reader';
export { RecordReader } from './database/record-reader';
export type { ReadLoss, ReadLossSink } from './database/read-loss';
export type { RowOptions } from './database/row-options';
export { TableIndex, type IndexEntry, type KeyValues, type RangeOptions } from './database/table-index';
export { RowDecoder, type Row } from './records/row-decoder';
export { RecordView, type ValueState } from './records/record-view';
export { ValueFinder, ValuePlace } from './records/value-place';
export {
  RecordBuilder,
  RecordShape,
  setFlag,
  type ColumnPlan,
  type LongValueChange,
  type LongValueStore,
  type RecordShapeOptions,
  type SetOptions,
  type SetWarning,
} from './records/write';
export { valueDecoder, type Value, type ValueDecoder } from './values/decode-value';
export { UndecodedValue } from './values/undecoded-value';
export { decodeDate, formatStoredDate, type StoredDate } from './values/date';
export { formatGuid } from './values/guid';
export { coltyp, coltypNames, fixedSize, isBinary, isLong, isText, type Coltyp } from './values/coltyp';
export {
  columnFlag,
  indexFlag,
  tableFlag,
  type ColumnSchema,
  type ConditionalColumn,
  type IndexSchema,
  type IndexSegment,
  type TableSchema,
  type TupleLimits,
} from './catalog/schema';
export { catalogRows, readCatalog, type CatalogReading } from './catalog/read-catalog';
export { keyColumn, keyDefinition } from './catalog/key-definition';
export * from './catalog/write';
export { LongValueReader, type LongValueRoot } from './long-values/long-value-reader';
export {
  checkDatabase,
  checkFile,
  spaceOf,
  type CheckFileOptions,
  type CheckKind,
  type CheckOptions,
  type CheckProblem,
  type CheckResult,
  type CheckSeverity,
  type CheckSink,
  type TreeSpaceUse,
} from './check';
export { newestEfv, oldestEfv } from './instance/format-choice';
export * from './api';
export { extRestoreRecord } from './instance/ext-restore-record';
export * from './instance';
export { treeSpace, type TreeSpace } from './attached/tree-space';
export * from './schema';
export * from './cursors';
