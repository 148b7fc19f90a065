import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A fresh folder for the tests of the calling file or `describe`; removed when they are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'esekit-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
