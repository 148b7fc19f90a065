import { JetError } from '@esekit/core';
import { session } from '../../instances/entry';
import { success, type JET_SESID, type JetRef, type JetStatus } from '../../status';
import type { JET_SESSIONINFO } from '../../structures/instances';

/**
 * What a session is doing.
 *
 * @param cbMax not used: the result is an object
 * @param InfoLevel 0
 * @throws JET_errInvalidParameter for another level
 */
export function JetGetSessionInfo(
  sesid: JET_SESID,
  pvResult: JetRef<JET_SESSIONINFO | null> | null,
  cbMax: number,
  InfoLevel: number,
): JetStatus {
  void cbMax;
  const { engine } = session(sesid);
  if (pvResult === null || InfoLevel !== 0) {
    throw new JetError('JET_errInvalidParameter', `session information of level ${InfoLevel}`);
  }
  pvResult.value = {
    ulTrxBegin0: engine.session.trxBegin0,
    ulTrxLevel: engine.level,
    ulProcid: engine.session.procid,
    ulFlags: 0,
    ulTrxContext: 0n,
  };
  return success;
}
