import { JetError, viewOf } from '@esekit/core';
import { columnFlag } from '../../catalog/schema';
import type { ColumnPlan } from '../../records/write';
import { RecordView } from '../../records/record-view';
import type { UpdateHost } from './update-host';

/** Escrow columns have 4 or 8 bytes (11 §4.3). */
function isWidth(length: number): length is 4 | 8 {
  return length === 4 || length === 8;
}

/**
 * Adds to a column without taking the record: sessions do it side by side (14 §3.5).
 *
 * @param delta little-endian
 * @returns the value before as the page has it, little-endian
 */
export function escrowUpdate(
  host: UpdateHost,
  plan: ColumnPlan,
  delta: Uint8Array,
  isVersioned: boolean,
): Uint8Array {
  const { session } = host.session;
  if (session.level === 0)
    throw new JetError('JET_errNotInTransaction', 'update an escrow column at level 0');
  host.requireUpdatable();
  if (host.prepared !== undefined) {
    throw new JetError('JET_errAlreadyPrepared', 'update an escrow column with a prepared update');
  }
  const width = delta.length;
  if (!isWidth(width) || width !== plan.size) {
    throw new JetError(
      'JET_errInvalidBufferSize',
      `add ${width} bytes to column ${plan.schema.name} of ${plan.size}`,
    );
  }
  checkColumn(plan);
  const bookmark = host.currentBookmark().slice();
  checkRecord(host, plan, bookmark);
  const view = viewOf(delta);
  const value = width === 4 ? BigInt(view.getInt32(0, true)) : view.getBigInt64(0, true);
  const old = host.table.tree.addDelta(session, bookmark, plan.offset, width, value, isVersioned);
  const bytes = new Uint8Array(width);
  const oldView = viewOf(bytes);
  if (width === 4) oldView.setInt32(0, Number(BigInt.asIntN(32, old)), true);
  else oldView.setBigInt64(0, old, true);
  return bytes;
}

function checkColumn(plan: ColumnPlan): void {
  const isEscrow = (plan.schema.flags & columnFlag.escrowUpdate) !== 0;
  if (isEscrow && plan.kind === 'fixed') return;
  throw new JetError('JET_errInvalidOperation', `column ${plan.schema.name} is no escrow column`);
}

/** The integer must stand in the record itself: what is only a default, or NULL, cannot be added to. */
function checkRecord(host: UpdateHost, plan: ColumnPlan, bookmark: Uint8Array): void {
  const record = host.findRecord(bookmark);
  if (record === undefined) throw new JetError('JET_errRecordDeleted', 'update an escrow column');
  const view = new RecordView(host.view.shape.isLargePage).reset(record, 0, record.length);
  if (view.findFixed(plan.fid, plan.offset, plan.size) === 'value') return;
  throw new JetError('JET_errInvalidOperation', `the record has no value in column ${plan.schema.name}`);
}
