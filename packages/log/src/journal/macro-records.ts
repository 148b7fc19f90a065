import type { LeafOperation, MacroChange, MergeChange, MergeLevel, SplitChange, SplitLevel } from '@esekit/btree';
import {
  encodeFlagInsertAndReplaceData,
  encodeInsert,
  encodeMerge2,
  encodeReplace,
  encodeSplit2,
} from '../records/encoders';
import { dbtimeNil, mergeFlag, mergeType, pageRecordFlag, splitOper, splitType } from '../records/layouts';
import { storedImage } from './stored-image';

/** The records inside the macros of splits and merges (21 §5, 24 §5). */

/** One record per level, the root's first, then the operation on the leaf. */
export function splitRecords(dbid: number, change: SplitChange): Uint8Array[] {
  const records = change.levels.map((level) => splitRecord(dbid, change, level));
  const { leafOperation } = change;
  if (leafOperation !== undefined) records.push(leafRecord(dbid, change, leafOperation));
  return records;
}

export function mergeRecords(dbid: number, change: MergeChange): Uint8Array[] {
  return change.levels.map((level) => mergeRecord(dbid, change, level));
}

/** The pages that a macro touches, each once. */
export function pagesOfSplit({ levels }: SplitChange): number[] {
  return pagesOf(levels.flatMap(({ pgno, pgnoNew, pgnoRight }) => [pgno, pgnoNew, pgnoRight]));
}

export function pagesOfMerge({ levels }: MergeChange): number[] {
  return pagesOf(levels.flatMap(({ pgno, pgnoLeft, pgnoRight }) => [pgno, pgnoLeft, pgnoRight]));
}

function pagesOf(pgnos: readonly number[]): number[] {
  return [...new Set(pgnos.filter((pgno) => pgno !== 0))];
}

type Common = Pick<MacroChange, 'writer' | 'dbtime' | 'flags' | 'pgnoFDP' | 'objidFDP'>;

function prefix(dbid: number, change: Common, pgno: number, dbtimeBefore: number | bigint, iline: number) {
  const { writer, dbtime, flags, pgnoFDP, objidFDP } = change;
  const { procid, trxBegin0, level, isSystemTask } = writer;
  const fFlags = isSystemTask ? flags | pageRecordFlag.systemTask : flags;
  return {
    ...{ procid, dbid, pgno, dbtime, dbtimeBefore, trxBegin0, level, iline, fFlags },
    ...{ pgnoFDP, objidFDP },
  };
}

function splitRecord(dbid: number, change: SplitChange, level: SplitLevel): Uint8Array {
  const { pgno, dbtimeBefore, pgnoNew, pgnoRight, dbtimeRightBefore, pgnoParent, dbtimeParentBefore } = level;
  const { ilineOper, ilineSplit, clines, ilinePrefixSplit, ilinePrefixNew, keyParent } = level;
  const image = storedImage(level.beforeImage, change.dbtime);
  return encodeSplit2({
    ...prefix(dbid, change, pgno, dbtimeBefore, 0),
    ...{ pgnoNew, pgnoRight, dbtimeRightBefore, pgnoParent, dbtimeParentBefore },
    splittype: splitType[level.kind],
    splitoper: splitOper[level.operation],
    ...{ ilineOper, ilineSplit, clines, ilinePrefixSplit, ilinePrefixNew, keyParent },
    fNewPageFlags: level.flagsNew,
    fSplitPageFlags: level.flagsSplit,
    cbUncFreeSrc: level.cbUncommittedFreeSplit,
    cbUncFreeDest: level.cbUncommittedFreeNew,
    prefixSplitOld: level.prefixOld,
    prefixSplitNew: level.prefixNew,
    fSplit2Flags: image.flags,
    pageBeforeImage: image.bytes,
  });
}

function leafRecord(dbid: number, change: SplitChange, leaf: LeafOperation): Uint8Array {
  const { pgno, iline, rceid, rceidReplace, key, data, cbPrefix, cbOldData, flags } = leaf;
  const node = { ...prefix(dbid, { ...change, flags }, pgno, dbtimeNil, iline), rceid };
  switch (leaf.operation) {
    case 'insert':
      return encodeInsert({ ...node, cbPrefix, key, data });
    case 'replace':
      return encodeReplace({ ...node, cbOldData, data });
    case 'flagInsertAndReplaceData':
      return encodeFlagInsertAndReplaceData({ ...node, rceidReplace, key, data });
  }
}

function mergeRecord(dbid: number, change: MergeChange, level: MergeLevel): Uint8Array {
  const { pgno, dbtimeBefore, iline, pgnoLeft, dbtimeLeftBefore, pgnoRight, dbtimeRightBefore } = level;
  const { pgnoParent, dbtimeParentBefore, cbSizeTotal, cbSizeMaxTotal, ilineMerge } = level;
  const image = storedImage(level.beforeImage, change.dbtime);
  return encodeMerge2({
    ...prefix(dbid, change, pgno, dbtimeBefore, iline),
    ...{ pgnoLeft, dbtimeLeftBefore, pgnoRight, dbtimeRightBefore, pgnoParent, dbtimeParentBefore },
    ...{ cbSizeTotal, cbSizeMaxTotal, ilineMerge },
    cbUncFreeDest: level.cbUncommittedFreeDest,
    fMergeFlags:
      (level.changesKey ? mergeFlag.keyChange : 0) |
      (level.deletesNode ? mergeFlag.deleteNode : 0) |
      (level.emptiesPage ? mergeFlag.emptyPage : 0),
    mergetype: level.kind === undefined ? mergeType.none : mergeType[level.kind],
    keyParentSep: level.separator,
    fMerge2Flags: image.flags,
    pageBeforeImage: image.bytes,
  });
}
