import { JetError } from '@esekit/core';

/** Bytes of pages a cache keeps when nobody says how many. */
export const defaultBudget = 64 << 20;

/** Positions in a slab stay below 2^31, where arithmetic on them is the fastest. */
const budgetMost = 2 ** 31 - (1 << 20);

/**
 * Whole pages within a budget of bytes; at least one.
 *
 * @throws JET_errInvalidParameter when the budget is no number of bytes
 */
export function affordableSlots(budget: number, pageSize: number): number {
  if (!(budget >= 0)) throw new JetError('JET_errInvalidParameter', `${budget} bytes of cache`);
  return Math.max(1, Math.floor(Math.min(budget, budgetMost) / pageSize));
}
