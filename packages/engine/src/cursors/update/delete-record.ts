import type { WriteContext } from './write-context';

const what = 'delete a record';

/**
 * JetDelete of a record (14 §3.4), within a level of its own: its entries, its references to long values, itself.
 *
 * @param bookmark must stay as it is
 */
export function deleteRecord(context: WriteContext, bookmark: Uint8Array): void {
  const { host } = context;
  const { session } = host.session;
  const plan = context.plan(host.view.shape);
  const record = context.readStored(bookmark, what);
  host.table.tree.lock(session, bookmark, 'writeLock');
  context.buildBefore(record, plan.secondary);
  for (const index of plan.secondary) index.deleteAll(session, bookmark);
  context.visitLids(record, (lid) => {
    host.longValueStore().release(lid);
  });
  context.deleteNode(bookmark, what);
}
