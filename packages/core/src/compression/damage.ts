import { JetError } from '../errors/jet-error';

/** The one error for a compressed value that contradicts itself or what is known about it. */
export function damaged(text: string): JetError {
  return new JetError('JET_errDecompressionFailed', `compressed value: ${text}`);
}

/** The stored form ends before the value is complete. */
export function truncated(): JetError {
  return damaged('the stored form ends too early');
}
