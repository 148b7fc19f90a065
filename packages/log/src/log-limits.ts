/** Bounds on what a log or a checkpoint file can make this package do; see also core's `limits`. */
export const logLimits = {
  /** Bytes of an attachment list (20 §3.1). */
  attachmentListBytesMost: 2048,
  /** Bytes of a log of the legacy layout, which is checked in memory: 65535 sectors of 4096 bytes. */
  legacyLogBytesMost: 65535 * 4096,
  /** Bytes read at once while the segments of a log are scanned. */
  runBytes: 1024 * 1024,
  /** Problems listed for one file; further ones are counted in the totals only. */
  problemsMost: 10_000,
} as const;
