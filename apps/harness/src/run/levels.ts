import {
  JET_bit,
  JetBeginTransaction,
  JetBeginTransaction2,
  JetCommitTransaction,
  JetRollback,
} from '@esekit/jet';
import type { CommandRun } from './command';
import type { SessionName } from './names';

/** Bits of a commit that only wait for others. */
const waitingCommits = JET_bit.WaitLastLevel0Commit | JET_bit.WaitAllLevel0Commit;

/** Begins a level of the session's transaction, and counts it. */
export function beginLevel({ calls }: CommandRun, session: SessionName, isReadOnly = false): void {
  if (isReadOnly) {
    calls.make('JetBeginTransaction2', () =>
      JetBeginTransaction2(session.sesid, JET_bit.TransactionReadOnly),
    );
  } else calls.make('JetBeginTransaction', () => JetBeginTransaction(session.sesid));
  session.level++;
}

export async function commitLevel(
  { calls, names }: CommandRun,
  session: SessionName,
  grbit: number,
): Promise<void> {
  await calls.makeWaiting('JetCommitTransaction', () => JetCommitTransaction(session.sesid, grbit));
  if ((grbit & waitingCommits) !== 0) return;
  session.level--;
  names.afterCommit(session);
}

export function rollBackLevels({ calls, names }: CommandRun, session: SessionName, grbit: number): void {
  calls.make('JetRollback', () => JetRollback(session.sesid, grbit));
  session.level = (grbit & JET_bit.RollbackAll) !== 0 ? 0 : session.level - 1;
  names.afterRollback(session);
}
