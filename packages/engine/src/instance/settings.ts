import { newestEfv } from './format-choice';
import type { InstanceOptions } from './instance-options';

/** Options with their defaults, those of 32 §5.5. */
export function settings(options: InstanceOptions) {
  return {
    base: options.base ?? 'edb',
    pageSize: options.pageSize ?? 4096,
    formatVersion: options.formatVersion ?? newestEfv,
    logFileSize: options.logFileSize ?? 5120,
    isCircular: options.isCircular ?? false,
    checkpointDepth: options.checkpointDepth ?? 20 * 1024 * 1024,
    checkpointTooDeep: options.checkpointTooDeep ?? 65_536,
    legacyFileNames: options.legacyFileNames ?? 1,
    extensionPages: options.extensionPages ?? 256,
    systemFolder: options.systemFolder ?? options.logFolder,
  } as const;
}
