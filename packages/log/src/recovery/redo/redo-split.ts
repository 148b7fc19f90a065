import { insertPagePointer, splitPages, takesOnlyTheLine, type Split, type SplitLine } from '@esekit/btree';
import { JetError } from '@esekit/core';
import { lineFlag, NodeView, type Frame } from '@esekit/pages';
import {
  flagInsertAndReplaceDataRecord,
  flagInsertAndReplaceDataRecordSize,
  insertRecord,
  insertRecordSize,
  split2Record,
  split2RecordSize,
  versionOper,
} from '../../records/layouts';
import { recordTypeNumber } from '../../records/record-sizes';
import type { BeforeImage } from './before-image';
import type { MacroPages } from './macro-level';
import { i16 } from './numbers';
import type { PageOperation } from './page-operation';
import { passHoldOn } from './pass-hold-on';
import { pageToCreate } from './redo-rule';
import { newData } from './replaced-data';
import { addVersionOf, addVersionOfNode, deferVersion, isVersioned } from './versions';

const { Insert, FlagInsertAndReplaceData, Replace, ReplaceD } = recordTypeNumber;

const kinds = ['vertical', 'right', 'append'] as const;
const operations = ['none', 'insert', 'replace', 'flagInsertAndReplaceData'] as const;

/** The level below: the page that was split, and the separator its parent gets. */
export interface SplitBelow {
  readonly pgno: number;
  readonly pgnoNew: number;
  readonly keyParent: Uint8Array;
}

/** What the record at hand says of its level to the level above. */
export function splitBelow(operation: PageOperation): SplitBelow {
  const cb = operation.u16(split2Record.cbKeyParent);
  return {
    pgno: operation.pgno,
    pgnoNew: operation.pgnoAt(split2Record.pgnoNew),
    // A copy: the buffer of the macro is read again while the levels above are at work.
    keyParent: operation.part(split2RecordSize, cb).slice(),
  };
}

/** The operation on a leaf that a split makes room for, and its record. */
export interface LeafOperation {
  readonly type: number;
  readonly operation: PageOperation;
}

const node = new NodeView();

/**
 * One level of a split, whose record is at hand (23 §4.6.1).
 *
 * @param below what was split on the level below; `undefined` on the leaf
 * @param leaf on the leaf level: the operation that needed the room
 */
export function redoSplitLevel(
  operation: PageOperation,
  pages: MacroPages,
  below: SplitBelow | undefined,
  leaf: LeafOperation | undefined,
): void {
  const pgnoNew = operation.pgnoAt(split2Record.pgnoNew);
  if (pgnoNew === 0) {
    redoPointer(operation, pages, below);
    return;
  }
  const outline = splitOutline(operation, pgnoNew);
  checkOperation(outline, below, leaf);
  const pgnoRight = operation.pgnoAt(split2Record.pgnoRight);
  let source = pages.main(operation);
  const created = pages.add(pageToCreate(operation, pgnoNew));
  const right = pages.other(operation, pgnoRight, operation.dbtimeBeforeAt(split2Record.dbtimeRightBefore));
  const movesNodes = outline.kind !== 'append' && !takesOnlyTheLine(outline);
  if (created && !source && movesNodes) {
    source = pages.restore(operation, imageOf(operation));
    if (!source) throw missingImage(operation.pgno);
  }
  const line = below ? pointerLine(below) : leaf && leafLine(leaf, outline, source);
  const split: Split = { ...outline, pgnoRight, line, child: below };
  if (leaf) registerVersions(leaf, outline, source);
  if (source || created || right) {
    splitPages({ source: source?.view, created: created?.view, right: right?.view }, split);
    if (movesNodes) passHoldOn(operation, operation.pgno, pgnoNew);
  }
}

/** A page that is not split: it only gets a pointer to what was split off below it. */
function redoPointer(operation: PageOperation, pages: MacroPages, below: SplitBelow | undefined): void {
  if (below === undefined) {
    throw new JetError(
      'JET_errLogFileCorrupt',
      `page ${operation.pgno} is the last of a split and not split`,
    );
  }
  const frame = pages.main(operation);
  if (frame !== undefined) insertPagePointer(frame.view, below.keyParent, below);
}

type SplitOutline = Omit<Split, 'pgnoRight' | 'line' | 'child'>;

function splitOutline(operation: PageOperation, pgnoNew: number): SplitOutline {
  const { bytes, at, pgno } = operation;
  const kind = kinds[bytes[at + split2Record.splittype]!];
  const oper = operations[bytes[at + split2Record.splitoper]!];
  if (kind === undefined || oper === undefined || pgnoNew === pgno) {
    throw new JetError('JET_errLogFileCorrupt', `a split of page ${pgno} is of no known kind`);
  }
  const cbKeyParent = operation.u16(split2Record.cbKeyParent);
  const prefixStart = split2RecordSize + cbKeyParent + operation.u16(split2Record.cbPrefixSplitOld);
  return {
    kind,
    operation: oper,
    ilineOper: operation.u16(split2Record.ilineOper),
    ilineSplit: operation.u16(split2Record.ilineSplit),
    clines: operation.u16(split2Record.clines),
    pgno,
    pgnoNew,
    objidFDP: operation.u32(split2Record.objidFDP),
    flagsNew: operation.u32(split2Record.fNewPageFlags),
    flagsSplit: operation.u32(split2Record.fSplitPageFlags),
    prefixSplit: operation.part(prefixStart, operation.u16(split2Record.cbPrefixSplitNew)),
    ilinePrefixNew: operation.i32(split2Record.ilinePrefixNew),
    cbUncommittedFreeSplit: i16(bytes, at + split2Record.cbUncFreeSrc),
    cbUncommittedFreeNew: i16(bytes, at + split2Record.cbUncFreeDest),
    storesReservedTags: operation.database.storesReservedTags,
  };
}

function imageOf(operation: PageOperation): BeforeImage {
  const start =
    operation.at +
    split2RecordSize +
    operation.u16(split2Record.cbKeyParent) +
    operation.u16(split2Record.cbPrefixSplitOld) +
    operation.u16(split2Record.cbPrefixSplitNew);
  return {
    bytes: operation.bytes,
    start,
    cb: operation.u32(split2Record.cbPageBeforeImage),
    flags: operation.u32(split2Record.fSplit2Flags),
  };
}

/** An internal page gets the pointer to what was split below, a leaf the line that needed the room. */
function checkOperation(
  { operation, pgno }: SplitOutline,
  below: SplitBelow | undefined,
  leaf: LeafOperation | undefined,
): void {
  const expected = below ? 'insert' : leaf ? operationOf(leaf.type) : 'none';
  if (operation === expected && below?.pgnoNew !== 0) return;
  throw new JetError(
    'JET_errLogFileCorrupt',
    `a split of page ${pgno} is not for the operation that follows`,
  );
}

function operationOf(type: number): Split['operation'] | undefined {
  if (type === Insert) return 'insert';
  if (type === FlagInsertAndReplaceData) return 'flagInsertAndReplaceData';
  return type === Replace || type === ReplaceD ? 'replace' : undefined;
}

function pointerLine({ keyParent, pgno }: SplitBelow): SplitLine {
  return { key: keyParent, data: Uint8Array.of(pgno, pgno >>> 8, pgno >>> 16, pgno >>> 24) };
}

const noBytes = new Uint8Array(0);

function leafLine(
  { type, operation }: LeafOperation,
  outline: SplitOutline,
  source: Frame | undefined,
): SplitLine {
  const flags = isVersioned(operation) ? lineFlag.version : 0;
  if (type === Insert) {
    const cbKey = operation.u16(insertRecord.cbSuffix) + operation.u16(insertRecord.cbPrefix);
    const key = operation.part(insertRecordSize, cbKey);
    const data = operation.part(insertRecordSize + cbKey, operation.u16(insertRecord.cbData));
    return { key, data, flags };
  }
  // Without the page that is split nothing of the line is written either.
  if (source === undefined) return { key: noBytes, data: noBytes, flags };
  if (type === FlagInsertAndReplaceData) {
    const cbKey = operation.u16(flagInsertAndReplaceDataRecord.cbKey);
    const cbData = operation.u16(flagInsertAndReplaceDataRecord.cbData);
    const data = operation.part(flagInsertAndReplaceDataRecordSize + cbKey, cbData);
    return { key: noBytes, data, flags };
  }
  return { key: noBytes, data: newData(operation, readOld(outline, source)), flags };
}

/** The node that the operation changes, on the page as it was. */
function readOld({ ilineOper, pgno }: SplitOutline, source: Frame): NodeView {
  if (ilineOper >= source.view.clines) {
    throw new JetError('JET_errDatabaseCorrupted', `page ${pgno} has no node ${ilineOper}`);
  }
  return node.read(source.view, ilineOper);
}

/** The versions of the leaf's operation (23 §4.6.1, step 11). */
function registerVersions(
  { type, operation }: LeafOperation,
  outline: SplitOutline,
  source: Frame | undefined,
): void {
  if (!isVersioned(operation)) return;
  if (type === Insert) {
    const cbKey = operation.u16(insertRecord.cbSuffix) + operation.u16(insertRecord.cbPrefix);
    const cbData = operation.u16(insertRecord.cbData);
    addVersionOf(operation, versionOper.insert, insertRecordSize, cbKey, cbData);
    return;
  }
  if (type === FlagInsertAndReplaceData) {
    const { cbKey, cbData, rceidReplace } = flagInsertAndReplaceDataRecord;
    const cb = operation.u16(cbData);
    const size = flagInsertAndReplaceDataRecordSize;
    addVersionOf(operation, versionOper.insert, size, operation.u16(cbKey), cb);
    if (!source) deferVersion(operation, versionOper.replace, rceidReplace);
    else addVersionOfNode(operation, versionOper.replace, readOld(outline, source), rceidReplace);
    return;
  }
  if (!source) deferVersion(operation, versionOper.replace);
  else addVersionOfNode(operation, versionOper.replace, readOld(outline, source));
}

function missingImage(pgno: number): JetError {
  const text = `the split of page ${pgno} has to be done again, and the log has no image of it`;
  return new JetError('JET_errDatabaseBufferDependenciesCorrupted', text);
}
