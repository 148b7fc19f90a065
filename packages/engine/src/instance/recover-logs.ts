import { recover, type RecoveryResult } from '@esekit/log/recovery';
import type { InstanceOptions } from './instance-options';
import { settings } from './settings';

/** Recovery as an instance starts: where its databases are said to be, with its parameters (23). */
export function recoverLogs(options: InstanceOptions): Promise<RecoveryResult> {
  const { fs, logFolder, now, random, onEvent, cacheBytes, recovery = {} } = options;
  const { base, pageSize, logFileSize, legacyFileNames, isCircular, systemFolder } = settings(options);
  return recover({
    fs,
    logFolder,
    systemFolder,
    base,
    pageSize,
    logFileSize: logFileSize * 1024,
    legacyFileNames,
    isCircular,
    now,
    random,
    onEvent,
    cacheBytes,
    ...recovery,
    databases: recovery.databases ?? { locate: ({ path }) => path },
  });
}
