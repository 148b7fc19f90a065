import { JetError, signatureSize, writeLgpos, writeSignature } from '@esekit/core';
import { copyOut, requireRef } from '../../buffers';
import { JET_InstanceMiscInfo } from '../../constants/numbers';
import { engine } from '../../instances/engine';
import { namedInstance, requireRunning } from '../../instances/entry';
import { success, type JET_INSTANCE, type JetRef, type JetStatus } from '../../status';
import type { JET_INSTANCE_INFO } from '../../structures/instances';

/**
 * All instances, those that are not initialised too, each with its databases (32 §2.5).
 *
 * @param pcInstanceInfo receives how many there are
 * @param paInstanceInfo receives them; to be given to JetFreeBuffer in the documented calls, here if one likes
 * @throws JET_errInvalidParameter
 */
export function JetGetInstanceInfo(
  pcInstanceInfo: JetRef<number> | null,
  paInstanceInfo: JetRef<readonly JET_INSTANCE_INFO[] | null> | null,
): JetStatus {
  const count = requireRef(pcInstanceInfo);
  const list = requireRef(paInstanceInfo);
  list.value = engine.instances.map(({ handle, name, running }) => ({
    hInstanceId: handle,
    szInstanceName: name ?? null,
    szDatabaseFileName: [...(running?.databases.values() ?? [])].map(({ path }) => path),
  }));
  count.value = list.value.length;
  return success;
}

/** Bytes of a checkpoint with its size in front. */
const checkpointSize = 16;

/**
 * The signature of an instance's log (28 bytes), or its checkpoint (16 bytes: a u32, position, …).
 *
 * @param InfoLevel one of `JET_InstanceMiscInfo`
 * @throws JET_errInvalidParameter, JET_errBufferTooSmall, and what an instance answers that cannot be used
 */
export function JetGetInstanceMiscInfo(
  instance: JET_INSTANCE,
  pvResult: Uint8Array | null,
  cbMax: number,
  InfoLevel: number,
): JetStatus {
  const running = requireRunning(namedInstance(instance));
  if (pvResult === null) throw new JetError('JET_errInvalidParameter', 'there is no place for the result');
  if (InfoLevel === JET_InstanceMiscInfo.LogSignature) {
    const bytes = new Uint8Array(signatureSize);
    const { signLog } = running;
    if (signLog !== undefined) writeSignature(new DataView(bytes.buffer), 0, signLog);
    return copyOut(bytes, pvResult, cbMax, null);
  }
  if (InfoLevel === JET_InstanceMiscInfo.Checkpoint) {
    const bytes = new Uint8Array(checkpointSize);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, checkpointSize, true);
    const { lgposCheckpoint } = running;
    if (lgposCheckpoint !== undefined) writeLgpos(view, 4, lgposCheckpoint);
    return copyOut(bytes, pvResult, cbMax, null);
  }
  throw new JetError('JET_errInvalidParameter', `there is no instance information of level ${InfoLevel}`);
}

/** Takes back what a call has given out. There is nothing to be done here; `null` is allowed. */
export function JetFreeBuffer(pbBuf: unknown): JetStatus {
  void pbBuf;
  return success;
}
