import type {
  LeafOperation,
  MacroChange,
  MergeChange,
  MergeLevel,
  SplitChange,
  SplitLevel,
} from '@esekit/btree';
import {
  encodeFlagInsertAndReplaceData,
  encodeInsert,
  encodeMerge2,
  encodeReplace,
  encodeSplit2,
} from '../records/encoders';
import { dbtimeNil, mergeFlag, mergeType, pageRecordFlag, splitOper, splitType } from '../records/layouts';
import type { NodeFields } from './node-fields';
import { storedImage } from './stored-image';

/** The records inside the macros of splits and merges (21 §5, 24 §5). */

/**
 * One record per level, the root's first, then the operation on the leaf.
 *
 * @param fields used for that operation
 */
export function splitRecords(fields: NodeFields, change: SplitChange): Uint8Array[] {
  const records = change.levels.map((level) => splitRecord(fields.dbid, change, level));
  const { leafOperation } = change;
  if (leafOperation !== undefined) records.push(leafRecord(fields, change, leafOperation));
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

function flagsOf({ writer, flags }: MacroChange): number {
  return writer.isSystemTask ? flags | pageRecordFlag.systemTask : flags;
}

/** Written out in full: this is most of what a split costs. */
function splitRecord(dbid: number, change: SplitChange, level: SplitLevel): Uint8Array {
  const { writer } = change;
  const image = storedImage(level.beforeImage, change.dbtime);
  return encodeSplit2({
    procid: writer.procid,
    dbid,
    pgno: level.pgno,
    dbtime: change.dbtime,
    dbtimeBefore: level.dbtimeBefore,
    trxBegin0: writer.trxBegin0,
    level: writer.level,
    iline: 0,
    fFlags: flagsOf(change),
    pgnoFDP: change.pgnoFDP,
    objidFDP: change.objidFDP,
    pgnoNew: level.pgnoNew,
    pgnoRight: level.pgnoRight,
    dbtimeRightBefore: level.dbtimeRightBefore,
    pgnoParent: level.pgnoParent,
    dbtimeParentBefore: level.dbtimeParentBefore,
    splittype: splitType[level.kind],
    splitoper: splitOper[level.operation],
    ilineOper: level.ilineOper,
    ilineSplit: level.ilineSplit,
    clines: level.clines,
    fNewPageFlags: level.flagsNew,
    fSplitPageFlags: level.flagsSplit,
    cbUncFreeSrc: level.cbUncommittedFreeSplit,
    cbUncFreeDest: level.cbUncommittedFreeNew,
    ilinePrefixSplit: level.ilinePrefixSplit,
    ilinePrefixNew: level.ilinePrefixNew,
    fSplit2Flags: image.flags,
    keyParent: level.keyParent,
    prefixSplitOld: level.prefixOld,
    prefixSplitNew: level.prefixNew,
    pageBeforeImage: image.bytes,
  });
}

/** The pages' own records have what they were before, so this one says nothing of it. */
function leafRecord(fields: NodeFields, change: SplitChange, leaf: LeafOperation): Uint8Array {
  const { writer, dbtime, pgnoFDP, objidFDP } = change;
  const { pgno, iline, flags, rceid } = leaf;
  const dbtimeBefore = Number(dbtimeNil);
  fields.node({ writer, pgno, dbtime, dbtimeBefore, iline, flags, rceid, pgnoFDP, objidFDP });
  fields.cbPrefix = leaf.cbPrefix;
  fields.key = leaf.key;
  fields.data = leaf.data;
  fields.cbOldData = leaf.cbOldData;
  fields.rceidReplace = leaf.rceidReplace;
  switch (leaf.operation) {
    case 'insert':
      return encodeInsert(fields);
    case 'replace':
      return encodeReplace(fields);
    case 'flagInsertAndReplaceData':
      return encodeFlagInsertAndReplaceData(fields);
  }
}

function mergeRecord(dbid: number, change: MergeChange, level: MergeLevel): Uint8Array {
  const { writer, dbtime, pgnoFDP, objidFDP } = change;
  const { procid, trxBegin0 } = writer;
  const { pgno, dbtimeBefore, iline, pgnoLeft, dbtimeLeftBefore, pgnoRight, dbtimeRightBefore } = level;
  const { pgnoParent, dbtimeParentBefore, cbSizeTotal, cbSizeMaxTotal, ilineMerge } = level;
  const image = storedImage(level.beforeImage, dbtime);
  return encodeMerge2({
    ...{ procid, dbid, pgno, dbtime, dbtimeBefore, trxBegin0, level: writer.level, iline },
    ...{ fFlags: flagsOf(change), pgnoFDP, objidFDP },
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
