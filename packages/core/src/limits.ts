/**
 * Every bound on something a file or a caller controls, in one place. A value read from a file is
 * compared with its limit before anything is allocated, looped over or followed.
 */
export const limits = {
  /** Largest page number the engine will ever own (01 §1). */
  pgnoMost: 0x7fefffff,
  /** Largest page, and so the largest header copy (01 §1). */
  pageSizeMost: 32768,
  /** Bytes of pages kept in memory because they were changed and may not be written. */
  overlayBytesMost: 2 * 1024 * 1024 * 1024,
  /** Damaged pages listed for one database; further ones are counted only. */
  badPagesListedMost: 250_000,
  /** Levels of a tree (03 §1). */
  treeDepthMost: 8,
  /** Pages a walk over the root's owned-extent tree may visit; a 2 TiB file needs far fewer. */
  ownedExtentPagesMost: 65536,
  /** Size of one log file in sectors: the header stores it as u16 (20 §3). */
  logSectorsMost: 65535,
  /** Bytes of one log record put together from fragments; above every real log buffer (21 §1). */
  logRecordBytesMost: 16 * 1024 * 1024,
  /** Bytes of an attachment list in a log header or a checkpoint (20 §3.1). */
  attachmentListBytesMost: 2048,
  /** Bytes of a log of the legacy layout, which is checked in memory: 65535 sectors of 4096 bytes. */
  legacyLogBytesMost: 65535 * 4096,
  /** Problems listed for one log; further ones are counted in the totals only. */
  logProblemsMost: 10_000,
  /** Generations of one chain a folder may hold. */
  logFilesMost: 1_000_000,
  /** Bytes of one long value (11 §2). */
  longValueBytesMost: 0x7fffffff,
  /**
   * Bytes of a compressed value, stored or decompressed. The stored form lies in one page and no chunk is
   * larger than a page, so real values stay far below; a hostile stream of a few bytes could ask for gigabytes.
   */
  compressedValueBytesMost: 1024 * 1024,
  /** Rows of the catalog that are read: far above what the id space of any real database fills. */
  catalogRowsMost: 10_000_000,
  /** Bytes of a backup manifest. */
  manifestBytesMost: 64 * 1024 * 1024,
  /** Files in one backup set. */
  setFilesMost: 1_000_000,
} as const;
