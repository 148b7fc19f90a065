import { JetError, type FileSystem, type JetErrorName } from '@esekit/core';
import type { ChainVerification } from '@esekit/log';
import { verifyDatabase, type DatabaseVerification } from '@esekit/pages';
import type { DigestFactory } from '../digest/digest';
import type { Manifest, ManifestFile } from '../manifest/manifest';
import { readManifest } from '../manifest/manifest-file';
import { manifestDraftName, manifestName } from '../set-names';
import { transferFile } from '../transfer/transfer-file';
import { chainOf } from './chain-of';
import { isDamage, verifyFile, type FileVerification, type VerifyFileOptions } from './verify-file';

export interface SetProblem {
  readonly name: string;
  readonly error: JetErrorName;
  readonly text: string;
}

/** The result of checking a set against its manifest, with nothing but the set. */
export interface SetVerification {
  readonly path: string;
  readonly type: 'backupSet';
  readonly ok: boolean;
  readonly files: readonly FileVerification[];
  readonly chain: ChainVerification;
  /** The manifest; `null` when it is damaged or missing. */
  readonly manifest: Manifest | null;
  /** Files that are missing, changed or cut, and an unfinished or damaged manifest. */
  readonly problems: readonly SetProblem[];
  /** Names that the manifest does not list. */
  readonly extra: readonly string[];
}

/**
 * Verifies the backup set in `folder`: every file of the manifest is there, has its size and digest,
 * and is sound by itself, page by page.
 */
export async function verifySet(
  fs: FileSystem,
  folder: string,
  digests: DigestFactory,
  options: VerifyFileOptions = {},
): Promise<SetVerification> {
  const problems: SetProblem[] = [];
  const manifest = await manifestOrProblem(fs, folder, problems);
  if (manifest && !manifest.complete) {
    problems.push({ name: manifestName, error: 'JET_errInvalidBackup', text: 'the backup did not finish' });
  }
  const files: FileVerification[] = [];
  for (const part of manifest?.files ?? []) {
    const found = await verifyPart(fs, folder, part, manifest!, digests, options, problems);
    if (found) files.push(found);
  }
  const chain = chainOf(files);
  const listed = new Set([
    ...(manifest?.files.map((file) => file.name) ?? []),
    manifestName,
    manifestDraftName,
  ]);
  return {
    path: folder,
    type: 'backupSet',
    ok: problems.length === 0 && files.every((file) => file.ok) && chain.ok,
    files,
    chain,
    manifest: manifest ?? null,
    problems,
    extra: (await fs.readDirectory(folder)).filter((name) => !listed.has(name)),
  };
}

async function manifestOrProblem(
  fs: FileSystem,
  folder: string,
  problems: SetProblem[],
): Promise<Manifest | undefined> {
  try {
    const manifest = await readManifest(fs, folder);
    if (!manifest) throw new JetError('JET_errInvalidBackup', `${folder} holds no backup manifest`);
    return manifest;
  } catch (error) {
    if (!isDamage(error)) throw error;
    problems.push({ name: manifestName, error: error.name, text: error.message });
    return undefined;
  }
}

async function verifyPart(
  fs: FileSystem,
  folder: string,
  part: ManifestFile,
  manifest: Manifest,
  digests: DigestFactory,
  options: VerifyFileOptions,
  problems: SetProblem[],
): Promise<FileVerification | undefined> {
  const path = fs.join(folder, part.name);
  const problem = (error: JetErrorName, text: string): void =>
    void problems.push({ name: part.name, error, text });
  const facts = await fs.stat(path);
  if (facts?.kind !== 'file') {
    problem('JET_errFileNotFound', 'the file is missing');
    return undefined;
  }
  if (facts.size !== part.bytes) {
    problem('JET_errInvalidBackup', `the file has ${facts.size} bytes, the manifest says ${part.bytes}`);
  }
  try {
    const digest = digests.create(manifest.digest);
    const verified =
      part.type === 'database'
        ? await verifyAndDigest(fs, path, digest, options)
        : await digestThenVerify(fs, path, digest, options);
    if (digest.hex() !== part.digest)
      problem('JET_errInvalidBackup', 'the content is not what was backed up');
    return verified;
  } catch (error) {
    if (!isDamage(error)) throw error;
    problem(error.name, error.message);
    return undefined;
  }
}

type RunningDigest = ReturnType<DigestFactory['create']>;

/** One pass: the digest sees the bytes as the pages are checked. */
async function verifyAndDigest(
  fs: FileSystem,
  path: string,
  digest: RunningDigest,
  options: VerifyFileOptions,
): Promise<DatabaseVerification> {
  return verifyDatabase(fs, path, { ...options, tap: ({ bytes }) => digest.update(bytes) });
}

async function digestThenVerify(
  fs: FileSystem,
  path: string,
  digest: RunningDigest,
  options: VerifyFileOptions,
): Promise<FileVerification | undefined> {
  const source = await fs.open(path, 'read');
  try {
    // The digest is ended by the caller, as that of a database is.
    const open = { update: digest.update.bind(digest), hex: () => '' };
    await transferFile({ source, digest: open, onProgress: options.onProgress, signal: options.signal });
  } finally {
    await source.close();
  }
  const verified = await verifyFile(fs, path, options);
  if (!verified) throw new JetError('JET_errInvalidBackup', `${path} is none of the engine's files any more`);
  return verified;
}
