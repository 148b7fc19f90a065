import { endSession, sessionNamed } from '../../instances/entry';
import { success, type JET_SESID, type JetStatus } from '../../status';

/**
 * Ends a session: its transaction is rolled back, its cursors and databases are closed. It may be called when the
 * service is stopped.
 *
 * @param grbit not used
 * @throws JET_errInvalidSesid, JET_errSessionSharingViolation, JET_errSessionInUse
 */
export function JetEndSession(sesid: JET_SESID, grbit = 0): JetStatus {
  void grbit;
  const ended = sessionNamed(sesid);
  ended.engine.end();
  endSession(ended);
  return success;
}
