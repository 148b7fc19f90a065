import type { FileSystem } from '@esekit/core';
import { parseLogFileName, sameBaseName } from '@esekit/log';
import type { CheckedSet } from './check-set';
import { equalFiles } from './copy-file';

/**
 * Removes from the folder of a set the logs of its stream that are not part of it: generations outside the
 * range, and a current log, which no backup copies (31 §4). What stands in the log folder with the same name
 * and content stays, so that a folder which was given under two spellings keeps its logs.
 */
export function removeLogsOutsideSet(
  fs: FileSystem,
  { logs, setLow, setHigh }: CheckedSet,
  logFolder: string,
): void {
  if (logs.path === logFolder) return;
  for (const name of fs.readDirectorySync(logs.path)) {
    const parsed = parseLogFileName(name);
    if (parsed === undefined || !sameBaseName(parsed.base, logs.base)) continue;
    const { kind, generation = 0 } = parsed;
    const isOutside = kind === 'archived' && (generation < setLow || generation > setHigh);
    if (!isOutside && kind !== 'current') continue;
    const path = fs.join(logs.path, name);
    const twin = fs.join(logFolder, name);
    if (fs.statSync(twin)?.kind === 'file' && equalFiles(fs, path, twin)) continue;
    fs.removeFileSync(path);
  }
  fs.syncDirectorySync(logs.path);
}
