export { Instance, type DatabaseSettings, type InstancePlatform, type InstanceSettings } from './instance';
export type { InstanceDatabase } from './instance-database';
export { InstanceSession, type TableSettings, type TransactionSettings } from './instance-session';
export { InstanceTable, type RowValues } from './instance-table';
export type { RowsOptions } from './rows-in-range';
export type {
  ColumnDefinition,
  ColumnTypeName,
  IndexDefinitionRequest,
  TableDefinition,
} from './table-definition';
