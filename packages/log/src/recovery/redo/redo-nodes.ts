import {
  addToNodeData,
  changeNodeFlags,
  deleteNode,
  insertNodeFrom,
  replaceNodeData,
  replaceNodeDataFrom,
  setExternalHeader,
} from '@esekit/btree';
import { JetError } from '@esekit/core';
import { lineFlag, NodeView, type Frame, type PageView } from '@esekit/pages';
import {
  delta64Record,
  delta64RecordSize,
  deltaRecord,
  deltaRecordSize,
  flagInsertAndReplaceDataRecord,
  flagInsertAndReplaceDataRecordSize,
  flagInsertRecord,
  flagInsertRecordSize,
  insertRecord,
  insertRecordSize,
  nodeRecord,
  setExternalHeaderRecord,
  setExternalHeaderRecordSize,
  versionOper,
} from '../../records/layouts';
import type { PageOperation } from './page-operation';
import { beginChange, endChange, endChangeOfLines, pageToRedo } from './redo-rule';
import { checkOldData, newData } from './replaced-data';
import {
  addVersionOf,
  addVersionOfNode,
  addVersionWithBookmark,
  deferVersion,
  isVersioned,
} from './versions';

/**
 * Operations on one node (23 §4.6): the page change when the page needs it, and the version, which some of
 * them leave behind in any case.
 */

const node = new NodeView();

/** The page of the operation, made ready to be changed; `undefined` when it is not to be. */
function begin(operation: PageOperation): Frame | undefined {
  return beginOn(operation, pageToRedo(operation, operation.pgno, operation.dbtimeBefore));
}

function beginOn(operation: PageOperation, frame: Frame | undefined): Frame | undefined {
  if (frame === undefined) return undefined;
  checkTree(frame.view, operation);
  beginChange(operation, frame);
  return frame;
}

/** The dbtime says that page and record belong together; a page of another tree says that they lie. */
function checkTree(view: PageView, operation: PageOperation): void {
  const objidFDP = operation.u32(nodeRecord.objidFDP);
  if (view.objidFDP === objidFDP) return;
  const text = `page ${operation.pgno} is of tree ${view.objidFDP}, the record of tree ${objidFDP}`;
  throw new JetError('JET_errDatabaseCorrupted', text);
}

/** Flags that a node gets from a versioned operation. */
function versionFlag(operation: PageOperation): number {
  return isVersioned(operation) ? lineFlag.version : 0;
}

export function redoInsert(operation: PageOperation): void {
  const cbKey = operation.u16(insertRecord.cbSuffix) + operation.u16(insertRecord.cbPrefix);
  const cbData = operation.u16(insertRecord.cbData);
  const frame = begin(operation);
  if (frame !== undefined) {
    const { bytes, at, iline } = operation;
    insertNodeFrom(frame.view, iline, bytes, at + insertRecordSize, cbKey, cbData, versionFlag(operation));
    endChangeOfLines(operation, frame.view);
  }
  if (isVersioned(operation)) {
    addVersionOf(operation, versionOper.insert, insertRecordSize, cbKey, cbData);
  }
}

export function redoFlagInsert(operation: PageOperation): void {
  const frame = begin(operation);
  if (frame !== undefined) {
    changeNodeFlags(frame.view, operation.iline, versionFlag(operation), lineFlag.deleted);
    endChange(operation, frame.view);
  }
  if (!isVersioned(operation)) return;
  const cbKey = operation.u16(flagInsertRecord.cbKey);
  const cbData = operation.u16(flagInsertRecord.cbData);
  addVersionOf(operation, versionOper.insert, flagInsertRecordSize, cbKey, cbData);
}

export function redoFlagInsertAndReplaceData(operation: PageOperation): void {
  const { rceidReplace } = flagInsertAndReplaceDataRecord;
  const cbKey = operation.u16(flagInsertAndReplaceDataRecord.cbKey);
  const cbData = operation.u16(flagInsertAndReplaceDataRecord.cbData);
  const frame = begin(operation);
  if (isVersioned(operation)) {
    addVersionOf(operation, versionOper.insert, flagInsertAndReplaceDataRecordSize, cbKey, cbData);
    if (frame === undefined) deferVersion(operation, versionOper.replace, rceidReplace);
    else {
      readNode(frame.view, operation.iline);
      addVersionOfNode(operation, versionOper.replace, node, rceidReplace);
    }
  }
  if (frame === undefined) return;
  const { bytes, at, iline } = operation;
  const start = at + flagInsertAndReplaceDataRecordSize + cbKey;
  replaceNodeDataFrom(frame.view, iline, bytes, start, cbData);
  changeNodeFlags(frame.view, iline, versionFlag(operation), lineFlag.deleted);
  endChange(operation, frame.view);
}

/** Replace and ReplaceD. */
export function redoReplace(operation: PageOperation): void {
  replaceOn(operation, begin(operation));
}

/** {@link redoReplace} as part of a macro, which has found the page already. */
export function redoReplaceIn(operation: PageOperation, page: Frame | undefined): void {
  replaceOn(operation, beginOn(operation, page));
}

function replaceOn(operation: PageOperation, frame: Frame | undefined): void {
  if (frame === undefined) {
    if (isVersioned(operation)) deferVersion(operation, versionOper.replace);
    return;
  }
  readNode(frame.view, operation.iline);
  checkOldData(operation, node);
  const data = newData(operation, node);
  if (isVersioned(operation)) addVersionOfNode(operation, versionOper.replace, node);
  replaceNodeData(frame.view, operation.iline, data);
  if (isVersioned(operation)) changeNodeFlags(frame.view, operation.iline, lineFlag.version, 0);
  endChange(operation, frame.view);
}

export function redoFlagDelete(operation: PageOperation): void {
  const frame = begin(operation);
  if (frame === undefined) {
    if (isVersioned(operation)) deferVersion(operation, versionOper.flagDelete);
    return;
  }
  readNode(frame.view, operation.iline);
  if (isVersioned(operation)) addVersionOfNode(operation, versionOper.flagDelete, node);
  changeNodeFlags(frame.view, operation.iline, lineFlag.deleted | versionFlag(operation), 0);
  endChange(operation, frame.view);
}

export function redoDelete(operation: PageOperation): void {
  const frame = begin(operation);
  if (frame === undefined) return;
  deleteNode(frame.view, operation.iline);
  endChangeOfLines(operation, frame.view);
}

export function redoDelta(operation: PageOperation): void {
  const low = operation.i32(deltaRecord.lDelta);
  const cbOffset = operation.u16(deltaRecord.cbOffset);
  addDelta(operation, low, low >> 31, cbOffset, 4);
  if (!isVersioned(operation)) return;
  const cbKey = operation.u16(deltaRecord.cbKey);
  const cbBookmarkData = operation.u16(deltaRecord.cbBookmarkData);
  const index = addVersionWithBookmark(operation, versionOper.delta, deltaRecordSize, cbKey, cbBookmarkData);
  operation.session.versions.setDelta(index, low, low >> 31, cbOffset);
}

export function redoDelta64(operation: PageOperation): void {
  const low = operation.i32(delta64Record.qwDelta);
  const high = operation.i32(delta64Record.qwDelta + 4);
  const cbOffset = operation.u16(delta64Record.cbOffset);
  addDelta(operation, low, high, cbOffset, 8);
  if (!isVersioned(operation)) return;
  const cbKey = operation.u16(delta64Record.cbKey);
  const cbBookmarkData = operation.u16(delta64Record.cbBookmarkData);
  const index = addVersionWithBookmark(
    operation,
    versionOper.delta64,
    delta64RecordSize,
    cbKey,
    cbBookmarkData,
  );
  operation.session.versions.setDelta(index, low, high, cbOffset);
}

function addDelta(operation: PageOperation, low: number, high: number, cbOffset: number, cb: 4 | 8): void {
  const frame = begin(operation);
  if (frame === undefined) return;
  const delta = (BigInt(high) << 32n) | BigInt(low >>> 0);
  addToNodeData(frame.view, operation.iline, cbOffset, delta, cb);
  endChange(operation, frame.view);
}

export function redoSetExternalHeader(operation: PageOperation): void {
  setExternalHeaderOn(operation, begin(operation));
}

/** {@link redoSetExternalHeader} as part of a macro, which has found the page already. */
export function redoSetExternalHeaderIn(operation: PageOperation, page: Frame | undefined): void {
  setExternalHeaderOn(operation, beginOn(operation, page));
}

function setExternalHeaderOn(operation: PageOperation, frame: Frame | undefined): void {
  if (frame === undefined) return;
  const cb = operation.u16(setExternalHeaderRecord.cbData);
  setExternalHeader(frame.view, operation.part(setExternalHeaderRecordSize, cb));
  endChange(operation, frame.view);
}

/** A node that the record names and the page does not have is damage of the page. */
function readNode(view: PageView, iline: number): void {
  if (iline >= view.clines) {
    throw new JetError('JET_errDatabaseCorrupted', `the page has ${view.clines} nodes, none is ${iline}`);
  }
  node.read(view, iline);
}
