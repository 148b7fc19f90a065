import { JetError, type FileSystem } from '@esekit/core';
import { dbstate } from '../header/database-state';
import type { DatabaseHeader } from '../header/header-fields';
import type { FlushMap } from './flush-map';
import { flushMapRejection } from './flush-map-header';
import { flushMapClean } from './flush-map-layout';
import { readFlushMapHeaderSync, readFlushMapSync } from './flush-map-reader';

/** The flush map of a database: beside it, with an extension of its own (02 §9). */
export function flushMapPath(fs: FileSystem, databasePath: string): string {
  const name = fs.baseName(databasePath);
  const dot = name.lastIndexOf('.');
  return fs.join(fs.directoryName(databasePath), `${dot < 0 ? name : name.slice(0, dot)}.jfm`);
}

/**
 * The flush map that goes with a clean database that is only read: pages that it contradicts have lost
 * their last write (02 §8.3). `undefined` when there is none, or it cannot be relied on: it is only an aid.
 */
export function flushMapBeside(
  fs: FileSystem,
  databasePath: string,
  database: DatabaseHeader,
  pgnoLast: number,
): FlushMap | undefined {
  if (database.dbstate !== dbstate.cleanShutdown) return undefined;
  const path = flushMapPath(fs, databasePath);
  if (fs.statSync(path)?.kind !== 'file') return undefined;
  try {
    const file = fs.openSync(path, 'read');
    try {
      const header = readFlushMapHeaderSync(file);
      const isReliable = (header.flags & flushMapClean) !== 0 && !flushMapRejection(header, database);
      return isReliable ? readFlushMapSync(file, pgnoLast).map : undefined;
    } finally {
      file.closeSync();
    }
  } catch (error) {
    if (JetError.isInstance(error)) return undefined;
    throw error;
  }
}
