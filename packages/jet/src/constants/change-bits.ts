/** Flags of changes (11 §7, 14 §3). */
export const changeBits = {
  /** Of JetSetColumn. */
  SetAppendLV: 0x1,
  SetOverwriteLV: 0x4,
  SetSizeLV: 0x8,
  SetZeroLength: 0x20,
  SetSeparateLV: 0x40,
  SetUniqueMultiValues: 0x80,
  SetUniqueNormalizedMultiValues: 0x100,
  SetRevertToDefaultValue: 0x200,
  SetIntrinsicLV: 0x400,
  SetUncompressed: 0x1_0000,
  SetCompressed: 0x2_0000,
  SetContiguousLV: 0x4_0000,
  /** Of JetUpdate2. */
  UpdateCheckESE97Compatibility: 0x1,
  UpdateNoVersion: 0x2,
  /** Of JetEscrowUpdate. */
  EscrowNoRollback: 0x1,
  /** Of JetGetLock. */
  ReadLock: 0x1,
  WriteLock: 0x2,
} as const;
