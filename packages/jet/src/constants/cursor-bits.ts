/** Flags of cursors (13 §5, 14 §4) and of reading columns (11 §7). */
export const cursorBits = {
  MoveKeyNE: 0x1,
  /** Of JetMakeKey. */
  NewKey: 0x1,
  StrLimit: 0x2,
  SubStrLimit: 0x4,
  NormalizedKey: 0x8,
  KeyDataZeroLength: 0x10,
  FullColumnStartLimit: 0x100,
  FullColumnEndLimit: 0x200,
  PartialColumnStartLimit: 0x400,
  PartialColumnEndLimit: 0x800,
  /** Of JetSeek. */
  SeekEQ: 0x1,
  SeekLT: 0x2,
  SeekLE: 0x4,
  SeekGE: 0x8,
  SeekGT: 0x10,
  SetIndexRange: 0x20,
  CheckUniqueness: 0x40,
  /** Of JetSetIndexRange. */
  RangeInclusive: 0x1,
  RangeUpperLimit: 0x2,
  RangeInstantDuration: 0x4,
  RangeRemove: 0x8,
  /** Of JetSetCurrentIndex2. */
  MoveFirst: 0x0,
  NoMove: 0x2,
  /** Of JetGotoSecondaryIndexBookmark. */
  BookmarkPermitVirtualCurrency: 0x1,
  /** Of an index range for JetIntersectIndexes. */
  RecordInIndex: 0x1,
  RecordNotInIndex: 0x2,
  /** Of JetRetrieveColumn and JetRetrieveKey. */
  RetrieveCopy: 0x1,
  RetrieveFromIndex: 0x2,
  RetrieveFromPrimaryBookmark: 0x4,
  RetrieveTag: 0x8,
  RetrieveNull: 0x10,
  RetrieveIgnoreDefault: 0x20,
  RetrieveLongId: 0x40,
  RetrieveLongValueRefCount: 0x80,
  RetrieveTuple: 0x800,
  RetrievePhysicalSize: 0x1_0000,
  /** Of JetEnumerateColumns. */
  EnumerateCopy: 0x1,
  EnumerateIgnoreDefault: 0x20,
  EnumeratePresenceOnly: 0x2_0000,
  EnumerateTaggedOnly: 0x4_0000,
  EnumerateCompressOutput: 0x8_0000,
  EnumerateIgnoreUserDefinedDefault: 0x10_0000,
  EnumerateInRecordOnly: 0x20_0000,
  /** Of JetGetRecordSize. */
  RecordSizeInCopyBuffer: 0x1,
  RecordSizeRunningTotal: 0x2,
  RecordSizeLocal: 0x4,
} as const;
