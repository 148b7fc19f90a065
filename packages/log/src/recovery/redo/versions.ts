import type { NodeView } from '@esekit/pages';
import { nodeRecord, pageRecordFlag, versionOper } from '../../records/layouts';
import type { PageOperation } from './page-operation';

/**
 * What the records of node operations put into the version store of their session (23 §4.6, last column).
 * Only versioned operations inside of a transaction do.
 */

export function isVersioned(operation: PageOperation): boolean {
  return (operation.fFlags & pageRecordFlag.versioned) !== 0 && operation.session.level > 0;
}

function isUnique(operation: PageOperation): boolean {
  return (operation.fFlags & pageRecordFlag.unique) !== 0;
}

/** Adds a version without bytes; its id is at `rceid` of the record. */
function addVersion(operation: PageOperation, oper: number, rceid: number = nodeRecord.rceid): number {
  const { session, database } = operation;
  return session.versions.add(
    oper,
    operation.u32(rceid),
    database.dbid,
    operation.fFlags,
    session.level,
    operation.u32(nodeRecord.pgnoFDP),
    operation.u32(nodeRecord.objidFDP),
  );
}

/**
 * A version whose bookmark stands in the record: the key, then the data, which is part of the bookmark where
 * keys are not unique.
 *
 * @param key where the key begins, from the start of the record
 */
export function addVersionOf(
  operation: PageOperation,
  oper: number,
  key: number,
  cbKey: number,
  cbData: number,
): number {
  const { bytes, at, session } = operation;
  const index = addVersion(operation, oper);
  session.versions.appendKey(index, bytes, at + key, cbKey);
  if (!isUnique(operation)) session.versions.appendBookmarkData(index, bytes, at + key + cbKey, cbData);
  return index;
}

/** A version whose bookmark stands in the record whatever the tree. */
export function addVersionWithBookmark(
  operation: PageOperation,
  oper: number,
  key: number,
  cbKey: number,
  cbBookmarkData: number,
): number {
  const { bytes, at, session } = operation;
  const index = addVersion(operation, oper);
  session.versions.appendKey(index, bytes, at + key, cbKey);
  session.versions.appendBookmarkData(index, bytes, at + key + cbKey, cbBookmarkData);
  return index;
}

/**
 * A version of a node that is about to be flagged or replaced: bookmark and before-image come from the page.
 */
export function addVersionOfNode(
  operation: PageOperation,
  oper: number,
  node: NodeView,
  rceid: number = nodeRecord.rceid,
): void {
  const { versions } = operation.session;
  const index = addVersion(operation, oper, rceid);
  const { heldPages } = operation.database;
  if (heldPages !== undefined) {
    heldPages.hold(operation.pgno);
    versions.hold(index, operation.pgno);
  }
  versions.appendKey(index, node.bytes, node.prefixStart, node.cbPrefix);
  versions.appendKey(index, node.bytes, node.suffixStart, node.cbSuffix);
  if (!isUnique(operation)) versions.appendBookmarkData(index, node.bytes, node.dataStart, node.cbData);
  if (oper !== versionOper.replace) return;
  versions.appendImage(index, node.bytes, node.dataStart, node.cbData);
}

/** A version whose before-image is not on the page any more: UndoInfo has it, or the log's tail is lost. */
export function deferVersion(operation: PageOperation, oper: number, rceid: number = nodeRecord.rceid): void {
  operation.session.versions.defer(addVersion(operation, oper, rceid));
}
