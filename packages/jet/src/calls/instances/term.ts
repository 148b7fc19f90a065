import { JetError } from '@esekit/core';
import { JET_bit } from '../grbits';
import { engine } from '../instances/engine';
import type { Instance } from '../instances/instance';
import { success, type JET_INSTANCE, type JetStatus } from '../status';

/** Ends an instance: {@link JetTerm2} with JET_bitTermAbrupt. */
export function JetTerm(instance: JET_INSTANCE): Promise<JetStatus> {
  return JetTerm2(instance, JET_bit.TermAbrupt);
}

/**
 * Ends an instance and frees its handle (32 §2.3). An instance that was never initialised is only freed.
 *
 * @param grbit JET_bitTermDirty leaves the log as a crash would, which is JET_errDirtyShutdown
 * @throws JET_errInvalidParameter, JET_errNotInitialized, JET_errInitInProgress, JET_errTermInProgress,
 *   JET_errRestoreInProgress; JET_errDirtyShutdown; what writing the log ends with, and then the instance is
 *   gone all the same
 */
export async function JetTerm2(handle: JET_INSTANCE, grbit: number): Promise<JetStatus> {
  const instance = engine.require(handle);
  requireIdle(instance);
  if (instance.state === 'created') {
    engine.free(instance);
    return success;
  }
  instance.state = 'terminating';
  const isDirty = (grbit & JET_bit.TermDirty) !== 0;
  try {
    if (isDirty) instance.run?.abandon();
    else instance.run?.end();
  } catch (error) {
    if (JetError.isInstance(error)) {
      instance.write(104, 'error', error.message, String(instance.handle), String(error.code));
    }
    throw error;
  } finally {
    engine.free(instance);
  }
  instance.write(
    103,
    'information',
    'the instance has ended',
    String(instance.handle),
    '',
    isDirty ? '1' : '0',
  );
  if (isDirty) throw new JetError('JET_errDirtyShutdown', 'the instance was ended without closing its log');
  return Promise.resolve(success);
}

function requireIdle({ state }: Instance): void {
  if (state === 'initialising')
    throw new JetError('JET_errInitInProgress', 'the instance is being initialised');
  if (state === 'terminating')
    throw new JetError('JET_errTermInProgress', 'the instance is being terminated');
  if (state === 'restoring') throw new JetError('JET_errRestoreInProgress', 'the instance is being restored');
}
