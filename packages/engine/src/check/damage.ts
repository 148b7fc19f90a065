import { isDamage, isDiskFailure } from '../records/damage';
import type { CheckKind } from './problem';

/**
 * The result of something that reads pages; `undefined` where damage is in the way. A disk that
 * fails is no damage of the database, and ends the check.
 */
export function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isDamage(error) || isDiskFailure(error)) throw error;
    return undefined;
  }
}

/**
 * The kind of a page that its source would not give out. A source verifies the order of keys together with
 * the rest of the structure and has one error for both, so the message has to tell them apart.
 */
export function kindOfPageFailure(name: string, message: string): CheckKind {
  if (name !== 'JET_errDatabaseCorrupted') return 'pageDamaged';
  return / the key of line \d+ is less than /.test(message) ? 'keyOrder' : 'pageStructure';
}
