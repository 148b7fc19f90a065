import { limitBits, seekBits } from '../definitions/bits';
import { bitsOf } from '../definitions/named-bits';
import type { Arguments } from '../script/arguments';
import type { Search } from './keys';

/** Options of the commands that search. */
export const searchOptions = ['mode', 'limit'] as const;

/** `IX KEYS…` with `mode=` and `limit=`, up to a `|`. */
export function searchOf(given: Arguments): Search {
  const index = given.take('index');
  const keys = given.restToBar();
  return { index, keys, mode: bitsOf(given.option('mode') ?? 'eq', seekBits), limit: limitOf(given) };
}

export function limitOf(given: Arguments): number {
  const limit = given.option('limit');
  return limit === undefined ? 0 : bitsOf(limit, limitBits);
}
