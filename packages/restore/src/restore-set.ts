import {
  readManifest,
  requireDigest,
  restoreMarkerName,
  SetFolder,
  transferDatabase,
  transferFile,
  type DigestFactory,
  type Manifest,
  type ManifestFile,
} from '@esekit/backup';
import { JetError, type EventSink, type FileSystem, type ProgressSink } from '@esekit/core';

export interface RestoreOptions {
  readonly digests: DigestFactory;
  readonly onProgress?: ProgressSink | undefined;
  readonly onEvent?: EventSink | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RestoreResult {
  readonly manifest: Manifest;
  readonly bytes: number;
}

/**
 * Restores a backup set into a folder: every page and every digest of the manifest is checked while
 * it is copied. A page with a single wrong bit is put right, and the digest proves it.
 *
 * The set is only read. Until the last file is durable the destination carries a mark; a failure
 * leaves nothing behind.
 *
 * @param target a folder that does not exist yet, or is empty
 * @throws JET_errInvalidBackup when there is no complete set or a file is not what the manifest says;
 *   JET_errFileAlreadyExists when the target is not empty
 */
export async function restoreSet(
  fs: FileSystem,
  setPath: string,
  targetPath: string,
  options: RestoreOptions,
): Promise<RestoreResult> {
  const manifest = await completeManifest(fs, setPath);
  requireDigest(options.digests, manifest.digest);
  await checkSizes(fs, setPath, manifest);
  const target = await SetFolder.create(fs, targetPath, 'JET_errFileAlreadyExists');
  try {
    await target.mark(restoreMarkerName, new TextEncoder().encode('This restore has not finished.\n'));
    let bytes = 0;
    for (const part of manifest.files)
      bytes += await restorePart(fs, setPath, target, manifest, part, options);
    await target.sync();
    options.signal?.throwIfAborted();
    await target.remove(restoreMarkerName);
    await target.sync();
    return { manifest, bytes };
  } catch (error) {
    await target.discard(options.onEvent);
    throw error;
  }
}

async function completeManifest(fs: FileSystem, setPath: string): Promise<Manifest> {
  const manifest = await readManifest(fs, setPath);
  if (!manifest) {
    throw new JetError('JET_errInvalidBackup', `${setPath} holds no backup manifest`, {
      hint: 'Sets made by the engine itself are restored with their logs; this command does not do that yet.',
    });
  }
  if (!manifest.complete) {
    throw new JetError('JET_errInvalidBackup', `${setPath} is a backup that did not finish`);
  }
  return manifest;
}

/** What can be known before anything is created. */
async function checkSizes(fs: FileSystem, setPath: string, manifest: Manifest): Promise<void> {
  for (const part of manifest.files) {
    const path = fs.join(setPath, part.name);
    const facts = await fs.stat(path);
    if (facts?.kind !== 'file') throw new JetError('JET_errInvalidBackup', `${path} is missing from the set`);
    if (facts.size !== part.bytes) {
      throw new JetError(
        'JET_errInvalidBackup',
        `${path} has ${facts.size} bytes, the manifest says ${part.bytes}`,
      );
    }
  }
}

async function restorePart(
  fs: FileSystem,
  setPath: string,
  folder: SetFolder,
  manifest: Manifest,
  part: ManifestFile,
  options: RestoreOptions,
): Promise<number> {
  const source = await fs.open(fs.join(setPath, part.name), 'read');
  try {
    return await folder.writeFile(part.name, async (target) => {
      const { digests, ...sinks } = options;
      const transfer = { source, target, digest: digests.create(manifest.digest), ...sinks };
      const copied =
        part.type === 'database' ? await transferDatabase(transfer) : await transferFile(transfer);
      if (copied.digest !== part.digest || copied.bytes !== part.bytes) {
        throw new JetError('JET_errInvalidBackup', `${source.path} is not what the manifest says`);
      }
      return copied.bytes;
    });
  } finally {
    await source.close();
  }
}
