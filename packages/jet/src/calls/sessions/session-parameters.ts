import { JetError } from '@esekit/core';
import { JET_sesparam } from '../../constants/numbers';
import { copyOut } from '../../buffers';
import { session } from '../../instances/entry';
import { success, type JET_SESID, type JetRef, type JetStatus } from '../../status';
import { setCommitDefault } from './commit-default';

const firstId = JET_sesparam.CommitDefault;
const lastId = JET_sesparam.CommitContextNeedPreCommitCallback;

/** Those that hold bytes; the others hold a number. */
const ofBytes: ReadonlySet<number> = new Set([
  JET_sesparam.CommitGenericContext,
  JET_sesparam.OperationContext,
  JET_sesparam.ClientComponentDesc,
  JET_sesparam.ClientActionDesc,
  JET_sesparam.ClientActionContextDesc,
  JET_sesparam.ClientActivityId,
]);

/** Bytes that the engine keeps for a session's descriptions. */
const bytesMost = 4096;

/**
 * Sets a parameter of a session (32 §3). CommitDefault has an effect; the others are kept for whoever asks.
 *
 * @param sesparamid one of `JET_sesparam`
 * @param pvParam a number, or bytes where the parameter holds bytes
 * @param cbParam how many of the bytes count
 * @throws JET_errInvalidSesparamId; JET_errInvalidParameter for TransactionLevel, which is only read, for unknown flags
 *   and for the other kind of value
 */
export function JetSetSessionParameter(
  sesid: JET_SESID,
  sesparamid: number,
  pvParam: number | Uint8Array | null,
  cbParam: number,
): JetStatus {
  const by = session(sesid);
  requireKnown(sesparamid);
  if (sesparamid === JET_sesparam.TransactionLevel) throw refused('TransactionLevel can only be read');
  if (ofBytes.has(sesparamid)) {
    if (typeof pvParam === 'number' || cbParam < 0 || cbParam > bytesMost) throw refused('bytes are wanted');
    by.parameters.set(sesparamid, (pvParam ?? new Uint8Array(0)).slice(0, cbParam));
    return success;
  }
  if (typeof pvParam !== 'number') throw refused('a number is wanted');
  if (sesparamid === JET_sesparam.CommitDefault) setCommitDefault(by, pvParam);
  by.parameters.set(sesparamid, pvParam);
  return success;
}

/**
 * A parameter of a session.
 *
 * @param pvParam receives a number, or is filled with bytes
 * @param cbParamMax size of what receives it: at least 4 for a number
 * @throws JET_errInvalidSesparamId, JET_errInvalidParameter, JET_errBufferTooSmall
 */
export function JetGetSessionParameter(
  sesid: JET_SESID,
  sesparamid: number,
  pvParam: JetRef<number> | Uint8Array | null,
  cbParamMax: number,
  pcbParamActual: JetRef<number> | null = null,
): JetStatus {
  const by = session(sesid);
  requireKnown(sesparamid);
  const isBytes = ofBytes.has(sesparamid);
  if (pvParam === null || isBytes !== pvParam instanceof Uint8Array)
    throw refused('it does not fit the value');
  if (pvParam instanceof Uint8Array) {
    const value = by.parameters.get(sesparamid);
    return copyOut(
      value instanceof Uint8Array ? value : new Uint8Array(0),
      pvParam,
      cbParamMax,
      pcbParamActual,
    );
  }
  if (cbParamMax < 4) throw new JetError('JET_errBufferTooSmall', 'a number takes 4 bytes');
  if (pcbParamActual !== null) pcbParamActual.value = 4;
  pvParam.value =
    sesparamid === JET_sesparam.TransactionLevel
      ? by.engine.level
      : Number(by.parameters.get(sesparamid) ?? 0);
  return success;
}

/** @throws JET_errInvalidSesparamId */
function requireKnown(sesparamid: number): void {
  if (Number.isInteger(sesparamid) && sesparamid >= firstId && sesparamid <= lastId) return;
  throw new JetError('JET_errInvalidSesparamId', `there is no session parameter ${sesparamid}`);
}

function refused(why: string): JetError {
  return new JetError('JET_errInvalidParameter', `session parameter: ${why}`);
}
