import { readManifest } from '@esekit/backup';
import { JetError, type FileSystem } from '@esekit/core';
import { identifyFile } from '@esekit/log';

/** How a set is restored: by its manifest, or by copying its databases and replaying its logs. */
export type SetKind = 'manifest' | 'engine';

/**
 * Looks at what a set holds: copies of databases that were in use have to be recovered, whether a manifest
 * stands beside them or not.
 *
 * @throws JET_errInvalidBackup for a folder that is no set: databases that no backup copied, and no manifest
 */
export async function kindOfSet(fs: FileSystem, folder: string): Promise<SetKind> {
  const found = await databasesOf(fs, folder);
  for (const name of ['new', 'old']) {
    const sub = fs.join(folder, name);
    if ((await fs.stat(sub))?.kind === 'directory') found.push(...(await databasesOf(fs, sub)));
  }
  if (found.includes('backupDatabase')) return 'engine';
  if ((await readManifest(fs, folder)) !== undefined) return 'manifest';
  if (found.includes('marker') || !found.includes('database')) return 'engine';
  throw new JetError('JET_errInvalidBackup', `${folder} is no backup set`, {
    hint: 'Sets made by the engine hold copies from a streaming backup, sets of this program a manifest.',
  });
}

type Found = 'database' | 'backupDatabase' | 'marker';

async function databasesOf(fs: FileSystem, folder: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const name of await fs.readDirectory(folder)) {
    const path = fs.join(folder, name);
    if ((await fs.stat(path))?.kind !== 'file') continue;
    if (name.toLowerCase().endsWith('.pat')) {
      found.push('marker');
      continue;
    }
    const type = await identifyFile(fs, path);
    if (type === 'database' || type === 'backupDatabase') found.push(type);
  }
  return found;
}
