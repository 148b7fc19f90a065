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

/**
 * Whether the disk failed rather than the data. What it hid may read well a moment later, so whoever passes
 * over damage must not pass over this.
 */
export function isDiskFailure(error: JetError): boolean {
  return isInCategory(errorInfoByName(error.name), 'IO');
}
