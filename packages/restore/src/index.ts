export { restoreSet, type RestoreOptions, type RestoreResult } from './restore-set';
export { restoreInstance, type RestoreInstanceOptions } from './restore-instance';
export { externalRestore, type ExternalRestoreOptions } from './external-restore';
export type { EngineRestoreResult, HardRecoveryOptions } from './hard-recovery';
export type { ExternalMapEntry } from './engine-set/restore-places';
export type { RestoreStatus, RestoreStatusSink } from './engine-set/restore-progress';
