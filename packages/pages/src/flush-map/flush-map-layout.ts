import type { FieldTable, FieldValues } from '@esekit/core';

/**
 * The flush map file (.jfm, 02 §9): 8192-byte pages, a header without a second copy, then data pages
 * with 2 bits per database page.
 */
export const flushMapPageSize = 8192;

/** Bytes in front of the states of a data page. */
export const flushMapDataOffset = 64;

/** Database pages per data page. */
export const flushMapPagesPerPage = 4 * (flushMapPageSize - flushMapDataOffset);

/** Flag in the header: the map was closed in order. */
export const flushMapClean = 0x1;

/** Flag of every page in the ECC or the header form; constant. */
export const flushMapChecksumFlag = 0x2000;

/** Header fields (02 §9.1). */
export const flushMapHeaderFields = {
  ulChecksum: [0, 'u32'],
  ulVersionMajor: [4, 'u32'],
  ulVersionUpdateMajor: [8, 'u32'],
  ulVersionUpdateMinor: [12, 'u32'],
  flags: [36, 'u32'],
  logtimeCreate: [40, 'logtime'],
  logtimeAttach: [48, 'logtime'],
  logtimeDetach: [56, 'logtime'],
  lGenMinRequired: [64, 'u32'],
  lGenMinRequiredTarget: [68, 'u32'],
  logtimeFlushLastStarted: [72, 'logtime'],
  logtimeFlushLastCompleted: [80, 'logtime'],
  signDbHdrFlush: [88, 'signature'],
  signFlushMapHdrFlush: [116, 'signature'],
  filetype: [667, 'u32'],
} as const satisfies FieldTable;

export type FlushMapHeader = FieldValues<typeof flushMapHeaderFields>;

/** Data page fields in front of the states (02 §9.2). The first 8 bytes are the ECC checksum. */
export const flushMapPageFields = {
  dbtimeMax: [8, 'u64'],
  fmpgno: [16, 'u32'],
  flags: [36, 'u32'],
} as const satisfies FieldTable;

export const flushMapVersion = { major: 3, updateMajor: 0, updateMinor: 0 } as const;

/** Byte offset of data page `n` in the file. */
export function flushMapPageOffset(n: number): number {
  return (n + 1) * flushMapPageSize;
}

/** Data pages a map needs for a database whose last page is `pgnoLast` (02 §9.3, 7). */
export function flushMapPagesFor(pgnoLast: number): number {
  return Math.ceil((pgnoLast + 1) / flushMapPagesPerPage);
}
