import type { PageView } from '@esekit/pages';

/**
 * Sets what a page keeps for rollback. The number is a hint that the engine works out anew when it matters
 * (23 §4.6.4), and must not be more than is free.
 */
export function keepFree(view: PageView, cb: number): void {
  view.cbUncommittedFree = Math.max(0, Math.min(cb, view.cbFree));
}
