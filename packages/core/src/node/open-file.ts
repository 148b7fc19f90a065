import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { JetError } from '../errors/jet-error';
import type { OpenMode } from '../files/file-system';

const openAsync = promisify(fs.open);
const fstatAsync = promisify(fs.fstat);
const closeAsync = promisify(fs.close);

const flags = { read: 'r', readWrite: 'r+', createNew: 'wx+' } as const satisfies Record<OpenMode, string>;

/** POSIX opens a folder for reading like a file; here it is refused before anybody reads from it. */
function requireNoFolder(facts: fs.Stats, path: string): void {
  if (facts.isDirectory()) throw new JetError('JET_errFileAccessDenied', `open ${path}: it is a folder`);
}

/** Opens and returns the descriptor, which the caller closes. */
export async function openDescriptor(path: string, mode: OpenMode): Promise<number> {
  const fd = await openAsync(path, flags[mode]);
  try {
    requireNoFolder(await fstatAsync(fd), path);
    return fd;
  } catch (error) {
    await closeAsync(fd);
    throw error;
  }
}

export function openDescriptorSync(path: string, mode: OpenMode): number {
  const fd = fs.openSync(path, flags[mode]);
  try {
    requireNoFolder(fs.fstatSync(fd), path);
    return fd;
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}
