import { expect } from 'vitest';

/** Fails with all of the problems in its message, not with the first forty letters of a list. */
export function expectNone(problems: readonly string[]): void {
  expect(problems, `\n${problems.join('\n')}\n`).toEqual([]);
}
