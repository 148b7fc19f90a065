/**
 * The page header (02 §1.1): where each field stands and what its flags mean.
 *
 * | off | size | field                                               |
 * |-----|------|-----------------------------------------------------|
 * | 0   | 8    | checksum                                            |
 * | 8   | 8    | dbtimeDirtied                                       |
 * | 16  | 4    | pgnoPrev                                            |
 * | 20  | 4    | pgnoNext                                            |
 * | 24  | 4    | objidFDP                                            |
 * | 28  | 2    | cbFree                                              |
 * | 30  | 2    | cbUncommittedFree                                   |
 * | 32  | 2    | ibMicFree                                           |
 * | 34  | 2    | itagState: 0-11 itagMicFree, 12-14 ctagReserved     |
 * | 36  | 4    | fFlags                                              |
 * | 40  | 24   | checksums of blocks 1 to 3 (large pages)            |
 * | 64  | 4    | pgno (large pages)                                  |
 * | 68  | 12   | reserved (large pages)                              |
 */
export const pageOffsets = {
  checksum: 0,
  dbtimeDirtied: 8,
  pgnoPrev: 16,
  pgnoNext: 20,
  objidFDP: 24,
  cbFree: 28,
  cbUncommittedFree: 30,
  ibMicFree: 32,
  itagState: 34,
  fFlags: 36,
  pgno: 64,
} as const;

/** Page flags (02 §1.2). */
export const pageFlag = {
  root: 0x1,
  leaf: 0x2,
  parentOfLeaf: 0x4,
  empty: 0x8,
  repair: 0x10,
  spaceTree: 0x20,
  index: 0x40,
  longValue: 0x80,
  nonUniqueKeys: 0x400,
  newRecordFormat: 0x800,
  newChecksumFormat: 0x2000,
  scrubbed: 0x4000,
  flushTypeMask: 0x18000,
  preInit: 0x20000,
  fdpDelete: 0x40000,
} as const;

/** Position of the two flush-type bits in the flags (02 §8.1). */
export const flushTypeShift = 15;

/** Special values of dbtimeDirtied (02 §1.3). */
export const dbtimeSpecial = {
  nil: 0xffff_ffff_ffff_ffffn,
  invalid: 0xffff_ffff_ffff_fffen,
  shrunk: 0xffff_ffff_ffff_fffdn,
  revertedToNew: 0xffff_ffff_ffff_fffcn,
  revertedRoot: 0xffff_ffff_ffff_fffbn,
} as const;

/** Whether it is one of {@link dbtimeSpecial}, and so no time. */
export function isSpecialDbtime(dbtime: bigint): boolean {
  return dbtime >= dbtimeSpecial.revertedRoot;
}

/** itagState: tags in use, and how many of them are reserved. */
export const itagMicFreeMask = 0x0fff;
export const ctagReservedShift = 12;
export const ctagReservedMask = 0x7;

/** Bytes of one entry of the tag array. */
export const tagSize = 4;
