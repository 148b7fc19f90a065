export { Catalog, type ListedTable } from './catalog';
export type { AddedColumn } from './ddl/add-column';
export {
  createIndexGrbit,
  type ConditionalRequest,
  type IndexRequest,
  type UnicodeRequest,
} from './ddl/index-request';
export { tableGrbit, type TableReport, type TableRequest } from './ddl/table-request';
export { IndexObject, nameKey } from './index-object';
export type { SchemaHost, SchemaSession } from './schema-host';
export { TableLocks, type TableAccess, type TableOpening } from './table-locks';
export { TableObject } from './table-object';
export { TableView } from './table-view';
