import type { JetErrorName } from '@esekit/core';

/** Why a log is opened (23 §11). */
export const openLogReason = { checking: 1, redo: 2, undo: 3, running: 4 } as const;

/** What happens next when a log is missing and the callback accepts that (23 §11). */
export const missingLogAction = {
  mustFail: 1,
  continueToRedo: 2,
  tryCurrentLog: 3,
  continueToUndo: 4,
  createNewStream: 5,
} as const;

/** A decision of recovery, with what happens unless the callback objects. */
export interface RecoveryStep {
  /** JET_sntOpenLog 1001, JET_sntOpenCheckpoint 1002, JET_sntMissingLog 1004, JET_sntBeginUndo 1005, JET_sntAttachedDb 1008, JET_sntDetachingDb 1009. */
  readonly snt: 1001 | 1002 | 1004 | 1005 | 1008 | 1009;
  readonly errDefault: JetErrorName | 'JET_errSuccess';
  /** Of OpenLog: `openLogReason`. */
  readonly reason?: number;
  /** Of OpenLog and MissingLog. */
  readonly lGeneration?: number;
  readonly isCurrentLog?: boolean;
  /** Of MissingLog: `missingLogAction`. */
  readonly nextAction?: number;
  /** File at hand. */
  readonly path?: string;
}

/** Answers a step with the error that should count; JET_errSuccess accepts it. */
export type RecoveryControl = (step: RecoveryStep) => JetErrorName | 'JET_errSuccess';
