import type { FileSystem } from '@esekit/core';
import { identifyFile } from './identify';
import { parseLogFileName } from './names';

/** The files of a folder by what they are to an instance. Names only, in order. */
export interface InstanceFolder {
  readonly path: string;
  readonly databases: readonly string[];
  readonly flushMaps: readonly string[];
  /** Current and archived logs. */
  readonly logs: readonly string[];
  readonly checkpoints: readonly string[];
  /** Logs under construction and reserve logs: the engine makes them anew, nothing in them counts. */
  readonly transient: readonly string[];
  /** Everything else, sub-folders included. */
  readonly others: readonly string[];
}

type Part = Exclude<keyof InstanceFolder, 'path'>;

/**
 * Sorts the files of an instance's folder by content, and logs by name too.
 *
 * @throws JET_errInvalidPath when the folder does not exist
 */
export async function readInstanceFolder(fs: FileSystem, path: string): Promise<InstanceFolder> {
  const parts: Record<Part, string[]> = {
    databases: [],
    flushMaps: [],
    logs: [],
    checkpoints: [],
    transient: [],
    others: [],
  };
  for (const name of await fs.readDirectory(path)) parts[await partOf(fs, path, name)].push(name);
  return { path, ...parts };
}

async function partOf(fs: FileSystem, folder: string, name: string): Promise<Part> {
  const path = fs.join(folder, name);
  if ((await fs.stat(path))?.kind !== 'file') return 'others';
  const kind = parseLogFileName(name)?.kind;
  if (kind === 'temporary' || kind === 'reserve' || kind === 'oldReserve') return 'transient';
  switch (await identifyFile(fs, path)) {
    case 'database':
    case 'backupDatabase':
      return 'databases';
    case 'flushMap':
      return 'flushMaps';
    case 'checkpoint':
      return 'checkpoints';
    case 'log':
      return kind === 'current' || kind === 'archived' ? 'logs' : 'others';
    case 'reserveLog':
      return 'transient';
    case 'unknown':
      return 'others';
  }
}
