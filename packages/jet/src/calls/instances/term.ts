import { JetError } from '@esekit/core';
import type { TermKind } from '@esekit/engine';
import { hasBit, JET_bit } from '../../grbits';
import { engine } from '../../instances/engine';
import { namedInstance } from '../../instances/entry';
import type { Instance } from '../../instances/instance';
import { success, type JET_INSTANCE, type JetStatus } from '../../status';

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
  const instance = namedInstance(handle);
  requireIdle(instance);
  const { running } = instance;
  if (running === undefined) {
    engine.free(instance);
    return success;
  }
  const kind = kindOf(grbit);
  instance.state = 'terminating';
  try {
    await running.term(kind);
  } catch (error) {
    if (JetError.isInstance(error) && error.name === 'JET_errTooManyActiveUsers') {
      instance.state = 'initialised';
      throw error;
    }
    engine.free(instance);
    throw error;
  }
  engine.free(instance);
  if (kind !== 'dirty') return success;
  throw new JetError('JET_errDirtyShutdown', 'the instance was ended without closing its log');
}

function kindOf(grbit: number): TermKind {
  if (hasBit(grbit, 'TermDirty')) return 'dirty';
  return hasBit(grbit, 'TermAbrupt') ? 'abrupt' : 'complete';
}

function requireIdle({ state }: Instance): void {
  if (state === 'initialising')
    throw new JetError('JET_errInitInProgress', 'the instance is being initialised');
  if (state === 'terminating')
    throw new JetError('JET_errTermInProgress', 'the instance is being terminated');
  if (state === 'restoring') throw new JetError('JET_errRestoreInProgress', 'the instance is being restored');
}
