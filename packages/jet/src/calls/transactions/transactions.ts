import { JetError, signatureNone } from '@esekit/core';
import type { EngineInstance } from '@esekit/engine';
import { JET_bit } from '../../grbits';
import { session, sessionToEnd } from '../../instances/entry';
import type { JetSession } from '../../instances/jet-session';
import { success, type JET_SESID, type JetRef, type JetStatus } from '../../status';
import type { JET_COMMIT_ID } from '../../structures/instances';

/** Begins a level of a transaction; {@link JetBeginTransaction2} without flags. */
export function JetBeginTransaction(sesid: JET_SESID): JetStatus {
  return JetBeginTransaction2(sesid, 0);
}

/**
 * Begins a level of a transaction (14 §1).
 *
 * @param grbit TransactionReadOnly; an inner level is as the outermost one
 * @throws JET_errTransTooDeep at the eighth level
 */
export function JetBeginTransaction2(sesid: JET_SESID, grbit: number): JetStatus {
  session(sesid).engine.begin({ isReadOnly: (grbit & JET_bit.TransactionReadOnly) !== 0 });
  return success;
}

/**
 * {@link JetBeginTransaction2} with a number of the caller's own.
 *
 * @param trxid not looked at
 */
export function JetBeginTransaction3(sesid: JET_SESID, trxid: bigint, grbit: number): JetStatus {
  void trxid;
  return JetBeginTransaction2(sesid, grbit);
}

/**
 * Commits the innermost level (14 §1). Of the outermost level: the changes are there for everyone when the call
 * returns, and durable when its promise is fulfilled; the commits of several sessions that wait share one sync.
 *
 * @param grbit CommitLazyFlush: not durable at once; WaitLastLevel0Commit, WaitAllLevel0Commit: nothing is
 *   committed, but what was committed lazily before becomes durable; ForceNewLog: the log goes on in the next
 *   generation. 0: what the session's CommitDefault says
 * @throws JET_errNotInTransaction; JET_errInTransaction of a wait inside of a transaction; JET_errInvalidGrbit;
 *   JET_errLogWriteFail
 */
export async function JetCommitTransaction(sesid: JET_SESID, grbit = 0): Promise<JetStatus> {
  const by = session(sesid);
  await commit(by, grbit);
  return success;
}

/**
 * {@link JetCommitTransaction} that tells how far the log must be for it.
 *
 * @param cmsecDurableCommit milliseconds after which the commit shall be durable: above 0 it is lazy
 * @param pCommitId receives the number
 */
export async function JetCommitTransaction2(
  sesid: JET_SESID,
  grbit: number,
  cmsecDurableCommit: number,
  pCommitId: JetRef<JET_COMMIT_ID | null> | null,
): Promise<JetStatus> {
  const by = session(sesid);
  await commit(by, cmsecDurableCommit > 0 ? grbit | JET_bit.CommitLazyFlush : grbit);
  const { signLog, transactions } = by.engine.instance;
  if (pCommitId !== null) {
    pCommitId.value = { signLog: signLog ?? signatureNone, commitId: BigInt(transactions.trxNewest) };
  }
  return success;
}

async function commit({ engine }: JetSession, grbit: number): Promise<void> {
  const waits = JET_bit.WaitLastLevel0Commit | JET_bit.WaitAllLevel0Commit;
  const known = waits | JET_bit.CommitLazyFlush | JET_bit.ForceNewLog;
  if ((grbit & ~known) !== 0)
    throw new JetError('JET_errInvalidGrbit', `${grbit} is no combination of flags`);
  if ((grbit & waits) === 0) {
    const isLazy = (grbit & JET_bit.CommitLazyFlush) !== 0;
    await engine.commit(isLazy ? { isLazy } : {});
    if ((grbit & JET_bit.ForceNewLog) !== 0 && engine.level === 0) beginGeneration(engine.instance);
    return;
  }
  if (engine.level > 0)
    throw new JetError('JET_errInTransaction', 'wait for commits inside of a transaction');
  await engine.waitForCommits();
}

function beginGeneration(instance: EngineInstance): void {
  instance.requireUsable();
  if (instance.lGeneration !== undefined) instance.beginGeneration();
}

/**
 * Undoes the innermost level. Cursors that were opened in it are closed. It may be called when the service is
 * stopped.
 *
 * @param grbit RollbackAll: all levels
 * @throws JET_errNotInTransaction, JET_errRollbackError
 */
export function JetRollback(sesid: JET_SESID, grbit = 0): JetStatus {
  const by = sessionToEnd(sesid);
  by.engine.rollback((grbit & JET_bit.RollbackAll) !== 0);
  by.dropClosedTables();
  return success;
}
