import type { File } from '@esekit/core';
import type { PowerLossFileSystem } from '@esekit/core/testing';

/**
 * Bugs of an engine, made by a disk that lies, so that the engine needs no code for them:
 * - `pageBeforeLog`: pages reach the disk before the log that they rely on. A sync of a log is put off until
 *   somebody relies on it: until an acknowledgement, or a write of any file but a database;
 * - `commitWithoutSync`: what was committed durably is not. Syncs of logs do nothing;
 * - `checkpointAheadOfFlush`: logs are given up before the pages they brought are on disk. A sync of a database
 *   makes its header durable only, which says so.
 */
export const plantedBugs = ['pageBeforeLog', 'commitWithoutSync', 'checkpointAheadOfFlush'] as const;

export type PlantedBug = (typeof plantedBugs)[number];

/** What a disk does when it is asked to sync a file. */
export interface SyncPolicy {
  sync(file: File): void;
  /** A file is about to be written. */
  writing(path: string): void;
  /** Somebody was promised that the log is durable. */
  acknowledged(): void;
}

const nothing = (): void => undefined;

export function syncPolicy(
  disk: PowerLossFileSystem,
  bug: PlantedBug | undefined,
  pageSize: number,
): SyncPolicy {
  const honest = (file: File): void => {
    file.syncSync();
  };
  switch (bug) {
    case undefined:
      return { sync: honest, writing: nothing, acknowledged: nothing };
    case 'commitWithoutSync':
      return {
        sync: (file) => (isLog(file.path) ? undefined : honest(file)),
        writing: nothing,
        acknowledged: nothing,
      };
    case 'checkpointAheadOfFlush': {
      const headerOnly = (position: number): boolean => position < 2 * pageSize;
      const sync = (file: File): void =>
        isDatabase(file.path) ? disk.settle(file.path, headerOnly) : honest(file);
      return { sync, writing: nothing, acknowledged: nothing };
    }
    case 'pageBeforeLog':
      return delaying(disk, honest);
  }
}

function delaying(disk: PowerLossFileSystem, honest: (file: File) => void): SyncPolicy {
  const delayed = new Set<string>();
  const catchUp = (): void => {
    for (const path of delayed) disk.settle(path, () => true);
    delayed.clear();
  };
  return {
    sync: (file) => {
      if (isLog(file.path)) delayed.add(file.path);
      else honest(file);
    },
    writing: (path) => {
      if (!isDatabase(path)) catchUp();
    },
    acknowledged: catchUp,
  };
}

/** A log that is written to; a new one that is being made is another matter. */
function isLog(path: string): boolean {
  return path.endsWith('.log') && !path.endsWith('tmp.log');
}

function isDatabase(path: string): boolean {
  return path.endsWith('.edb');
}
