import { JetError } from '@esekit/core';
import { lineFlag, type PageView } from '@esekit/pages';
import { addToNodeData, changeNodeFlags, replaceNodeData } from '../change/nodes';
import type { UndoChange, Writer } from './journal';
import type { NodeOperation } from './node-operation';

/** A version that is taken back. */
export interface Undone {
  readonly oper: UndoChange['oper'];
  readonly rceid: number;
  /** Level at which the version was made. */
  readonly levelOper: number;
  /** Of a replace: the data that the node had. */
  readonly image?: Uint8Array | undefined;
  /**
   * Of a replace: what it had added to the room that the node keeps for rollback, which is less again from now
   * on; negative when it had used some. Default: what the data grows by.
   */
  readonly cbDelta?: number | undefined;
  /** Of a delta: what was added, and where. */
  readonly delta?: bigint | undefined;
  readonly cbOffset?: number | undefined;
}

const noBytes = new Uint8Array(0);

/**
 * Takes an operation on the node at the position back (record Undo, 23 §4.6). An inserted node stays, flagged
 * Deleted. A before-image must find the room that was kept for it; when it does not, the page is split first.
 */
export function undoAt(operation: NodeOperation, writer: Writer, undone: Undone): void {
  const { position, record, context } = operation;
  const { key } = position;
  operation.start();
  for (;;) {
    position.locate();
    if (position.presence === 'absent') {
      const text = `${context.tree.label}: the node of version ${undone.rceid} is not there`;
      throw new JetError('JET_errNoCurrentRecord', text);
    }
    const node = position.read();
    const image = undone.oper === 'replace' ? (undone.image ?? noBytes) : undefined;
    const growth = image === undefined ? 0 : image.length - node.cbData;
    if (growth <= position.view.cbFree) {
      const cbKept = operation.cbReserved(node);
      const frame = operation.begin(writer, undone.rceid);
      record.flags = context.flags;
      record.key = key;
      record.bookmarkData = position.data;
      record.oper = undone.oper;
      record.levelOper = undone.levelOper;
      operation.logged(frame, context.database.journal.undo(record));
      undoOn(frame.view, position.iline, undone);
      operation.keep(frame.view, undone.cbDelta ?? Math.max(0, Math.min(growth, cbKept)), 0);
      operation.end(frame);
      return;
    }
    const { iline } = position;
    operation.split({ operation: 'replace', iline, key, data: image! }, undefined, writer);
  }
}

function undoOn(view: PageView, iline: number, undone: Undone): void {
  switch (undone.oper) {
    case 'insert':
      return changeNodeFlags(view, iline, lineFlag.deleted, 0);
    case 'flagDelete':
      return changeNodeFlags(view, iline, 0, lineFlag.deleted);
    case 'replace':
      return replaceNodeData(view, iline, undone.image ?? noBytes);
    case 'delta':
    case 'delta64':
      return addToNodeData(
        view,
        iline,
        undone.cbOffset ?? 0,
        -(undone.delta ?? 0n),
        undone.oper === 'delta' ? 4 : 8,
      );
  }
}
