import { JetError } from '@esekit/core';
import { engine } from '../instances/engine';
import type { Instance } from '../instances/instance';
import { changeParameter } from '../parameters/change-parameter';
import type { Parameter, ParameterValue } from '../parameters/parameter';
import type { ParameterSet } from '../parameters/parameter-set';
import { requireParameter } from '../parameters/parameters';
import { isNil, success, type JET_INSTANCE, type JET_SESID, type JetRef, type JetStatus } from '../status';

/**
 * Sets a system parameter (32 §5.1).
 *
 * @param pinstance the instance; `null` or nil for the parameters that new instances begin with, and in
 *   single-instance mode for the one instance
 * @param sesid not used: there are no sessions yet
 * @param paramid one of `JET_param`
 * @param lParam the value of a number, grbit or switch
 * @param szParam the value of a text; a folder is completed, with a delimiter at its end
 * @throws JET_errInvalidParameter for an unknown parameter or handle, a value out of range, and what can only
 *   be read; JET_errAlreadyInitialized for what is fixed by now; JET_errInitInProgress, JET_errTermInProgress,
 *   JET_errRestoreInProgress
 */
export function JetSetSystemParameter(
  pinstance: JetRef<JET_INSTANCE> | null,
  sesid: JET_SESID | null,
  paramid: number,
  lParam: number,
  szParam: string | null,
): JetStatus {
  void sesid;
  const parameter = requireParameter(paramid);
  const instance = instanceOf(pinstance?.value ?? 0, parameter);
  if (instance !== undefined) requireSettled(instance);
  changeParameter(
    parameter,
    {
      parameters: instance?.parameters ?? engine.parameters,
      hasMode: engine.mode !== 'unset',
      isInitialised: instance?.state === 'initialised',
    },
    parameter.isText ? (szParam ?? '') : lParam,
    engine.platform,
  );
  return success;
}

/**
 * A system parameter's value (32 §5.2): a number, or a text. A folder that was never set reads `./`.
 *
 * @param sesid not used: there are no sessions yet
 * @throws JET_errInvalidParameter for an unknown parameter or handle
 */
export function JetGetSystemParameter(
  instance: JET_INSTANCE,
  sesid: JET_SESID | null,
  paramid: number,
): ParameterValue {
  void sesid;
  const parameter = requireParameter(paramid);
  const value = parametersOf(instanceOf(instance, parameter)).get(paramid);
  return parameter.type === 'folder' && value === '' && parameter.most > 0 && isPlace(parameter)
    ? './'
    : value;
}

/** Folders that are the current one by default; the alternate recovery folder is none by default. */
function isPlace({ name }: Parameter): boolean {
  return name !== 'AlternateDatabaseRecoveryPath';
}

function parametersOf(instance: Instance | undefined): ParameterSet {
  return instance?.parameters ?? engine.parameters;
}

/** Whose parameter is meant (32 §5.1, step 2); `undefined` for the global ones. */
function instanceOf(handle: JET_INSTANCE, { isGlobal }: Parameter): Instance | undefined {
  if (engine.mode === 'single') return isGlobal ? undefined : engine.only;
  if (isNil(handle)) return undefined;
  const instance = engine.require(handle);
  return isGlobal ? undefined : instance;
}

/** @throws JET_errInitInProgress, JET_errTermInProgress, JET_errRestoreInProgress */
function requireSettled({ state }: Instance): void {
  if (state === 'initialising')
    throw new JetError('JET_errInitInProgress', 'the instance is being initialised');
  if (state === 'terminating')
    throw new JetError('JET_errTermInProgress', 'the instance is being terminated');
  if (state === 'restoring') throw new JetError('JET_errRestoreInProgress', 'the instance is being restored');
}
