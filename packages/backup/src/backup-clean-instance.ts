import { JetError, type EventSink, type FileSystem, type ProgressSink } from '@esekit/core';
import { readInstanceFolder, type InstanceFolder } from '@esekit/log';
import {
  formatVersionOf,
  formatVersionText,
  openingError,
  readDatabaseHeader,
  type DatabaseHeader,
} from '@esekit/pages';
import type { DigestFactory, DigestName } from './digest/digest';
import { manifestFormat, manifestVersion, type DatabaseFacts, type Manifest } from './manifest/manifest';
import type { ManifestFile, SetFileType } from './manifest/manifest';
import { writeManifest } from './manifest/manifest-file';
import { encodeManifest } from './manifest/manifest-codec';
import { SetFolder } from './set-folder';
import { manifestDraftName, manifestName } from './set-names';
import { signatureText } from './signature-text';
import { transferDatabase } from './transfer/transfer-database';
import { transferFile } from './transfer/transfer-file';

export interface BackupOptions {
  readonly digests: DigestFactory;
  /** Default `xxh64`. */
  readonly digest?: DigestName;
  /** `name version`, recorded in the manifest. */
  readonly tool: string;
  readonly now: Date;
  readonly onProgress?: ProgressSink | undefined;
  readonly onEvent?: EventSink | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface BackupResult {
  readonly manifest: Manifest;
  /** Bytes of all files of the set, the manifest excluded. */
  readonly bytes: number;
  /** Names in the source folder that are no part of the instance. */
  readonly skipped: readonly string[];
}

/**
 * Copies an instance that was shut down cleanly: databases, flush maps, logs and checkpoint. Every
 * page is verified in the pass that copies it, a single wrong bit is put right in the copy, and the
 * set counts as complete only when all of it is durable.
 *
 * @param target a folder that does not exist yet, or is empty
 * @throws JET_errDatabaseDirtyShutdown (or what else the state says) before anything is created;
 *   JET_errBackupDirectoryNotEmpty; the error of a damaged page. Nothing is left behind.
 */
export async function backupCleanInstance(
  fs: FileSystem,
  source: string,
  target: string,
  options: BackupOptions,
): Promise<BackupResult> {
  const instance = await readInstanceFolder(fs, source);
  await refuseUnlessClean(fs, instance);
  const set = await SetFolder.create(fs, target, 'JET_errBackupDirectoryNotEmpty');
  const draft: Manifest = {
    format: manifestFormat,
    version: manifestVersion,
    complete: false,
    kind: 'full',
    tool: options.tool,
    created: options.now.toISOString(),
    digest: options.digest ?? 'xxh64',
    files: [],
  };
  try {
    await set.mark(manifestName, await encodeManifest(draft));
    set.expect(manifestDraftName);
    const files: ManifestFile[] = [];
    for (const { name, type } of partsOf(instance)) {
      files.push(await copyPart(fs, fs.join(source, name), set, name, type, options));
    }
    await set.sync();
    const manifest: Manifest = { ...draft, complete: true, files };
    await writeManifest(fs, target, manifest);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { manifest, bytes, skipped: instance.others };
  } catch (error) {
    await set.discard();
    throw error;
  }
}

async function refuseUnlessClean(fs: FileSystem, instance: InstanceFolder): Promise<void> {
  if (instance.databases.length === 0) {
    throw new JetError('JET_errFileNotFound', `${instance.path} holds no database`);
  }
  for (const name of instance.databases) {
    const file = await fs.open(fs.join(instance.path, name), 'read');
    try {
      const error = openingError((await readDatabaseHeader(file)).header);
      if (error) {
        throw new JetError(error, `${file.path} was not shut down cleanly`, {
          hint: 'Stop the application that owns it so that it is detached, or recover it with its logs, then back up.',
        });
      }
    } finally {
      await file.close();
    }
  }
}

function partsOf(instance: InstanceFolder): { name: string; type: SetFileType }[] {
  const typed = (names: readonly string[], type: SetFileType): { name: string; type: SetFileType }[] =>
    names.map((name) => ({ name, type }));
  return [
    ...typed(instance.databases, 'database'),
    ...typed(instance.flushMaps, 'flushMap'),
    ...typed(instance.logs, 'log'),
    ...typed(instance.checkpoints, 'checkpoint'),
  ];
}

async function copyPart(
  fs: FileSystem,
  path: string,
  set: SetFolder,
  name: string,
  type: SetFileType,
  options: BackupOptions,
): Promise<ManifestFile> {
  const source = await fs.open(path, 'read');
  try {
    return await set.writeFile(name, async (target) => {
      const digest = options.digests.create(options.digest ?? 'xxh64');
      const { onProgress, onEvent, signal } = options;
      const transfer = { source, target, digest, onProgress, onEvent, signal };
      if (type !== 'database') return { name, type, ...(await transferFile(transfer)) };
      const { verification, ...copied } = await transferDatabase(transfer);
      const { header } = await readDatabaseHeader(target);
      const { inFile, owned } = verification.pages;
      return {
        name,
        type,
        ...copied,
        database: databaseFacts(header, verification, inFile, owned ?? inFile),
      };
    });
  } finally {
    await source.close();
  }
}

function databaseFacts(
  header: DatabaseHeader,
  { state, pageSize }: { state: string; pageSize: number },
  pages: number,
  ownedPages: number,
): DatabaseFacts {
  return {
    state,
    pageSize,
    formatVersion: formatVersionText(formatVersionOf(header)),
    pages,
    ownedPages,
    dbtime: String(header.dbtimeDirtied),
    signDb: signatureText(header.signDb),
    signLog: signatureText(header.signLog),
  };
}
