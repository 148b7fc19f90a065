import { JetError, type FileSystem } from '@esekit/core';
import { identifyFile } from '@esekit/log';

/**
 * What is at a path that the command line names. Only files and folders pass: opening a pipe would
 * wait for a writer that may never come.
 *
 * @throws JET_errFileNotFound or, when the folder above it is absent, JET_errInvalidPath;
 *   JET_errFileAccessDenied for a pipe or device
 */
export async function requireInput(fs: FileSystem, path: string): Promise<'file' | 'directory'> {
  const facts = await fs.stat(path);
  if (facts === undefined) {
    // Only opening tells an absent file from an absent folder above it.
    const file = await fs.open(path, 'read');
    await file.close();
    return 'file';
  }
  if (facts.kind === 'other') throw new JetError('JET_errFileAccessDenied', `${path} is a pipe or a device`);
  return facts.kind;
}

/** @throws JET_errFileAccessDenied for anything but a file */
export async function requireFile(fs: FileSystem, path: string): Promise<void> {
  if ((await requireInput(fs, path)) === 'file') return;
  throw new JetError('JET_errFileAccessDenied', `${path} is a folder, and a file is wanted`);
}

/** @throws JET_errFileInvalidType for a file that is no database; as {@link requireFile} */
export async function requireDatabase(fs: FileSystem, path: string): Promise<void> {
  await requireFile(fs, path);
  const type = await identifyFile(fs, path);
  if (type === 'database' || type === 'backupDatabase') return;
  throw new JetError('JET_errFileInvalidType', `${path} is no database`);
}

/** @throws JET_errInvalidPath for anything but a folder */
export async function requireFolder(fs: FileSystem, path: string): Promise<void> {
  const facts = await fs.stat(path);
  if (facts?.kind === 'directory') return;
  const what = facts === undefined ? 'does not exist' : 'is no folder';
  throw new JetError('JET_errInvalidPath', `${path} ${what}`);
}
