import { isDamage } from '../../src/records/damage';

/** The result of something that reads pages; `undefined` where damage is in the way. */
export function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isDamage(error)) throw error;
    return undefined;
  }
}
