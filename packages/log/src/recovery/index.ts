export { recover, recoverSync, recoverVirtually, type RecoveredView, type VirtualRecovery } from './recover';
export { missingLogAction, openLogReason, type RecoveryControl, type RecoveryStep } from './recovery-control';
export type {
  RecoveredDatabase,
  RecoveryFlags,
  RecoveryOptions,
  RecoveryResult,
  RecoveryStop,
  StreamState,
} from './recovery-options';
export type { RestorePlan } from './restore-plan';
