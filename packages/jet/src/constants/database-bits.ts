/** Flags of databases and transactions (32 §4, 14 §1). */
export const databaseBits = {
  DbReadOnly: 0x1,
  DbExclusive: 0x2,
  DbRecoveryOff: 0x8,
  DbDeleteCorruptIndexes: 0x10,
  DbVersioningOff: 0x40,
  DbShadowingOff: 0x80,
  DbOverwriteExisting: 0x200,
  DbUpgrade: 0x200,
  DbDeleteUnicodeIndexes: 0x400,
  DbEnableBackgroundMaintenance: 0x800,
  DbPurgeCacheOnAttach: 0x1000,
  ForceDetach: 0x1,
  ForceCloseAndDetach: 0x3,
  /** Of JetBeginTransaction2. */
  TransactionReadOnly: 0x1,
  /** Of JetCommitTransaction. */
  CommitLazyFlush: 0x1,
  WaitLastLevel0Commit: 0x2,
  WaitAllLevel0Commit: 0x8,
  ForceNewLog: 0x10,
  /** Of JetRollback. */
  RollbackAll: 0x1,
} as const;
