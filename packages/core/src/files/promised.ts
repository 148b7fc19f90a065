/**
 * Runs work behind an asynchronous signature: what it throws at once becomes a rejection, and a promise
 * it returns is waited for.
 */
export function promised<T>(work: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}
