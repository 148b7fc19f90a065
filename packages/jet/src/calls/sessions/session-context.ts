import { session, sessionToEnd } from '../../instances/entry';
import { success, type JET_SESID, type JetStatus } from '../../status';

/**
 * Binds a session to a context instead of a chain of calls.
 *
 * @param ulContext neither 0 nor -1
 * @throws JET_errInvalidParameter, JET_errSessionContextAlreadySet
 */
export function JetSetSessionContext(sesid: JET_SESID, ulContext: number): JetStatus {
  session(sesid).engine.session.calls.setContext(ulContext);
  return success;
}

/** @throws JET_errSessionContextNotSetByThisThread when none is set */
export function JetResetSessionContext(sesid: JET_SESID): JetStatus {
  sessionToEnd(sesid).engine.session.calls.resetContext();
  return success;
}
