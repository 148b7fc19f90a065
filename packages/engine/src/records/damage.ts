import { errorInfoByName, isInCategory, JetError } from '@esekit/core';

/**
 * Whether a failure says something of the data, so that reading can go on behind it. Everything else, such as
 * a closed file or a lack of memory, would come again at the next step.
 */
export function isDamage(error: unknown): error is JetError {
  if (!JetError.isInstance(error)) return false;
  const info = errorInfoByName(error.name);
  return isInCategory(info, 'Corruption') || isInCategory(info, 'IO');
}
