import { JetError } from '@esekit/core';
import { engine } from '../../instances/engine';
import { success, type JET_INSTANCE, type JetRef, type JetStatus } from '../../status';

/**
 * Creates an instance with the parameters of the moment (32 §2.1). The engine runs in multi-instance mode
 * then.
 *
 * @param pinstance receives the handle
 * @param szInstanceName its name; only one instance may have none
 * @throws JET_errInvalidParameter, JET_errRunningInOneInstanceMode, JET_errTooManyInstances,
 *   JET_errInstanceNameInUse
 */
export function JetCreateInstance(
  pinstance: JetRef<JET_INSTANCE> | null,
  szInstanceName: string | null,
): JetStatus {
  return JetCreateInstance2(pinstance, szInstanceName, null, 0);
}

/**
 * {@link JetCreateInstance} with a name for events.
 *
 * @param szDisplayName default: the name
 * @param grbit not used
 */
export function JetCreateInstance2(
  pinstance: JetRef<JET_INSTANCE> | null,
  szInstanceName: string | null,
  szDisplayName: string | null,
  grbit: number,
): JetStatus {
  void grbit;
  if (pinstance === null)
    throw new JetError('JET_errInvalidParameter', 'there is nothing to put the handle into');
  if (engine.mode === 'single') {
    throw new JetError('JET_errRunningInOneInstanceMode', 'the engine runs with one instance');
  }
  const instance = engine.create(szInstanceName ?? undefined, szDisplayName ?? undefined);
  engine.mode = 'multi';
  pinstance.value = instance.handle;
  return success;
}
