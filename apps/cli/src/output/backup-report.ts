import type { BackupResult } from '@esekit/backup';
import { printable } from './printable';
import type { Style } from './style';
import { count, fieldLines, formatBytes } from './text';

/** The result object of `backup --json`. */
export function backupJson(
  { manifest, bytes, skipped }: BackupResult,
  logs: { readonly from: number; readonly to: number } | null,
  seconds: number,
): Record<string, unknown> {
  const files = manifest.files.map(({ name, bytes, database, digest }) => ({
    name,
    bytes,
    pages: database?.pages ?? null,
    digest,
  }));
  return { ok: true, kind: manifest.kind, files, logs, bytes, seconds, digest: manifest.digest, skipped };
}

/** The report of `backup` for a person. */
export function backupText(
  { manifest, bytes, skipped }: BackupResult,
  dest: string,
  seconds: number,
  style: Style,
): string {
  const files = manifest.files.map(({ name, bytes, database }): [string, string] => [
    printable(name),
    `${formatBytes(bytes)}${database ? `, ${count(database.pages, 'page')} verified` : ''}`,
  ]);
  const left =
    skipped.length > 0 ? `not part of the instance, left out: ${skipped.map(printable).join(', ')}\n` : '';
  const rate = formatBytes(bytes / Math.max(seconds, 0.001));
  const total = `${formatBytes(bytes)} in ${printable(dest)} (${seconds.toFixed(2)} s, ${rate}/s)`;
  return `${fieldLines(files)}\n${left}${style.good('complete')}: ${total}\n`;
}
