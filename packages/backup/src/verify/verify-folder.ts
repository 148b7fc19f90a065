import type { FileSystem, JetErrorName } from '@esekit/core';
import { identifyFile, type ChainVerification } from '@esekit/log';
import type { DigestFactory } from '../digest/digest';
import { manifestName, restoreMarkerName } from '../set-names';
import { chainOf } from './chain-of';
import { verifySet, type SetVerification } from './verify-set';
import { isDamage, verifyFileAs, type FileVerification, type VerifyFileOptions } from './verify-path';

export interface FolderProblem {
  readonly name: string;
  readonly error: JetErrorName;
  readonly text: string;
}

/** The result of checking a folder that has no manifest: an instance, or a set made by the engine. */
export interface FolderVerification {
  readonly path: string;
  readonly type: 'folder';
  readonly ok: boolean;
  readonly files: readonly FileVerification[];
  readonly chain: ChainVerification;
  readonly problems: readonly FolderProblem[];
  /** Names of files that are none of the engine's, or hold nothing to verify. */
  readonly others: readonly string[];
}

/** Verifies a folder: as a backup set when it has a manifest, else every file of the engine in it. */
export async function verifyFolder(
  fs: FileSystem,
  folder: string,
  digests: DigestFactory,
  options: VerifyFileOptions = {},
): Promise<FolderVerification | SetVerification> {
  const names = await fs.readDirectory(folder);
  if (names.includes(manifestName)) return verifySet(fs, folder, digests, options);
  const files: FileVerification[] = [];
  const problems: FolderProblem[] = [];
  const others: string[] = [];
  if (names.includes(restoreMarkerName)) {
    problems.push({
      name: restoreMarkerName,
      error: 'JET_errRestoreInProgress',
      text: 'a restore into this folder did not finish',
    });
  }
  for (const name of names) {
    const path = fs.join(folder, name);
    const verified = await verifyEntry(fs, path, name, options, problems);
    if (verified) files.push(verified);
    else others.push(name);
  }
  const chain = await chainOf(fs, folder, files);
  const ok = problems.length === 0 && chain.ok && files.every((file) => file.ok);
  return { path: folder, type: 'folder', ok, files, chain, problems, others };
}

async function verifyEntry(
  fs: FileSystem,
  path: string,
  name: string,
  options: VerifyFileOptions,
  problems: FolderProblem[],
): Promise<FileVerification | undefined> {
  if ((await fs.stat(path))?.kind !== 'file') return undefined;
  try {
    return await verifyFileAs(fs, path, await identifyFile(fs, path), options);
  } catch (error) {
    if (!isDamage(error)) throw error;
    problems.push({ name, error: error.name, text: error.message });
    return undefined;
  }
}
