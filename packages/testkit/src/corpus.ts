import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';

const root =
  process.env['ESEKIT_CORPUS'] ?? join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data');
const available = existsSync(join(root, 'windows')) && existsSync(join(root, 'engine'));

/** The large set of real files: `ESEKIT_CORPUS`, or `shared/data` beside the checkout. */
export const corpus = {
  root,
  available,
  /** Path of something inside the corpus. */
  path: (...parts: string[]): string => join(root, ...parts),
};

/**
 * A `describe` whose tests need the corpus. Without it they do not run and are counted as skipped;
 * with `CI=true` its absence fails the run, because a green run must mean that they ran.
 */
export function describeCorpus(name: string, body: () => void): void {
  if (!available && process.env['CI'] === 'true') {
    throw new Error(`CI needs the corpus, and there is none at ${root}`);
  }
  describe.runIf(available)(name, body);
}
