import { formatLogTime, type Signature } from '@esekit/core';

/** `random@time`: random number in hex, creation time in ISO 8601 (`-` when not set). */
export function signatureText(signature: Signature): string {
  return `${signature.random.toString(16).padStart(8, '0')}@${formatLogTime(signature.time) ?? '-'}`;
}
