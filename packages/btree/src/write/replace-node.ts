import { JetError } from '@esekit/core';
import { lineFlag, type PageView } from '@esekit/pages';
import { changeNodeFlags, replaceNodeData } from '../change/nodes';
import { changeFlag, type Writer } from './journal';
import type { NodeOperation } from './node-operation';
import { cbForNodes, cbUncompressed } from './page-lines';

/** A change of a node's data, with its versions: that of a revived node is two in one. */
export interface Replacement {
  readonly data: Uint8Array;
  /** Version of the replacement, or of the insertion of a node that is revived. */
  readonly rceid: number;
  /** Version of the replacement of a node that is revived. */
  readonly rceidReplace: number;
  readonly isRevival: boolean;
}

/**
 * Replaces the data of the node at the position, and revives it if it is to be (03 §5.1, §5.6).
 *
 * @throws JET_errRecordTooBig when no page can hold it
 */
export function replaceAt(operation: NodeOperation, writer: Writer, replacement: Replacement): void {
  const { position, record, context } = operation;
  const { data, rceid, rceidReplace, isRevival } = replacement;
  const { key } = position;
  const { journal } = context.database;
  operation.start();
  for (;;) {
    requirePresence(operation, isRevival);
    const node = position.read();
    const { cbData } = node;
    const cbKept = operation.cbReserved(node);
    if (operation.hasRoomToGrow(data.length - cbData, cbKept)) {
      const frame = operation.begin(writer, rceid);
      record.key = key;
      record.dataOld = node.data();
      record.data = data;
      record.rceidReplace = rceidReplace;
      const logSegment = isRevival ? journal.flagInsertAndReplaceData(record) : journal.replace(record);
      operation.logged(frame, logSegment);
      replaceOn(frame.view, position.iline, replacement);
      const isVersioned = (isRevival ? rceidReplace : rceid) !== 0;
      const cbNow = isVersioned ? Math.max(0, cbData + cbKept - data.length) : 0;
      operation.keep(frame.view, cbKept, cbNow);
      operation.end(frame);
      return;
    }
    if (cbUncompressed(key.length, data.length) > cbForNodes(position.view)) {
      throw new JetError('JET_errRecordTooBig', `${context.tree.label}: no page holds ${data.length} bytes`);
    }
    const { iline } = position;
    const flags = rceid === 0 ? context.flags : context.flags | changeFlag.versioned;
    const kind = isRevival ? 'flagInsertAndReplaceData' : 'replace';
    const leaf = { flags, rceid, rceidReplace, cbOldData: cbData };
    if (operation.split({ operation: kind, iline, key, data }, leaf, writer)) return;
  }
}

/**
 * Looks up the position; there has to be a node, deleted or not as it should be.
 *
 * @throws JET_errNoCurrentRecord when there is none
 * @throws JET_errRecordDeleted, JET_errKeyDuplicate when it is deleted and should not be, or the other way
 */
export function requirePresence(operation: NodeOperation, isDeleted: boolean): void {
  const { position, context } = operation;
  position.locate();
  const { presence } = position;
  if (presence === (isDeleted ? 'deleted' : 'present')) return;
  const { label } = context.tree;
  if (presence === 'absent') throw new JetError('JET_errNoCurrentRecord', `${label}: there is no such node`);
  if (isDeleted) throw new JetError('JET_errKeyDuplicate', `${label}: the node is not deleted`);
  throw new JetError('JET_errRecordDeleted', `${label}: the node is deleted`);
}

function replaceOn(view: PageView, iline: number, { data, rceid, isRevival }: Replacement): void {
  replaceNodeData(view, iline, data);
  const set = rceid === 0 ? 0 : lineFlag.version;
  changeNodeFlags(view, iline, set, isRevival ? lineFlag.deleted : 0);
}
