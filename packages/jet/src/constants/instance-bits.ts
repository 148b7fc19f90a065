/** Flags of instances and sessions (32 §2, §3). */
export const instanceBits = {
  /** Of JetInit2 and JetInit3. */
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
  /** Of JetTerm2. */
  TermComplete: 0x1,
  TermAbrupt: 0x2,
  TermStopBackup: 0x4,
  TermDirty: 0x8,
  /** Of JetStopServiceInstance2. */
  StopServiceAll: 0x0,
  StopServiceBackgroundUserTasks: 0x2,
  StopServiceQuiesceCaches: 0x4,
  StopServiceStopAndEmitLog: 0x8,
  StopServiceResume: 0x8000_0000,
  /** Of JetIdle. */
  IdleFlushBuffers: 0x1,
  IdleCompact: 0x2,
  IdleStatus: 0x4,
} as const;
