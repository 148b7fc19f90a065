import { expect } from 'vitest';
import type { JetErrorName } from '@esekit/core';

/** Any error of this name, for `toThrow`. */
export function named(name: JetErrorName): Error {
  return expect.objectContaining({ name }) as Error;
}
