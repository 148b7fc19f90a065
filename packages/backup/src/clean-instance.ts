import { JetError, type FileSystem } from '@esekit/core';
import { readInstanceFolder, type InstanceFolder } from '@esekit/log';
import { openingError, readDatabaseHeader } from '@esekit/pages';
import { readManifest } from './manifest/manifest-file';
import { nameProblem } from './plain-names';
import { restoreMarkerName } from './set-names';

/** The folder of an instance that was shut down cleanly, with what proves that it stayed so. */
export interface CleanInstance extends InstanceFolder {
  /** The header of each database as it was found, by name. */
  readonly headers: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads the folder of an instance and refuses what a set cannot be made of.
 *
 * @throws the error that the state of a database says; JET_errFileNotFound when there is none;
 *   JET_errDatabaseCorrupted for one that only its name tells of; JET_errRestoreInProgress and JET_errInvalidBackup for a folder that is itself unfinished
 */
export async function readCleanInstance(fs: FileSystem, path: string): Promise<CleanInstance> {
  const instance = await readInstanceFolder(fs, path);
  if (instance.others.includes(restoreMarkerName)) {
    throw new JetError('JET_errRestoreInProgress', `a restore into ${path} did not finish`);
  }
  if ((await readManifest(fs, path))?.complete === false) {
    throw new JetError('JET_errInvalidBackup', `${path} is a backup that did not finish`);
  }
  if (instance.databases.length === 0) {
    throw new JetError('JET_errFileNotFound', `${path} holds no database`);
  }
  await refuseLostDatabases(fs, instance);
  const { databases, flushMaps, logs, checkpoints } = instance;
  const problem = nameProblem([...databases, ...flushMaps, ...logs, ...checkpoints]);
  if (problem) throw new JetError('JET_errInvalidPath', `${path}: ${problem}`);
  const headers = new Map<string, Uint8Array>();
  for (const name of databases) headers.set(name, await cleanHeader(fs, fs.join(path, name)));
  return { ...instance, headers };
}

/**
 * A database whose headers are gone is known by its name or its flush map only. To leave it out as
 * something of others would be the silent loss that a backup is there to prevent.
 */
async function refuseLostDatabases(fs: FileSystem, instance: InstanceFolder): Promise<void> {
  const known = new Set(instance.databases.map(stemOf));
  const mapped = new Set(instance.flushMaps.map(stemOf).filter((stem) => !known.has(stem)));
  for (const name of instance.others) {
    if (!/\.edb$/i.test(name) && !mapped.has(stemOf(name))) continue;
    const path = fs.join(instance.path, name);
    if ((await fs.stat(path))?.kind === 'directory') continue;
    throw new JetError(
      'JET_errDatabaseCorrupted',
      `${path} has the name of a database and is not readable as one`,
      {
        hint: 'Move it out of the folder if it is no part of the instance.',
      },
    );
  }
}

/** `a` of `A.edb` and `a.jfm`. */
function stemOf(name: string): string {
  return name.replace(/\.[^.]*$/, '').toLowerCase();
}

async function cleanHeader(fs: FileSystem, path: string): Promise<Uint8Array> {
  const file = await fs.open(path, 'read');
  try {
    const { header, image } = await readDatabaseHeader(file);
    const error = openingError(header);
    if (error) {
      throw new JetError(error, `${path} was not shut down cleanly`, {
        hint: 'Stop the application that owns it so that it is detached, or recover it with its logs, then back up.',
      });
    }
    return image;
  } finally {
    await file.close();
  }
}

/**
 * The engine marks a database in its header before it changes the first page. So headers that are still
 * the same prove that the pages copied in between belong together.
 *
 * @throws JET_errDatabaseInUse when a database was opened since {@link readCleanInstance}
 */
export async function requireUnchanged(fs: FileSystem, { path, headers }: CleanInstance): Promise<void> {
  for (const [name, before] of headers) {
    const file = await fs.open(fs.join(path, name), 'read');
    try {
      const { image } = await readDatabaseHeader(file);
      if (image.length === before.length && image.every((byte, i) => byte === before[i])) continue;
      throw new JetError('JET_errDatabaseInUse', `${file.path} was opened while it was being copied`, {
        hint: 'Keep the application that owns it stopped until the backup is done.',
      });
    } finally {
      await file.close();
    }
  }
}
