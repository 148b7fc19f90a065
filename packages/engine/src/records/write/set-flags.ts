/** Flags of JetSetColumn (11 §7). */
export const setFlag = {
  appendLV: 0x1,
  overwriteLV: 0x4,
  sizeLV: 0x8,
  zeroLength: 0x20,
  separateLV: 0x40,
  uniqueMultiValues: 0x80,
  uniqueNormalizedMultiValues: 0x100,
  revertToDefaultValue: 0x200,
  intrinsicLV: 0x400,
  uncompressed: 0x1_0000,
  compressed: 0x2_0000,
  contiguousLV: 0x4_0000,
} as const;
