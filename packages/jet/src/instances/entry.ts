import { JetError } from '@esekit/core';
import type { Cursor, EngineInstance, OpenDatabase } from '@esekit/engine';
import type { JET_DBID, JET_INSTANCE, JET_SESID, JET_TABLEID } from '../status';
import { engine } from './engine';
import type { Instance } from './instance';
import type { JetSession, JetTable } from './jet-session';

/** What every call asks before it does anything (32 §2), in the order in which the answers come. */

/**
 * The instance that a call names.
 *
 * @throws JET_errInvalidParameter for a handle that is none
 */
export function namedInstance(handle: JET_INSTANCE): Instance {
  const instance = engine.only ?? engine.find(handle);
  if (instance !== undefined) return instance;
  throw new JetError('JET_errInvalidParameter', `${handle} is not the handle of an instance`);
}

/**
 * @throws JET_errClientRequestToStopJetService, JET_errInstanceUnavailable, JET_errTermInProgress,
 *   JET_errRestoreInProgress, JET_errNotInitialized
 */
export function requireRunning(instance: Instance): EngineInstance {
  if (instance.isStopped) {
    throw new JetError('JET_errClientRequestToStopJetService', 'the service of the instance was stopped');
  }
  instance.running?.requireUsable();
  if (instance.state === 'terminating') {
    throw new JetError('JET_errTermInProgress', 'the instance is being terminated');
  }
  if (instance.state === 'restoring') {
    throw new JetError('JET_errRestoreInProgress', 'the instance is being restored');
  }
  const { running } = instance;
  if (running === undefined || instance.state !== 'initialised') {
    throw new JetError('JET_errNotInitialized', 'the instance is not initialised');
  }
  return running;
}

/**
 * The session that a call is made in.
 *
 * @throws as {@link sessionToEnd}, and what an instance answers that cannot be used
 */
export function session(sesid: JET_SESID): JetSession {
  const found = sessionToEnd(sesid);
  requireRunning(found.instance);
  return found;
}

/**
 * The session of a call that may still be made when the service is stopped: what ends, closes or rolls back.
 *
 * @throws as {@link sessionNamed}; JET_errSessionSharingViolation during another call of the session
 */
export function sessionToEnd(sesid: JET_SESID): JetSession {
  const found = sessionNamed(sesid);
  if (found.engine.session.calls.isPending) tellOfSharing(found.instance, sesid);
  found.engine.session.calls.check();
  return found;
}

/**
 * @throws JET_errInvalidSesid for a number that never was a session, JET_errSessionSharingViolation for one that
 *   has ended
 */
export function sessionNamed(sesid: JET_SESID): JetSession {
  const found = engine.sessions.find(sesid);
  if (found !== undefined) return found;
  if (!engine.sessions.wasDropped(sesid)) {
    throw new JetError('JET_errInvalidSesid', `${sesid} is not a session`);
  }
  tellOfSharing(engine.instances.at(-1), sesid);
  throw new JetError('JET_errSessionSharingViolation', `session ${sesid} has ended`);
}

/** Forgets a session that has ended. */
export function endSession(ended: JetSession): void {
  ended.clear();
  engine.sessions.drop(ended.sesid);
}

function tellOfSharing(instance: Instance | undefined, sesid: JET_SESID): void {
  for (const id of [902, 901]) {
    instance?.write(id, 'error', `session ${sesid} is used by another call, or has ended`, String(sesid));
  }
}

/** @throws as {@link session}; JET_errInvalidDatabaseId when the session has no such database open */
export function openDatabase(sesid: JET_SESID, dbid: JET_DBID): { by: JetSession; open: OpenDatabase } {
  const by = session(sesid);
  return { by, open: by.database(dbid) };
}

/**
 * The cursor that a call is made on.
 *
 * @throws as {@link session}; JET_errInvalidTableId for a cursor that was closed, JET_errSesidTableIdMismatch for one
 *   of another session and for what never was one
 */
export function cursorOf(sesid: JET_SESID, tableid: JET_TABLEID): Cursor {
  return cursorIn(session(sesid), tableid);
}

/** @throws JET_errInvalidTableId, JET_errSesidTableIdMismatch */
export function cursorIn(by: JetSession, tableid: JET_TABLEID): Cursor {
  return tableIn(by, tableid).cursor;
}

/** {@link cursorIn}, with the database it was opened in. */
export function tableIn(by: JetSession, tableid: JET_TABLEID): JetTable {
  const found = engine.tables.find(tableid);
  if (found?.session === by) {
    if (!found.cursor.isClosed) return found;
    by.dropTable(tableid);
  }
  if (engine.tables.wasDropped(tableid)) {
    throw new JetError('JET_errInvalidTableId', `cursor ${tableid} was closed`);
  }
  throw new JetError('JET_errSesidTableIdMismatch', `the session has no cursor ${tableid}`);
}
