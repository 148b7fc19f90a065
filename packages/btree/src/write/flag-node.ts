import { JetError } from '@esekit/core';
import { lineFlag, pageFlag } from '@esekit/pages';
import { addToNodeData, changeNodeFlags, deleteNode } from '../change/nodes';
import type { Writer } from './journal';
import type { NodeOperation } from './node-operation';
import { requirePresence } from './replace-node';

/** Operations on the node at the position that need no room (03 §5.1, §6.1, §6.2). */

function versionFlag(rceid: number): number {
  return rceid === 0 ? 0 : lineFlag.version;
}

/** Brings a deleted node back; the whole of it is its bookmark. */
export function flagInsertAt(operation: NodeOperation, writer: Writer, rceid: number): void {
  requirePresence(operation, true);
  const { position, record, context } = operation;
  const frame = operation.begin(writer, rceid);
  record.key = position.key;
  record.data = position.data;
  operation.logged(frame, context.database.journal.flagInsert(record));
  changeNodeFlags(frame.view, position.iline, versionFlag(rceid), lineFlag.deleted);
  operation.end(frame);
}

export function flagDeleteAt(operation: NodeOperation, writer: Writer, rceid: number): void {
  requirePresence(operation, false);
  const { position, record, context } = operation;
  const frame = operation.begin(writer, rceid);
  operation.logged(frame, context.database.journal.flagDelete(record));
  changeNodeFlags(frame.view, position.iline, lineFlag.deleted | versionFlag(rceid), 0);
  operation.end(frame);
}

/**
 * Removes the node physically, deleted or not; nobody may see it any more.
 *
 * @returns `false`, with nothing changed, for the last node of a leaf that is no root: that one goes with
 *   its page (03 §6.2)
 */
export function deleteAt(operation: NodeOperation, writer: Writer): boolean {
  const { position, record, context } = operation;
  position.locate();
  requirePresence(operation, position.presence === 'deleted');
  if (position.view.clines === 1 && !position.view.hasFlag(pageFlag.root)) return false;
  const cbKept = operation.cbReserved(position.read());
  const frame = operation.begin(writer, 0);
  operation.logged(frame, context.database.journal.delete(record));
  deleteNode(frame.view, position.iline);
  operation.countTags(frame.view);
  operation.keep(frame.view, cbKept, 0);
  operation.end(frame);
  return true;
}

/** Adds to an integer of `width` bytes at `cbOffset` of the node's data. */
export function addDeltaAt(
  operation: NodeOperation,
  writer: Writer,
  rceid: number,
  cbOffset: number,
  delta: bigint,
  width: 4 | 8,
): void {
  requirePresence(operation, false);
  const { position, record, context } = operation;
  const { iline } = position;
  requireInteger(operation, cbOffset, width);
  const frame = operation.begin(writer, rceid);
  record.key = position.key;
  record.bookmarkData = position.data;
  record.cbOffset = cbOffset;
  record.delta = delta;
  record.width = width;
  operation.logged(frame, context.database.journal.delta(record));
  addToNodeData(frame.view, iline, cbOffset, delta, width);
  if (rceid !== 0) changeNodeFlags(frame.view, iline, lineFlag.version, 0);
  operation.end(frame);
}

/** Before anything is logged: the node has to have such an integer. */
function requireInteger({ position, context }: NodeOperation, cbOffset: number, width: number): void {
  const { cbData } = position.read();
  if (cbOffset >= 0 && cbOffset + width <= cbData) return;
  const text = `${context.tree.label}: a node of ${cbData} bytes has no integer at ${cbOffset}`;
  throw new JetError('JET_errInvalidParameter', text);
}
