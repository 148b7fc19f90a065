export { configureJet } from './instances/engine';
export type { JetEvent, JetPlatform } from './platform';
export {
  JET_dbidNil,
  JET_instanceNil,
  JET_sesidNil,
  JET_tableidNil,
  type JET_COLUMNID,
  type JET_DBID,
  type JET_INSTANCE,
  type JET_SESID,
  type JET_TABLEID,
  type JetRef,
  type JetStatus,
} from './status';
export { JET_bit } from './grbits';
export * from './constants/numbers';
export { JET_param, type ParameterName } from './parameters/parameters';
export type { ParameterValue } from './parameters/parameter';
export type * from './structures/instances';
export type * from './structures/records';
export type * from './structures/schema';

export * from './calls';
