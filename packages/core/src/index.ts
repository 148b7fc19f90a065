export { JetError, type JetErrorOptions } from './errors/jet-error';
export {
  errorAliases,
  errorInfoByCode,
  errorInfoByName,
  isInCategory,
  type ErrorInfo,
  type JetErrorName,
} from './errors/error-info';
export { categoryPath, errorCategories, type ErrorCategory } from './errors/categories';
export { errorTable } from './errors/error-table';
export * from './positions/lgpos';
export * from './positions/log-time';
export * from './positions/signature';
export * from './positions/backup-info';
export {
  readFields,
  viewOf,
  writeFields,
  type Field,
  type FieldTable,
  type FieldTypes,
  type FieldValues,
} from './fields/field-codec';
export type { File, FileSystem, OpenMode, PathFacts } from './files/file-system';
export { createMemoryFileSystem } from './memory/memory-file-system';
export type { Progress, ProgressSink } from './progress/progress';
export type { EngineEvent, EsekitEvent, EventSink } from './progress/events';
export { EventLog } from './progress/event-log';
export { limits } from './limits';
