import { errorInfoByName, isInCategory, JetError } from '@esekit/core';

/**
 * Whether a failure says something of what is read, so that reading goes on behind it. Everything else, such
 * as a lack of memory, would fail the next step as well.
 */
export function isDamage(error: unknown): error is JetError {
  if (!JetError.isInstance(error)) return false;
  const info = errorInfoByName(error.name);
  return isInCategory(info, 'Corruption') || isInCategory(info, 'IO');
}
