import { offsetsOf, type RecordFieldTable } from './record-fields';
import type { RecordLayout } from './record-layout';

/**
 * What every page operation starts with (21 §2): types 24 to 39, 48, 58, 62 to 65 and 93.
 *
 * | off | size | field                                                          |
 * |-----|------|----------------------------------------------------------------|
 * | 0   | 1    | type                                                           |
 * | 1   | 2    | procid: session                                                |
 * | 3   | 1    | dbid                                                           |
 * | 4   | 4    | pgno of the (main) page                                        |
 * | 8   | 8    | dbtime of the page after the operation                         |
 * | 16  | 8    | dbtimeBefore; -1 = not to be checked                           |
 * | 24  | 4    | trxBegin0 of the session                                       |
 * | 28  | 1    | level of the session                                           |
 * | 29  | 2    | iline: node of the page                                        |
 * | 31  | 1    | fFlags, see {@link pageRecordFlag}                             |
 */
export const pageFields = {
  procid: [1, 'u16'],
  dbid: [3, 'u8'],
  pgno: [4, 'u32'],
  dbtime: [8, 'i64'],
  dbtimeBefore: [16, 'i64'],
  trxBegin0: [24, 'u32'],
  level: [28, 'u8'],
  iline: [29, 'u16'],
  fFlags: [31, 'u8'],
} as const satisfies RecordFieldTable;

export const pageRecord = offsetsOf(pageFields);

/** Bits of `fFlags`. */
export const pageRecordFlag = {
  versioned: 0x01,
  deleted: 0x02,
  unique: 0x04,
  space: 0x08,
  concurrentCreateIndex: 0x10,
  systemTask: 0x20,
} as const;

/** `dbtimeBefore` (and `dbtime` of UndoInfo) that says nothing. */
export const dbtimeNil = -1n;

/** What operations on one node go on with (21 §2): types 29 to 39, 48, 64 and 93. */
export const nodeFields = {
  ...pageFields,
  rceid: [32, 'u32'],
  pgnoFDP: [36, 'u32'],
  objidFDP: [40, 'u32'],
} as const satisfies RecordFieldTable;

export const nodeRecord = offsetsOf(nodeFields);

/** 29. The key is the full key; its split says how the writer had compressed it. */
export const insertLayout = {
  fields: { ...nodeFields, cbSuffix: [44, 'u16'], cbPrefix: [46, 'u16'], cbData: [48, 'u16'] },
  parts: [
    ['key', 'bytes', 'cbPrefix', 'cbSuffix'],
    ['data', 'bytes', 'cbData'],
  ],
} as const satisfies RecordLayout;
export const insertRecord = offsetsOf(insertLayout.fields);
export const insertRecordSize = 50;

/** 30: brings a flag-deleted node back. */
export const flagInsertLayout = {
  fields: { ...nodeFields, cbKey: [44, 'u16'], cbData: [46, 'u16'] },
  parts: [
    ['key', 'bytes', 'cbKey'],
    ['data', 'bytes', 'cbData'],
  ],
} as const satisfies RecordLayout;
export const flagInsertRecord = offsetsOf(flagInsertLayout.fields);
export const flagInsertRecordSize = 48;

/** 31. `rceid` is the version of the insert part, `rceidReplace` that of the replace part. */
export const flagInsertAndReplaceDataLayout = {
  fields: { ...nodeFields, cbKey: [44, 'u16'], cbData: [46, 'u16'], rceidReplace: [48, 'u32'] },
  parts: [
    ['key', 'bytes', 'cbKey'],
    ['data', 'bytes', 'cbData'],
  ],
} as const satisfies RecordLayout;
export const flagInsertAndReplaceDataRecord = offsetsOf(flagInsertAndReplaceDataLayout.fields);
export const flagInsertAndReplaceDataRecordSize = 52;

/** 32 FlagDelete and 35 Delete: nothing behind the node prefix. */
export const nodeLayout = { fields: nodeFields } as const satisfies RecordLayout;

/** 33 Replace (`data` is the new data) and 34 ReplaceD (`data` is a difference, wide or not). */
export const replaceLayout = {
  fields: {
    ...nodeFields,
    cb: [44, 'u15'],
    fWideDifference: [45, 'bit7'],
    cbOldData: [46, 'u16'],
    cbNewData: [48, 'u16'],
  },
  parts: [['data', 'bytes', 'cb']],
} as const satisfies RecordLayout;
export const replaceRecord = offsetsOf(replaceLayout.fields);
export const replaceRecordSize = 50;

/** 36: the before-image of a versioned replace (oper 2) or flag-delete (oper 3). */
export const undoInfoLayout = {
  fields: {
    ...nodeFields,
    cbKey: [44, 'u16'],
    cbBookmarkData: [46, 'u16'],
    oper: [48, 'u16'],
    cbMaxSize: [50, 'i16'],
    cbDelta: [52, 'i16'],
    cbData: [54, 'u16'],
  },
  parts: [
    ['key', 'bytes', 'cbKey'],
    ['bookmarkData', 'bytes', 'cbBookmarkData'],
    ['data', 'bytes', 'cbData'],
  ],
} as const satisfies RecordLayout;
export const undoInfoRecord = offsetsOf(undoInfoLayout.fields);
export const undoInfoRecordSize = 56;

/** 37: adds to a 32-bit integer of the node's data. */
export const deltaLayout = {
  fields: {
    ...nodeFields,
    cbKey: [44, 'u16'],
    cbBookmarkData: [46, 'u16'],
    lDelta: [48, 'i32'],
    cbOffset: [52, 'u16'],
  },
  parts: [
    ['key', 'bytes', 'cbKey'],
    ['bookmarkData', 'bytes', 'cbBookmarkData'],
  ],
} as const satisfies RecordLayout;
export const deltaRecord = offsetsOf(deltaLayout.fields);
export const deltaRecordSize = 54;

/** 93: the same for a 64-bit integer. */
export const delta64Layout = {
  fields: {
    ...nodeFields,
    cbKey: [44, 'u16'],
    cbBookmarkData: [46, 'u16'],
    qwDelta: [48, 'i64'],
    cbOffset: [56, 'u16'],
  },
  parts: [
    ['key', 'bytes', 'cbKey'],
    ['bookmarkData', 'bytes', 'cbBookmarkData'],
  ],
} as const satisfies RecordLayout;
export const delta64Record = offsetsOf(delta64Layout.fields);
export const delta64RecordSize = 58;

/** 38: the complete new contents of line 0 of the page. */
export const setExternalHeaderLayout = {
  fields: { ...nodeFields, cbData: [44, 'u16'] },
  parts: [['data', 'bytes', 'cbData']],
} as const satisfies RecordLayout;
export const setExternalHeaderRecord = offsetsOf(setExternalHeaderLayout.fields);
export const setExternalHeaderRecordSize = 46;

/** 39: one version undone. `levelOper` is the level it was made at, `level` that of the session now. */
export const undoLayout = {
  fields: {
    ...nodeFields,
    cbKey: [44, 'u16'],
    cbBookmarkData: [46, 'u16'],
    oper: [48, 'u16'],
    levelOper: [50, 'u8'],
  },
  parts: [
    ['key', 'bytes', 'cbKey'],
    ['bookmarkData', 'bytes', 'cbBookmarkData'],
  ],
} as const satisfies RecordLayout;
export const undoRecord = offsetsOf(undoLayout.fields);

/** `oper` of UndoInfo and Undo (21 §4). */
export const versionOper = {
  insert: 1,
  replace: 2,
  flagDelete: 3,
  delta: 4,
  readLock: 5,
  writeLock: 6,
  allocateExtent: 7,
  delta64: 9,
} as const;

/** 64. Data is an array of scrub operations: 0 none, 1 data, 2 long value. */
export const scrubLayout = {
  fields: { ...nodeFields, usFlags: [44, 'u32'], cscrubOper: [48, 'u32'], cbData: [52, 'u16'] },
  parts: [['data', 'bytes', 'cbData']],
} as const satisfies RecordLayout;
export const scrubRecord = offsetsOf(scrubLayout.fields);
export const scrubRecordSize = 54;

/** 48: the main page becomes an empty leaf; every listed page becomes an empty page. */
export const emptyTreeLayout = {
  fields: { ...nodeFields, cbEmptyPageList: [44, 'u16'] },
  parts: [['rgemptypage', 'emptied', 'cbEmptyPageList']],
} as const satisfies RecordLayout;
export const emptyTreeRecord = offsetsOf(emptyTreeLayout.fields);
export const emptyTreeRecordSize = 46;

/** One page of EmptyTree's list. */
export const emptiedPageFields = {
  dbtimeBefore: [0, 'i64'],
  pgno: [8, 'u32'],
  ulPageFlags: [12, 'u32'],
} as const satisfies RecordFieldTable;
export const emptiedPage = offsetsOf(emptiedPageFields);
export const emptiedPageSize = 16;
