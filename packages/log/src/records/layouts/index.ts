/**
 * Every record's fields (21). `xxxRecord` holds plain offsets for code that reads single fields where
 * they lie; `xxxLayout` is the whole structure as data, for decoding and encoding.
 */
export * from './record-fields';
export * from './record-layout';
export * from './page-records';
export * from './tree-records';
export * from './transaction-records';
export * from './database-records';
export * from './instance-records';
