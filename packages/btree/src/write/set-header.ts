import { cbUsable, externalHeader } from '@esekit/pages';
import { setExternalHeader } from '../change/nodes';
import type { Writer } from './journal';
import type { NodeOperation } from './node-operation';
import { planRootSplit } from './plan-split';
import { splitTree } from './split-tree';

/** What a header becomes. It is made anew when getting room for it has changed the header. */
export type HeaderChange = (header: Uint8Array) => Uint8Array;

/** Replaces all of tag 0 of the root (03 §3); its nodes go down by one level when they leave no room. */
export function setRootHeader(operation: NodeOperation, writer: Writer, change: HeaderChange): void {
  const { context, record } = operation;
  const { database, tree } = context;
  const { view } = database.buffer.pin(tree.pgnoFDP);
  let data = change(externalHeader(view).slice());
  if (data.length - externalHeader(view).length > cbUsable(view)) {
    splitTree(context, planRootSplit(tree.pgnoFDP, view, context.cbReserved), undefined, writer);
    operation.position.forget();
    data = change(externalHeader(database.buffer.pin(tree.pgnoFDP).view).slice());
  }
  const frame = operation.beginOn(tree.pgnoFDP, 0, writer, 0);
  record.data = data;
  operation.logged(frame, database.journal.setExternalHeader(record));
  setExternalHeader(frame.view, data);
  operation.end(frame);
}
