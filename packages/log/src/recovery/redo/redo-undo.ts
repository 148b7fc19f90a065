import { addToNodeData, changeNodeFlags, replaceNodeData } from '@esekit/btree';
import { JetError } from '@esekit/core';
import { lineFlag, type PageView } from '@esekit/pages';
import {
  nodeRecord,
  undoInfoRecord,
  undoInfoRecordSize,
  undoRecord,
  versionOper,
} from '../../records/layouts';
import type { PageOperation } from './page-operation';
import { beginChange, endChange, pageToRedo } from './redo-rule';
import { createVersion, type Version } from './version-store';

/** Records of what was rolled back, or will have to be (23 §4.6: UndoInfo, Undo). */

const version = createVersion();

/** The before-image of a version: the only place of it when the page was newer than the record. */
export function redoUndoInfo(operation: PageOperation): void {
  const { session, bytes, at } = operation;
  const { versions } = session;
  if (session.level === 0) return;
  const rceid = operation.u32(nodeRecord.rceid);
  let index = versions.find(rceid);
  if (index < 0) index = addFromUndoInfo(operation, rceid);
  else if (versions.isDeferred(index)) versions.fill(index);
  else {
    versions.markLogged(index);
    return;
  }
  const cbKey = operation.u16(undoInfoRecord.cbKey);
  const cbBookmarkData = operation.u16(undoInfoRecord.cbBookmarkData);
  const key = at + undoInfoRecordSize;
  versions.appendKey(index, bytes, key, cbKey);
  versions.appendBookmarkData(index, bytes, key + cbKey, cbBookmarkData);
  versions.appendImage(index, bytes, key + cbKey + cbBookmarkData, operation.u16(undoInfoRecord.cbData));
  versions.markLogged(index);
}

function addFromUndoInfo(operation: PageOperation, rceid: number): number {
  const { session, database } = operation;
  const oper = operation.u16(undoInfoRecord.oper);
  if (oper !== versionOper.replace && oper !== versionOper.flagDelete) {
    throw new JetError('JET_errLogFileCorrupt', `a before-image is of operation ${oper}`);
  }
  const level = Math.max(1, Math.min(operation.level, session.level));
  const { fFlags } = operation;
  const pgnoFDP = operation.u32(nodeRecord.pgnoFDP);
  const objidFDP = operation.u32(nodeRecord.objidFDP);
  return session.versions.add(oper, rceid, database.dbid, fFlags, level, pgnoFDP, objidFDP);
}

/** One version that was rolled back: physically, on the page and line that the record names. */
export function redoUndo(operation: PageOperation): void {
  const { versions } = operation.session;
  const index = versions.find(operation.u32(nodeRecord.rceid));
  const frame = pageToRedo(operation, operation.pgno, operation.dbtimeBefore);
  if (frame !== undefined) {
    const oper = operation.u16(undoRecord.oper);
    beginChange(operation, frame);
    if (oper === versionOper.insert || oper === versionOper.flagDelete) {
      undoFlag(frame.view, operation.iline, oper);
    } else {
      if (index < 0 || versions.isDeferred(index)) throw noBeforeImage(operation);
      undoOnPage(frame.view, operation.iline, versions.read(index, version));
    }
    endChange(operation, frame.view);
  }
  if (index >= 0) versions.remove(index);
}

/** Takes the operation of a version back on the page where its node stands. */
export function undoOnPage(view: PageView, iline: number, undone: Version): void {
  switch (undone.oper) {
    case versionOper.insert:
    case versionOper.flagDelete:
      undoFlag(view, iline, undone.oper);
      return;
    case versionOper.replace:
      replaceNodeData(view, iline, undone.image);
      return;
    case versionOper.delta:
      addToNodeData(view, iline, undone.cbOffset, -undone.delta, 4);
      return;
    case versionOper.delta64:
      addToNodeData(view, iline, undone.cbOffset, -undone.delta, 8);
      return;
    default:
      throw new JetError('JET_errLogFileCorrupt', `operation ${undone.oper} cannot be undone`);
  }
}

/** A node whose insertion is undone stays, flagged Deleted, until somebody cleans up (14 §6). */
function undoFlag(view: PageView, iline: number, oper: number): void {
  if (oper === versionOper.insert) changeNodeFlags(view, iline, lineFlag.deleted, 0);
  else changeNodeFlags(view, iline, 0, lineFlag.deleted);
}

function noBeforeImage(operation: PageOperation): JetError {
  const rceid = operation.u32(nodeRecord.rceid);
  const text = `the undo of version ${rceid} on page ${operation.pgno} needs a before-image that no record gave`;
  return new JetError('JET_errLogFileCorrupt', text);
}
