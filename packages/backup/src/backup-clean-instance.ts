import type { EventSink, FileSystem, ProgressSink } from '@esekit/core';
import type { InstanceFolder } from '@esekit/log';
import { formatVersionOf, formatVersionText, readDatabaseHeader, type DatabaseHeader } from '@esekit/pages';
import { readCleanInstance, requireUnchanged } from './clean-instance';
import { requireDigest, type DigestFactory, type DigestName } from './digest/digest';
import { manifestFormat, manifestVersion, type DatabaseFacts, type Manifest } from './manifest/manifest';
import type { ManifestFile, SetFileType } from './manifest/manifest';
import { writeManifest } from './manifest/manifest-file';
import { encodeManifest } from './manifest/manifest-codec';
import { SetFolder } from './set-folder';
import { manifestDraftName, manifestName } from './set-names';
import { signatureText } from './signature-text';
import { transferDatabase } from './transfer/transfer-database';
import { transferFile } from './transfer/transfer-file';
import { verifyFile } from './verify/verify-file';

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
 *   JET_errBackupDirectoryNotEmpty; the error of a damaged page; JET_errDatabaseInUse when the instance
 *   was started meanwhile. Nothing is left behind.
 */
export async function backupCleanInstance(
  fs: FileSystem,
  source: string,
  target: string,
  options: BackupOptions,
): Promise<BackupResult> {
  const digest = options.digest ?? 'xxh64';
  requireDigest(options.digests, digest);
  const instance = await readCleanInstance(fs, source);
  const draft: Manifest = {
    format: manifestFormat,
    version: manifestVersion,
    complete: false,
    kind: 'full',
    tool: options.tool,
    created: options.now.toISOString(),
    digest,
    files: [],
  };
  const set = await SetFolder.create(fs, target, 'JET_errBackupDirectoryNotEmpty');
  try {
    await set.mark(manifestName, await encodeManifest(draft));
    set.expect(manifestDraftName);
    const files: ManifestFile[] = [];
    for (const { name, type } of partsOf(instance)) {
      files.push(await copyPart(fs, fs.join(source, name), set, name, type, options));
    }
    await requireUnchanged(fs, instance);
    await set.sync();
    options.signal?.throwIfAborted();
    const manifest: Manifest = { ...draft, complete: true, files };
    await writeManifest(fs, target, manifest);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { manifest, bytes, skipped: instance.others };
  } catch (error) {
    await set.discard(options.onEvent);
    throw error;
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
      if (type !== 'database') {
        const copied = await transferFile(transfer);
        await reportDamage(fs, path, onEvent);
        return { name, type, ...copied };
      }
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

/**
 * A clean database needs neither log nor checkpoint nor flush map to be restored. So damage in them is
 * no reason to go without a backup, but one to say so: {@link verifySet} will.
 */
async function reportDamage(fs: FileSystem, path: string, onEvent: EventSink | undefined): Promise<void> {
  const verified = await verifyFile(fs, path);
  if (verified?.ok) return;
  const [problem] = verified?.problems ?? [];
  const what = problem ? `: ${problem.text}` : '';
  onEvent?.({ kind: 'note', path, text: `damaged in the source and copied as it is${what}` });
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
