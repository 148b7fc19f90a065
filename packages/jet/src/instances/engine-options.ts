import type { InstanceOptions, StartOptions } from '@esekit/engine';
import { resolveFormatVersion } from '../parameters/format-version';
import type { Instance } from './instance';

/** Memory for pages, for each database: what the parameters ask for, within these bounds. */
const cacheBytes = { least: 1 << 20, byDefault: 64 << 20 } as const;

/**
 * An instance's parameters in the terms of the engine (32 §5.5). Those that are not here have no effect.
 *
 * @param recovery how it recovers at its start
 * @param isLeftOut events that the caller does not want
 */
export function engineOptions(
  instance: Instance,
  recovery: StartOptions,
  isLeftOut: (id: number) => boolean,
): InstanceOptions {
  const { platform, parameters, folders } = instance;
  return {
    fs: platform.fs,
    logFolder: folders.log,
    systemFolder: folders.system,
    base: parameters.text('BaseName'),
    pageSize: parameters.number('DatabasePageSize'),
    now: () => platform.now(),
    random: () => platform.random(),
    ...(platform.schedule === undefined ? {} : { schedule: platform.schedule.bind(platform) }),
    onEvent: (event) => {
      if (event.kind === 'engine' && !isLeftOut(event.id)) instance.tell(event);
    },
    isLogged: instance.hasRecovery,
    formatVersion: resolveFormatVersion(parameters.number('EngineFormatVersion')),
    logFileSize: parameters.number('LogFileSize'),
    isCircular: parameters.isOn('CircularLog'),
    checkpointDepth: parameters.number('CheckpointDepthMax'),
    checkpointTooDeep: parameters.number('CheckpointTooDeep'),
    legacyFileNames: parameters.number('LegacyFileNames'),
    extensionPages: parameters.number('DbExtensionSize'),
    fragmentPages: parameters.number('PageFragment'),
    cacheBytes: cacheSize(instance),
    versionPagesMost: parameters.number('MaxVerPages'),
    versionPagesPreferred: parameters.number('PreferredVerPages'),
    percentOfTransaction: parameters.number('MaxTransactionSize'),
    cbVersionPage: parameters.number('VerPageSize'),
    sessionsMost: parameters.number('MaxSessions'),
    keepsFlushMaps: parameters.number('PersistedLostFlushDetection') !== 0,
    createsFolders: parameters.isOn('CreatePathIfNotExist'),
    recorded: {
      openTablesMost: parameters.number('MaxOpenTables'),
      cursorsMost: parameters.number('MaxCursors'),
      logBuffers: parameters.number('LogBuffers'),
      cacheSizeMost: parameters.number('CacheSizeMax'),
    },
    recovery,
  };
}

/** The minimum wins over the maximum (32 §5.6). */
function cacheSize({ parameters }: Instance): number {
  const bytesOf = (pages: number): number => pages * parameters.number('DatabasePageSize');
  const most = Math.min(bytesOf(parameters.number('CacheSizeMax')), cacheBytes.byDefault);
  return Math.max(bytesOf(parameters.number('CacheSizeMin')), most, cacheBytes.least);
}
