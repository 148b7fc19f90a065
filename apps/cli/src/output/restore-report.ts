import type { RestoreResult } from '@esekit/restore';
import { printable } from './printable';
import type { Style } from './style';
import { fieldLines, formatBytes } from './text';

/** The result object of `restore --json`. No log is replayed, so states stay and nothing is undone. */
export function restoreJson(
  { manifest, bytes }: RestoreResult,
  pathOf: (name: string) => string,
): Record<string, unknown> {
  const databases = manifest.files.flatMap(({ name, database }) => {
    if (!database) return [];
    return [{ path: pathOf(name), stateBefore: database.state, stateAfter: database.state, rolledBack: 0 }];
  });
  return { ok: true, error: null, generations: null, databases, bytes };
}

/** The report of `restore` for a person. */
export function restoreText({ manifest, bytes }: RestoreResult, to: string, style: Style): string {
  const files = manifest.files.map((file): [string, string] => [
    printable(file.name),
    `${formatBytes(file.bytes)}, ${manifest.digest} ${printable(file.digest)} proven`,
  ]);
  return `${fieldLines(files)}\n${style.good('restored')}: ${formatBytes(bytes)} to ${printable(to)}\n`;
}
