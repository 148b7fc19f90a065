import { externalHeader, NodeView, pageFlag, type Frame, type PageView } from '@esekit/pages';
import { setExternalHeader } from '../change/nodes';
import type { Writer } from './journal';
import type { NodeRecord } from './node-record';
import type { TreeContext } from './tree-context';
import type { TreePosition } from './tree-position';

/** An operation at a position, as far as changing the page's own line takes it. */
interface PageOperation {
  readonly position: TreePosition;
  readonly record: NodeRecord;
  readonly context: TreeContext;
  beginOn(pgno: number, iline: number, writer: Writer, rceid: number): Frame;
  logged(frame: Frame, logSegment: number): void;
  end(frame: Frame): void;
}

/**
 * Cuts off what no node uses of the prefix of the position's leaf (03 §6.6).
 *
 * @returns whether there was anything to cut off
 */
export function shortenPrefix(operation: PageOperation, writer: Writer): boolean {
  const { pgno, view } = operation.position;
  if (view.hasFlag(pageFlag.root)) return false;
  const prefix = externalHeader(view);
  const cbUsed = cbPrefixUsed(view);
  if (prefix.length <= cbUsed) return false;
  const data = prefix.slice(0, cbUsed);
  const { record, context } = operation;
  const frame = operation.beginOn(pgno, 0, writer, 0);
  record.data = data;
  operation.logged(frame, context.database.journal.setExternalHeader(record));
  setExternalHeader(frame.view, data);
  operation.end(frame);
  return true;
}

function cbPrefixUsed(view: PageView): number {
  const node = new NodeView();
  let cb = 0;
  for (let iline = 0; iline < view.clines; iline++) cb = Math.max(cb, node.read(view, iline).cbPrefix);
  return cb;
}
