import { offsetsOf, type RecordFieldTable } from './record-fields';
import type { RecordLayout } from './record-layout';

/** Bits of `fFlags` of CreateDB and AttachDB. */
export const createDBFlag = { hasVersion: 0x04, unicodePath: 0x08, sparse: 0x10 } as const;

/** 14, without the version: only streams before 7.3704.8 write it so. */
export const createDBLayout = {
  fields: {
    procid: [1, 'u16'],
    dbid: [3, 'u8'],
    grbit: [4, 'u32'],
    cpgDatabaseSizeMax: [8, 'u32'],
    signDb: [12, 'signature'],
    cbPath: [40, 'u16'],
    fFlags: [42, 'u8'],
  },
  parts: [['path', 'path', 'cbPath']],
  unicodeFlag: createDBFlag.unicodePath,
} as const satisfies RecordLayout;
export const createDBRecord = offsetsOf(createDBLayout.fields);
export const createDBRecordSize = 43;

/**
 * What stands between the fixed part and the path with `createDBFlag.hasVersion`: 4 bytes that `cbPath`
 * does not count. Version 2.0 says that everything that makes the database is logged.
 */
export const createDBVersionFields = {
  usVersion: [43, 'u16'],
  usUpdate: [45, 'u16'],
} as const satisfies RecordFieldTable;
export const createDBVersion = offsetsOf(createDBVersionFields);

/** 14 with the version. */
export const createDBVersionedLayout = {
  ...createDBLayout,
  fields: { ...createDBLayout.fields, ...createDBVersionFields },
} as const satisfies RecordLayout;

/** 79 */
export const createDBFinishLayout = {
  fields: { procid: [1, 'u16'], dbid: [3, 'u8'] },
} as const satisfies RecordLayout;

/** 15. `lgposConsistent` and `signLog` are the database header's before attaching. */
export const attachDBLayout = {
  fields: {
    procid: [1, 'u16'],
    dbid: [3, 'u8'],
    cpgDatabaseSizeMax: [4, 'u32'],
    lgposConsistent: [8, 'lgpos'],
    signDb: [16, 'signature'],
    signLog: [44, 'signature'],
    cbPath: [72, 'u16'],
    fFlags: [74, 'u8'],
  },
  parts: [['path', 'path', 'cbPath']],
  unicodeFlag: createDBFlag.unicodePath,
} as const satisfies RecordLayout;
export const attachDBRecordSize = 75;

/** Bits of `fFlags` of DetachDB. */
export const detachDBFlag = { unicodePath: 0x10 } as const;

/** 16, and 44 ForceDetachDB. */
export const detachDBLayout = {
  fields: { procid: [1, 'u16'], dbid: [3, 'u8'], cbPath: [4, 'u16'], fFlags: [6, 'u8'] },
  parts: [['path', 'path', 'cbPath']],
  unicodeFlag: detachDBFlag.unicodePath,
} as const satisfies RecordLayout;

/** 72: a database kept attached across RecoveryQuitKeepAttachments. */
export const reAttachLayout = {
  fields: {
    cb: [1, 'u32'],
    dbid: [5, 'u8'],
    lgposAttach: [6, 'lgpos'],
    lgposConsistent: [14, 'lgpos'],
    signDb: [22, 'signature'],
  },
} as const satisfies RecordLayout;

/** 92: the version in the database header is raised. */
export const setDbVersionLayout = {
  fields: {
    dbid: [1, 'u8'],
    ulDbMajorVersion: [2, 'u32'],
    ulDbUpdateMajor: [6, 'u32'],
    ulDbUpdateMinor: [10, 'u32'],
  },
} as const satisfies RecordLayout;

/** 97 */
export const signalAttachDbLayout = { fields: { dbid: [1, 'u8'] } } as const satisfies RecordLayout;

/** 68: the file ends with page pgnoLast now. */
export const extendDBLayout = {
  fields: { cb: [1, 'u32'], dbid: [5, 'u8'], pgnoLast: [6, 'u32'] },
} as const satisfies RecordLayout;
export const extendDBRecord = offsetsOf(extendDBLayout.fields);

/** 78 ShrinkDB and 94 ShrinkDB2. */
export const shrinkDBLayout = {
  fields: { dbid: [1, 'u8'], pgnoLast: [2, 'u32'], cpgShrunk: [6, 'u32'] },
} as const satisfies RecordLayout;
export const shrinkDBRecord = offsetsOf(shrinkDBLayout.fields);

/** 99 */
export const shrinkDB3Layout = {
  fields: { ...shrinkDBLayout.fields, dbtime: [10, 'i64'] },
} as const satisfies RecordLayout;

/** 81: a range of pages made sparse. */
export const trimDBLayout = {
  fields: { dbid: [1, 'u8'], pgnoStartZeroes: [2, 'u32'], cpgZeroLength: [6, 'u32'] },
} as const satisfies RecordLayout;
export const trimDBRecord = offsetsOf(trimDBLayout.fields);

/** 100 */
export const extentFreedLayout = {
  fields: { dbid: [1, 'u8'], pgnoFirst: [2, 'u32'], cpgExtent: [6, 'u32'], fFlags: [10, 'u8'] },
} as const satisfies RecordLayout;

/** 101 */
export const extentFreed2Layout = {
  fields: { ...extentFreedLayout.fields, dbtime: [11, 'i64'] },
} as const satisfies RecordLayout;

/** 67: pages that the macro touched, for dbid 1. */
export const macroInfoLayout = {
  fields: { cb: [1, 'u32'] },
  parts: [['rgpgno', 'pages', 'cb']],
} as const satisfies RecordLayout;

/** 73: the same for other databases: count, then so many page numbers. */
export const macroInfo2Layout = {
  fields: { cb: [1, 'u32'], dbid: [5, 'u8'], cpgno: [6, 'u32'] },
  parts: [['rgpgno', 'pageCount', 'cpgno']],
} as const satisfies RecordLayout;

/** 66 */
export const pagePatchRequestLayout = {
  fields: { dbid: [1, 'u8'], pgno: [2, 'u32'], dbtime: [6, 'i64'] },
} as const satisfies RecordLayout;

/** 70: 16 unused bytes at 10. */
export const scanCheckLayout = {
  fields: {
    cb: [1, 'u32'],
    dbid: [5, 'u8'],
    pgno: [6, 'u32'],
    dbtimePage: [26, 'i64'],
    dbtimeCurrent: [34, 'i64'],
    usHash: [42, 'u16'],
  },
} as const satisfies RecordLayout;

/** 98 */
export const scanCheck2Layout = {
  fields: {
    dbid: [1, 'u8'],
    pgno: [2, 'u32'],
    bFlagsAndScs: [6, 'u8'],
    dbtimePage: [7, 'i64'],
    dbtimeCurrent: [15, 'i64'],
    ulChecksum: [23, 'u32'],
  },
} as const satisfies RecordLayout;
