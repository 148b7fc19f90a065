import { pageFields } from './page-records';
import { offsetsOf, type RecordFieldTable } from './record-fields';
import type { RecordLayout } from './record-layout';

/** 24: one dbtime for root, OE and AE; dbtimeBefore is -1. `fPageFlags` misses 0x800 (21 §6). */
export const createMultipleExtentFDPLayout = {
  fields: {
    ...pageFields,
    objidFDP: [32, 'u32'],
    pgnoOE: [36, 'u32'],
    pgnoAE: [40, 'u32'],
    pgnoFDPParent: [44, 'u32'],
    cpgPrimary: [48, 'u32'],
    fPageFlags: [52, 'u32'],
  },
} as const satisfies RecordLayout;
export const createMultipleExtentFDPRecord = offsetsOf(createMultipleExtentFDPLayout.fields);

/** 25 */
export const createSingleExtentFDPLayout = {
  fields: {
    ...pageFields,
    objidFDP: [32, 'u32'],
    pgnoFDPParent: [36, 'u32'],
    cpgPrimary: [40, 'u32'],
    fPageFlags: [44, 'u32'],
  },
} as const satisfies RecordLayout;
export const createSingleExtentFDPRecord = offsetsOf(createSingleExtentFDPLayout.fields);

/** 26, obsolete: 58 without its last two fields. */
export const convertFDPLayout = {
  fields: {
    ...pageFields,
    objidFDP: [32, 'u32'],
    pgnoOE: [36, 'u32'],
    pgnoAE: [40, 'u32'],
    pgnoFDPParent: [44, 'u32'],
    pgnoSecondaryFirst: [48, 'u32'],
    cpgPrimary: [52, 'u32'],
    cpgSecondary: [56, 'u32'],
  },
} as const satisfies RecordLayout;

/** 58: single to multiple extent; pgnoAE is pgnoOE + 1. */
export const convertFDP2Layout = {
  fields: { ...convertFDPLayout.fields, rgbitAvail: [60, 'u32'], fPageFlags: [64, 'u32'] },
} as const satisfies RecordLayout;
export const convertFDP2Record = offsetsOf(convertFDP2Layout.fields);

const splitFields = {
  ...pageFields,
  pgnoNew: [32, 'u32'],
  pgnoRight: [36, 'u32'],
  dbtimeRightBefore: [40, 'i64'],
  pgnoParent: [48, 'u32'],
  dbtimeParentBefore: [52, 'i64'],
  pgnoFDP: [60, 'u32'],
  objidFDP: [64, 'u32'],
  splittype: [68, 'u8'],
  splitoper: [69, 'u8'],
  ilineOper: [70, 'u16'],
  ilineSplit: [72, 'u16'],
  clines: [74, 'u16'],
  fNewPageFlags: [76, 'u32'],
  fSplitPageFlags: [80, 'u32'],
  cbUncFreeSrc: [84, 'i16'],
  cbUncFreeDest: [86, 'i16'],
  ilinePrefixSplit: [88, 'i32'],
  ilinePrefixNew: [92, 'i32'],
  cbPrefixSplitOld: [96, 'u16'],
  cbPrefixSplitNew: [98, 'u16'],
  cbKeyParent: [100, 'u16'],
} as const satisfies RecordFieldTable;

/** 27, obsolete: 62 without an image. */
export const splitLayout = {
  fields: splitFields,
  parts: [
    ['keyParent', 'bytes', 'cbKeyParent'],
    ['prefixSplitOld', 'bytes', 'cbPrefixSplitOld'],
    ['prefixSplitNew', 'bytes', 'cbPrefixSplitNew'],
  ],
} as const satisfies RecordLayout;

/** 62: one level of a split. pgnoNew 0 says that the page only receives a pointer. */
export const split2Layout = {
  fields: { ...splitFields, fSplit2Flags: [102, 'u32'], cbPageBeforeImage: [106, 'u32'] },
  parts: [
    ['keyParent', 'bytes', 'cbKeyParent'],
    ['prefixSplitOld', 'bytes', 'cbPrefixSplitOld'],
    ['prefixSplitNew', 'bytes', 'cbPrefixSplitNew'],
    ['pageBeforeImage', 'bytes', 'cbPageBeforeImage'],
  ],
} as const satisfies RecordLayout;
export const split2Record = offsetsOf(split2Layout.fields);
export const split2RecordSize = 110;

export const splitType = { vertical: 0, right: 1, append: 2 } as const;
export const splitOper = { none: 0, insert: 1, replace: 2, flagInsertAndReplaceData: 3 } as const;

/** Bits of `fSplit2Flags` and `fMerge2Flags`: how the before-image is stored. */
export const beforeImageFlag = { dehydrated: 1, compressed: 2 } as const;

const mergeFields = {
  ...pageFields,
  pgnoRight: [32, 'u32'],
  dbtimeRightBefore: [36, 'i64'],
  pgnoLeft: [44, 'u32'],
  dbtimeLeftBefore: [48, 'i64'],
  pgnoParent: [56, 'u32'],
  dbtimeParentBefore: [60, 'i64'],
  pgnoFDP: [68, 'u32'],
  objidFDP: [72, 'u32'],
  cbSizeTotal: [76, 'u16'],
  cbSizeMaxTotal: [78, 'u16'],
  cbUncFreeDest: [80, 'u16'],
  ilineMerge: [82, 'u16'],
  fMergeFlags: [84, 'u8'],
  mergetype: [85, 'u8'],
  cbKeyParentSep: [86, 'u16'],
} as const satisfies RecordFieldTable;

/** 28, obsolete: 63 without an image. */
export const mergeLayout = {
  fields: mergeFields,
  parts: [['keyParentSep', 'bytes', 'cbKeyParentSep']],
} as const satisfies RecordLayout;

/** 63: one level of a merge; pgno is the page that loses its nodes, or an ancestor. */
export const merge2Layout = {
  fields: { ...mergeFields, fMerge2Flags: [88, 'u32'], cbPageBeforeImage: [92, 'u32'] },
  parts: [
    ['keyParentSep', 'bytes', 'cbKeyParentSep'],
    ['pageBeforeImage', 'bytes', 'cbPageBeforeImage'],
  ],
} as const satisfies RecordLayout;
export const merge2Record = offsetsOf(merge2Layout.fields);
export const merge2RecordSize = 96;

export const mergeType = {
  none: 0,
  emptyPage: 1,
  fullRight: 2,
  partialRight: 3,
  emptyTree: 4,
  fullLeft: 5,
  partialLeft: 6,
  pageMove: 7,
} as const;

/** Bits of `fMergeFlags`. */
export const mergeFlag = { keyChange: 1, deleteNode: 2, emptyPage: 4 } as const;

/** 65: pgno is the source. A missing neighbour has pgno 0 and dbtime -2; a root has ilineParent -1. */
export const pageMoveLayout = {
  fields: {
    ...pageFields,
    pgnoDest: [32, 'u32'],
    pgnoLeft: [36, 'u32'],
    pgnoRight: [40, 'u32'],
    pgnoParent: [44, 'u32'],
    dbtimeLeftBefore: [48, 'i64'],
    dbtimeRightBefore: [56, 'i64'],
    dbtimeParentBefore: [64, 'i64'],
    pgnoFDP: [72, 'u32'],
    objidFDP: [76, 'u32'],
    ilineParent: [80, 'i32'],
    fMoveFlags: [84, 'u32'],
    cbPageHeader: [88, 'u32'],
    cbPageTrailer: [92, 'u32'],
  },
  parts: [
    ['pageHeader', 'bytes', 'cbPageHeader'],
    ['pageTrailer', 'bytes', 'cbPageTrailer'],
  ],
} as const satisfies RecordLayout;
export const pageMoveRecord = offsetsOf(pageMoveLayout.fields);
export const pageMoveRecordSize = 96;

/** Bits of `fMoveFlags`. */
export const pageMoveFlag = { fdp: 1, oeRoot: 2, aeRoot: 4 } as const;

/** 96: first member of the macro that moves a root. */
export const rootPageMoveLayout = {
  fields: { dbtimeAfter: [1, 'i64'], dbid: [9, 'u8'], objid: [10, 'u32'], procid: [14, 'u16'] },
} as const satisfies RecordLayout;
export const rootPageMoveRecord = offsetsOf(rootPageMoveLayout.fields);

/** 95: a freshly initialised page, before the record that gives it its contents. */
export const newPageLayout = {
  fields: {
    procid: [1, 'u16'],
    dbid: [3, 'u8'],
    pgno: [4, 'u32'],
    objid: [8, 'u32'],
    dbtimeAfter: [12, 'i64'],
  },
} as const satisfies RecordLayout;
export const newPageRecord = offsetsOf(newPageLayout.fields);

/** 74: the space of a tree is about to be freed. */
export const freeFDPLayout = {
  fields: {
    cb: [1, 'u32'],
    dbid: [5, 'u8'],
    pgnoFDP: [6, 'u32'],
    trxCommitted: [10, 'u32'],
    bFDPType: [14, 'u8'],
  },
} as const satisfies RecordLayout;
