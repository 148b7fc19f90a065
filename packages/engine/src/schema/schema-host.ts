import type { SpaceManager } from '@esekit/btree';
import type { LogTime } from '@esekit/core';
import type { DatabaseHeader } from '@esekit/pages';
import type { TreeHost } from '../live';
import type { Session } from '../transactions';
import { committedBeforeAll } from '../transactions/transaction-clock';

/** What the catalog needs of the database that it describes. */
export interface SchemaHost extends TreeHost {
  readonly pageSize: number;
  /** Its version decides what may be written (10 §11). */
  readonly header: DatabaseHeader;
  readonly space: SpaceManager;
  /** An object id greater than all given out before (04 §9). */
  nextObjid(): number;
  /** The largest one given out. */
  readonly objidLast: number;
  readonly instance: { now(): LogTime };
}

/** A session as far as schemas are concerned. */
export interface SchemaSession {
  readonly session: Session;
  /** Runs a call in a level of its own: all of it happens or nothing; at level 0 it is then committed. */
  atomically<T>(work: () => T): T;
}

/** Updates of the format from which something may be written (10 §11). */
export const updateOf = {
  autoincrementInRoot: 30,
  upperCaseKeys: 50,
  lastSetTime: 230,
  keyValueStore2: 250,
  optionallyUnique: 290,
} as const;

/** Whether the database may have what came with an update. */
export function hasUpdate(host: SchemaHost, name: keyof typeof updateOf): boolean {
  return host.header.ulDaeUpdateMajor >= updateOf[name];
}

/** Runs work in a transaction of the engine's own, which is committed whatever the caller's one becomes. */
export function inOwnTransaction<T>(host: SchemaHost, work: (session: Session) => T): T {
  return inTransactionOf(host, work);
}

/**
 * As {@link inOwnTransaction}, for what sessions find that are older: the one that caused it may be among them, and
 * has to be able to change and to delete it.
 */
export function inTransactionForAll<T>(host: SchemaHost, work: (session: Session) => T): T {
  return inTransactionOf(host, work, committedBeforeAll);
}

function inTransactionOf<T>(host: SchemaHost, work: (session: Session) => T, trxCommit0?: number): T {
  const session = host.transactions.openSession(true);
  try {
    session.beginInternal();
    const result = work(session);
    const { transaction } = session;
    session.commit();
    if (transaction !== undefined && trxCommit0 !== undefined) transaction.trxCommit0 = trxCommit0;
    return result;
  } finally {
    session.end();
  }
}

/** Runs work in a level of its own; when it throws, the level is undone. */
export function inLevel<T>(session: Session, work: () => T): T {
  session.beginInternal();
  let result: T;
  try {
    result = work();
  } catch (error) {
    session.rollback();
    throw error;
  }
  session.commit();
  return result;
}
