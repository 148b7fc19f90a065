import { JetError } from '@esekit/core';
import { JET_bit } from '../../grbits';
import { engine } from '../../instances/engine';
import { namedInstance } from '../../instances/entry';
import type { Instance } from '../../instances/instance';
import { JET_instanceNil, success, type JET_INSTANCE, type JetStatus } from '../../status';

/**
 * {@link JetStopServiceInstance} of single-instance mode.
 *
 * @throws JET_errRunningInMultiInstanceMode
 */
export function JetStopService(): JetStatus {
  if (engine.mode === 'multi') {
    throw new JetError('JET_errRunningInMultiInstanceMode', 'there are several instances: name one');
  }
  return JetStopServiceInstance2(JET_instanceNil, JET_bit.StopServiceAll);
}

/** {@link JetStopServiceInstance2} of everything. */
export function JetStopServiceInstance(instance: JET_INSTANCE): JetStatus {
  return JetStopServiceInstance2(instance, JET_bit.StopServiceAll);
}

/**
 * Prepares an instance for its end (32 §2.4): from then on only what ends something is allowed, and everything else
 * is JET_errClientRequestToStopJetService. It can be said again.
 *
 * @param grbit StopServiceAll (0); or tasks of the engine to stop, which has no effect on calls: BackgroundUserTasks,
 *   QuiesceCaches, StopAndEmitLog alone; with StopServiceResume they go on
 * @throws JET_errInvalidParameter, JET_errNotInitialized, JET_errInvalidGrbit;
 *   JET_errClientRequestToStopJetService of a resume after everything was stopped
 */
export function JetStopServiceInstance2(handle: JET_INSTANCE, grbit: number): JetStatus {
  const instance = namedInstance(handle);
  const isResume = (grbit & JET_bit.StopServiceResume) !== 0;
  const what = grbit & ~JET_bit.StopServiceResume;
  requireKnown(what, isResume);
  if (instance.running === undefined) {
    throw new JetError('JET_errNotInitialized', 'the instance is not initialised');
  }
  if (isResume && instance.isStopped) {
    throw new JetError('JET_errClientRequestToStopJetService', 'what was stopped altogether does not go on');
  }
  if (what === JET_bit.StopServiceAll && !isResume) stop(instance);
  return success;
}

function requireKnown(what: number, isResume: boolean): void {
  const { StopServiceBackgroundUserTasks, StopServiceQuiesceCaches, StopServiceStopAndEmitLog } = JET_bit;
  const together = StopServiceBackgroundUserTasks | StopServiceQuiesceCaches;
  if ((what & ~together) === 0 || (what === StopServiceStopAndEmitLog && !isResume)) return;
  throw new JetError('JET_errInvalidGrbit', `${what} is no combination of what can be stopped`);
}

function stop(instance: Instance): void {
  instance.isStopped = true;
  instance.running?.stopService();
}
