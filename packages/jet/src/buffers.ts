import { JetError } from '@esekit/core';
import { success, type JetRef, type JetStatus } from './status';

/**
 * Hands bytes out into a caller's buffer.
 *
 * @param pv the buffer; `null` counts as one of no size
 * @param cbMax how much of the buffer may be used
 * @param pcbActual receives the number of bytes there are
 * @throws JET_errBufferTooSmall; what fits is in the buffer then
 */
export function copyOut(
  bytes: Uint8Array,
  pv: Uint8Array | null,
  cbMax: number,
  pcbActual: JetRef<number> | null,
): JetStatus {
  const { length } = bytes;
  if (pcbActual !== null) pcbActual.value = length;
  const size = sizeOf(pv, cbMax);
  pv?.set(size < length ? bytes.subarray(0, size) : bytes);
  if (size >= length) return success;
  throw new JetError('JET_errBufferTooSmall', `${length} bytes for a buffer of ${size}`);
}

/** Bytes of a buffer that may be used. */
export function sizeOf(pv: Uint8Array | null, cbMax: number): number {
  return pv === null ? 0 : Math.max(0, Math.min(pv.length, cbMax));
}

const none = new Uint8Array(0);

/** The bytes that a caller hands in. */
export function bytesIn(pv: Uint8Array | null, cb: number): Uint8Array {
  if (pv === null || cb <= 0) return none;
  return cb < pv.length ? pv.subarray(0, cb) : pv;
}

/**
 * The place that a call gives its result out at.
 *
 * @throws JET_errInvalidParameter when there is none
 */
export function requireRef<T>(ref: JetRef<T> | null): JetRef<T> {
  if (ref !== null) return ref;
  throw new JetError('JET_errInvalidParameter', 'there is nothing to put the result into');
}
