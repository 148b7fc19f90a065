export { CatalogRecordEncoder, type CatalogFields } from './catalog-record';
export { catalogNameKey, catalogPrimaryKey, catalogRootKey } from './catalog-keys';
export {
  callbackFields,
  columnFields,
  deletedColumnFields,
  indexFields,
  longValueFields,
  tableFields,
  type CallbackRow,
  type ColumnRow,
  type IndexRow,
  type LongValueRow,
  type TableRow,
} from './rows';
export { decodeSpaceHints, encodeSpaceHints, type SpaceHints, type SpaceHintsOwner } from './space-hints';
export {
  LocaleRecordEncoder,
  localeIndexKey,
  localeKeyBytes,
  ObjidRecordEncoder,
  type LocaleRow,
  type ObjidRow,
} from './system-records';
export { newDatabaseRows, type NewDatabaseOptions, type NewDatabaseRows } from './new-database';
export {
  acceptColumn,
  columnGrbit,
  type AcceptedColumn,
  type ColumnContext,
  type ColumnRequest,
} from './column-request';
export { catalogIndexFlags, derivedIndexFlags, indexGrbit, type IndexFacts } from './index-flags';
export { storedName } from './name-bytes';
