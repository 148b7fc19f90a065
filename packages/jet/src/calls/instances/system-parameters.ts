import { errorInfoByCode, JetError } from '@esekit/core';
import { requireRef } from '../../buffers';
import { engine } from '../../instances/engine';
import { sessionToEnd } from '../../instances/entry';
import type { Instance } from '../../instances/instance';
import { readInstanceParameter } from '../../instances/read-parameter';
import { changeParameter } from '../../parameters/change-parameter';
import type { Parameter } from '../../parameters/parameter';
import { JET_param, requireParameter } from '../../parameters/parameters';
import { isNil, success, type JET_INSTANCE, type JET_SESID, type JetRef, type JetStatus } from '../../status';
import { setCommitDefault } from '../sessions/commit-default';

/**
 * Sets a system parameter (32 §5.1).
 *
 * @param pinstance the instance; `null` or nil for the parameters that new instances begin with, and in
 *   single-instance mode for the one instance
 * @param sesid a session stands for its instance; CommitDefault is then that of the session alone
 * @param paramid one of `JET_param`
 * @param lParam the value of a number, grbit or switch; -1 is the largest number there is
 * @param szParam the value of a text; a folder is completed, with a delimiter at its end
 * @throws JET_errInvalidParameter for an unknown parameter or handle, a value out of range, and what can only
 *   be read; JET_errAlreadyInitialized for what is fixed by now; JET_errInitInProgress, JET_errTermInProgress,
 *   JET_errRestoreInProgress; JET_errInvalidSesid
 */
export function JetSetSystemParameter(
  pinstance: JetRef<JET_INSTANCE> | null,
  sesid: JET_SESID | null,
  paramid: number,
  lParam: number,
  szParam: string | null,
): JetStatus {
  const parameter = requireParameter(paramid);
  const instance = instanceOf(pinstance?.value ?? 0, sesid, parameter);
  if (instance !== undefined) requireSettled(instance);
  const value = parameter.isText ? (szParam ?? '') : lParam;
  if (paramid === JET_param.CommitDefault && hasSession(sesid)) {
    setCommitDefault(sessionToEnd(sesid), Number(value));
    return success;
  }
  changeParameter(parameter, engine.parameterTarget(instance), value, engine.platform);
  return success;
}

/**
 * A system parameter's value (32 §5.2). A folder that was never set reads `./`.
 *
 * @param plParam receives a number, or holds the error of ErrorToString
 * @param szParam receives a text
 * @param cbMax bytes of the caller's place for a text in UTF-16, its end included; default: as many as it takes
 * @throws JET_errInvalidParameter for an unknown parameter or handle, and when there is no place for the value;
 *   JET_errBufferTooSmall, with as much of the text as has place; JET_errInvalidSesid
 */
export function JetGetSystemParameter(
  instance: JET_INSTANCE,
  sesid: JET_SESID | null,
  paramid: number,
  plParam: JetRef<number> | null,
  szParam: JetRef<string> | null,
  cbMax?: number,
): JetStatus {
  const parameter = requireParameter(paramid);
  const owner = instanceOf(instance, sesid, parameter);
  const value =
    paramid === JET_param.ErrorToString
      ? errorText(requireRef(plParam).value)
      : readInstanceParameter(parameter, owner);
  if (typeof value === 'number') {
    requireRef(plParam).value = value;
    return success;
  }
  const out = requireRef(szParam);
  const places = Math.floor((cbMax ?? Infinity) / 2) - 1;
  if (places < 0) throw new JetError('JET_errInvalidParameter', 'there is no place for a text');
  out.value = value.slice(0, places);
  if (value.length <= places) return success;
  throw new JetError('JET_errBufferTooSmall', `${value.length} characters for a buffer of ${places}`);
}

function errorText(code: number): string {
  const info = errorInfoByCode(code);
  return info === undefined ? 'Unknown Error, Unknown Error' : `${info.name}, ${info.meaning}`;
}

function hasSession(sesid: JET_SESID | null): sesid is JET_SESID {
  return sesid !== null && !isNil(sesid);
}

/** Whose parameter is meant (32 §5.1, step 2); `undefined` for the global ones. */
function instanceOf(
  handle: JET_INSTANCE,
  sesid: JET_SESID | null,
  { isGlobal }: Parameter,
): Instance | undefined {
  if (engine.mode === 'single') return isGlobal ? undefined : engine.only;
  if (engine.mode === 'multi' && hasSession(sesid)) {
    const { instance } = sessionToEnd(sesid);
    return isGlobal ? undefined : instance;
  }
  if (isNil(handle)) return undefined;
  const instance = engine.require(handle);
  return isGlobal ? undefined : instance;
}

/** @throws JET_errInitInProgress, JET_errTermInProgress, JET_errRestoreInProgress */
function requireSettled({ state }: Instance): void {
  if (state === 'initialising') {
    throw new JetError('JET_errInitInProgress', 'the instance is being initialised');
  }
  if (state === 'terminating') {
    throw new JetError('JET_errTermInProgress', 'the instance is being terminated');
  }
  if (state === 'restoring') throw new JetError('JET_errRestoreInProgress', 'the instance is being restored');
}
