export { configureJet } from './instances/engine';
export type { JetEvent, JetPlatform } from './platform';
export {
  JET_instanceNil,
  JET_sesidNil,
  type JET_INSTANCE,
  type JET_SESID,
  type JetRef,
  type JetStatus,
} from './status';
export { JET_bit } from './grbits';
export { JET_param, type ParameterName } from './parameters/parameters';
export type { ParameterValue } from './parameters/parameter';

export { JetGetSystemParameter, JetSetSystemParameter } from './calls/system-parameters';
export { JetCreateInstance, JetCreateInstance2 } from './calls/create-instance';
export { JetInit, JetInit2, JetInit3 } from './calls/init';
export { JetTerm, JetTerm2 } from './calls/term';
export { JetRestore, JetRestore2, JetRestoreInstance } from './calls/restore';
export {
  JET_cbLOGINFO,
  JetExternalRestore,
  JetExternalRestore2,
  type JET_LOGINFO,
} from './calls/external-restore';
export {
  JET_cbRSTINFO,
  JET_snp,
  JET_snt,
  type JET_PFNSTATUS,
  type JET_RSTINFO,
  type JET_RSTMAP,
  type JET_SNPROG,
} from './calls/restart-info';
