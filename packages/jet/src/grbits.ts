/** Flags of JetInit2 and JetInit3 (32 §2.2). */
export const JET_bit = {
  ReplayReplicatedLogFiles: 0x1,
  ReplayIgnoreMissingDB: 0x4,
  RecoveryWithoutUndo: 0x8,
  TruncateLogsAfterRecovery: 0x10,
  ReplayMissingMapEntryDB: 0x20,
  LogStreamMustExist: 0x40,
  ReplayIgnoreLostLogs: 0x80,
  AllowMissingCurrentLog: 0x100,
  AllowSoftRecoveryOnBackup: 0x200,
  SkipLostLogsEvent: 0x400,
  ExternalRecoveryControl: 0x800,
  KeepDbAttachedAtEndOfRecovery: 0x1000,
  ReplayIgnoreLogRecordsBeforeMinRequiredLog: 0x2000,
  ReplayInferCheckpointFromRstmapDbs: 0x4000,
  /** Of JetTerm2 (32 §2.3). */
  TermComplete: 0x1,
  TermAbrupt: 0x2,
  TermStopBackup: 0x4,
  TermDirty: 0x8,
} as const;

/** Flags that are refused: what they ask for is not there. */
const unavailable =
  JET_bit.ExternalRecoveryControl |
  JET_bit.KeepDbAttachedAtEndOfRecovery |
  JET_bit.ReplayInferCheckpointFromRstmapDbs;

export function asksForUnavailable(grbit: number): boolean {
  return (grbit & unavailable) !== 0;
}
