import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/** Where the tests look for the large set of real files, and whether it is there. */
export function corpusFolder() {
  const folder = process.env.ESEKIT_CORPUS ?? join(root, '..', 'shared', 'data');
  return { folder, available: existsSync(join(folder, 'windows')) && existsSync(join(folder, 'engine')) };
}
