import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Everything that decides what the generator writes: its sources and `facts`. */
export function generatorFingerprint(...facts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(import.meta.dirname).sort())
    hash.update(readFileSync(join(import.meta.dirname, name)));
  for (const fact of facts) hash.update(fact).update('\0');
  return hash.digest('hex');
}

/**
 * Makes `folder` by `make` unless it is there with the same fingerprint. The fingerprint stands beside
 * the folder and is written last, so that what an interrupted run left is made anew.
 */
export function ensureMade(folder: string, fingerprint: string, make: () => void): void {
  const note = `${folder}.fingerprint`;
  if (existsSync(folder) && existsSync(note) && readFileSync(note, 'utf8') === fingerprint) return;
  rmSync(note, { force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  make();
  writeFileSync(note, fingerprint);
}
