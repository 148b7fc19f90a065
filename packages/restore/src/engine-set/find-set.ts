import { JetError, type FileSystem } from '@esekit/core';
import { LogFolder } from '@esekit/log';

/** Sub-folders of an atomic backup that may hold the set, in the order of 30 §9.3; `temp` never does. */
const subFolders = ['new', 'old'] as const;

/**
 * Finds the folder of a set: the first of `source`, `source/new` and `source/old` that holds archived logs
 * (31 §2, step 3).
 *
 * @param base base name of the stream; without it the only one in the folder
 * @throws JET_errInvalidPath when there is no folder `source`; JET_errFileNotFound when none of the three
 *   holds a log
 */
export function findSet(fs: FileSystem, source: string, base: string | undefined): LogFolder {
  if (source === '') throw new JetError('JET_errInvalidParameter', 'no folder of a backup set is given');
  if (fs.statSync(source)?.kind !== 'directory') {
    throw new JetError('JET_errInvalidPath', `${source} is not a folder`);
  }
  const folders = [source, ...subFolders.map((name) => fs.join(source, name))];
  for (const folder of folders) {
    if (fs.statSync(folder)?.kind !== 'directory') continue;
    const logs = LogFolder.look(fs, folder, { base });
    if (logs.highest !== undefined) return logs;
  }
  const stream = base === undefined ? 'archived log' : `archived log named ${base}`;
  throw new JetError('JET_errFileNotFound', `${source} holds no ${stream}, nor do its folders new and old`, {
    hint: 'A set of the engine holds copies of databases, and the logs from their beginning to their end.',
  });
}
