import { JET_prep, JetPrepareUpdate, JetUpdate } from '@esekit/jet';
import type { Setting } from '../definitions/setting';
import { hexOf } from '../values/literal';
import { CommandEnded, returnCodeOf, type CallRecord } from './call-record';
import type { CommandRun } from './command';
import type { TableName } from './names';
import { filledBy } from './place';
import { applySettings } from './settings';

export function prepare(calls: CallRecord, { session, tableid }: TableName, kind: number): void {
  calls.make('JetPrepareUpdate', () => JetPrepareUpdate(session.sesid, tableid, kind));
}

/** Gives a prepared update up; whether that works does not count. */
export function cancel({ session, tableid }: TableName): void {
  returnCodeOf(() => JetPrepareUpdate(session.sesid, tableid, JET_prep.Cancel));
}

/** JetUpdate; the bookmark is in `out`. */
export function post({ calls, out }: CommandRun, { session, tableid }: TableName): void {
  const posted = filledBy((into, size, actual) => JetUpdate(session.sesid, tableid, into, size, actual));
  calls.note('JetUpdate', posted);
  calls.endOnError();
  out['bm'] = hexOf(posted.bytes);
}

/** A whole update: prepared, set, posted; cancelled when that fails. */
export function change(run: CommandRun, table: TableName, kind: number, settings: readonly Setting[]): void {
  prepare(run.calls, table, kind);
  cancelledUnless(table, () => {
    applySettings(run, table, settings);
    post(run, table);
  });
}

/** Runs what follows a preparation; the update is given up when a call of it fails. */
export function cancelledUnless(table: TableName, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (error instanceof CommandEnded) cancel(table);
    throw error;
  }
}
