import { JetError } from '@esekit/core';
import { engine } from '../../instances/engine';
import { namedInstance, requireRunning, session } from '../../instances/entry';
import type { Instance } from '../../instances/instance';
import { JetSession } from '../../instances/jet-session';
import { success, type JET_INSTANCE, type JET_SESID, type JetRef, type JetStatus } from '../../status';
import { setCommitDefault } from './commit-default';

/**
 * Begins a session (32 §3).
 *
 * @param instance nil in single-instance mode
 * @param psesid receives the handle
 * @param szUserName not used
 * @param szPassword not used
 * @throws JET_errInvalidParameter, JET_errNotInitialized, JET_errOutOfSessions, and what an instance answers that
 *   cannot be used
 */
export function JetBeginSession(
  instance: JET_INSTANCE,
  psesid: JetRef<JET_SESID> | null,
  szUserName: string | null = null,
  szPassword: string | null = null,
): JetStatus {
  void szUserName;
  void szPassword;
  if (psesid === null)
    throw new JetError('JET_errInvalidParameter', 'there is nothing to put the handle into');
  psesid.value = begin(namedInstance(instance));
  return success;
}

/** Begins another session of the same instance; the two have nothing else in common. */
export function JetDupSession(sesid: JET_SESID, psesid: JetRef<JET_SESID> | null): JetStatus {
  const { instance } = session(sesid);
  if (psesid === null)
    throw new JetError('JET_errInvalidParameter', 'there is nothing to put the handle into');
  psesid.value = begin(instance);
  return success;
}

function begin(instance: Instance): JET_SESID {
  const running = requireRunning(instance);
  const begun = new JetSession(instance, running.beginSession(), engine.tables);
  begun.sesid = engine.sessions.add(begun);
  setCommitDefault(begun, instance.parameters.number('CommitDefault'));
  return begun.sesid;
}
