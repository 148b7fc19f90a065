import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { errnoName } from './errno-name';

const openAsync = promisify(fs.open);
const fsyncAsync = promisify(fs.fsync);
const closeAsync = promisify(fs.close);

/** O_DIRECTORY makes a file in the folder's place a failure; Windows has no such flag. */
const flags = fs.constants.O_RDONLY | (fs.constants.O_DIRECTORY ?? 0);

/**
 * Windows cannot sync a folder and says so with one of these; its file systems keep names in a journal
 * of their own, so there is nothing to do.
 */
function isRefusedByWindows(error: unknown): boolean {
  const errno = errnoName(error);
  return process.platform === 'win32' && (errno === 'EPERM' || errno === 'EISDIR');
}

export async function syncFolder(path: string): Promise<void> {
  try {
    const fd = await openAsync(path, flags);
    try {
      await fsyncAsync(fd);
    } finally {
      await closeAsync(fd);
    }
  } catch (error) {
    if (!isRefusedByWindows(error)) throw error;
  }
}

export function syncFolderSync(path: string): void {
  try {
    const fd = fs.openSync(path, flags);
    try {
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  } catch (error) {
    if (!isRefusedByWindows(error)) throw error;
  }
}
