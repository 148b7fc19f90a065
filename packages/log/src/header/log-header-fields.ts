import type { FieldTable, FieldValues } from '@esekit/core';

/** Every log file of every version starts with a header of this size (20 §3). */
export const logHeaderSize = 4096;

/** Fields of fixed size, by their ESE names; DBMS_PARAM and the attachment list stand apart. */
export const logHeaderFields = {
  ulChecksum: [0, 'u32'],
  lGeneration: [4, 'i32'],
  cbSec: [8, 'u16'],
  csecHeader: [10, 'u16'],
  csecLGFile: [12, 'u16'],
  cbPageSize: [14, 'u16'],
  tmCreate: [16, 'logtime'],
  tmPrevGen: [24, 'logtime'],
  ulMajor: [32, 'u32'],
  ulMinor: [36, 'u32'],
  ulUpdateMajor: [40, 'u32'],
  signLog: [44, 'signature'],
  fLGFlags: [639, 'u8'],
  lgposCheckpoint: [640, 'lgpos'],
  ulUpdateMinor: [648, 'u32'],
  bDiskSecSizeMismatch: [652, 'u8'],
  checksumPrevLogAllSegments: [653, 'u64'],
  efvEngineCurrentDiagnostic: [661, 'u32'],
  filetype: [667, 'u32'],
} as const satisfies FieldTable;

export type LogHeaderFields = FieldValues<typeof logHeaderFields>;

export const dbmsParamOffset = 72;
export const attachmentsOffset = 671;

/** `filetype` of a log; very old logs hold 0 (20 §3). */
export const logFileType = 3;

/** Bits of `fLGFlags`. */
export const logHeaderFlag = {
  /** Built from a reserve log. */
  fromReserve: 0x01,
  /** Circular logging was on when the file was created. */
  circular: 0x02,
  /** Circular logging was on at some time before. */
  circularHistory: 0x04,
} as const;
