import { JetError, type FileSystem, type JetErrorName } from '@esekit/core';
import { readInstanceFolder, type ChainVerification } from '@esekit/log';
import type { DigestFactory } from '../digest/digest';
import { manifestName, restoreMarkerName } from '../set-names';
import { chainOf } from './chain-of';
import { verifySet, type SetVerification } from './verify-set';
import { isDamage, verifyFile, type FileVerification, type VerifyFileOptions } from './verify-file';

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

/**
 * Verifies a folder: as a backup set when it has a manifest, else every file of the engine in it. Logs
 * under construction and reserve logs hold nothing that counts, so they are only listed.
 *
 * @throws JET_errFileInvalidType when there is none of the engine's files in it
 */
export async function verifyFolder(
  fs: FileSystem,
  folder: string,
  digests: DigestFactory,
  options: VerifyFileOptions = {},
): Promise<FolderVerification | SetVerification> {
  const names = await fs.readDirectory(folder);
  if (names.includes(manifestName)) return verifySet(fs, folder, digests, options);
  const instance = await readInstanceFolder(fs, folder);
  const files: FileVerification[] = [];
  const problems: FolderProblem[] = [];
  const unfinished = names.includes(restoreMarkerName);
  if (unfinished) {
    const text = 'a restore into this folder did not finish';
    problems.push({ name: restoreMarkerName, error: 'JET_errRestoreInProgress', text });
  }
  const { databases, flushMaps, logs, checkpoints } = instance;
  for (const name of [...databases, ...flushMaps, ...logs, ...checkpoints]) {
    const verified = await verifyEntry(fs, folder, name, options, problems);
    if (verified) files.push(verified);
  }
  if (files.length === 0 && problems.length === 0) {
    throw new JetError('JET_errFileInvalidType', `${folder} holds none of the engine's files`);
  }
  const chain = chainOf(files);
  const ok = problems.length === 0 && chain.ok && files.every((file) => file.ok);
  const others = [...instance.transient, ...instance.others];
  return { path: folder, type: 'folder', ok, files, chain, problems, others };
}

async function verifyEntry(
  fs: FileSystem,
  folder: string,
  name: string,
  options: VerifyFileOptions,
  problems: FolderProblem[],
): Promise<FileVerification | undefined> {
  try {
    return await verifyFile(fs, fs.join(folder, name), options);
  } catch (error) {
    if (!isDamage(error)) throw error;
    problems.push({ name, error: error.name, text: error.message });
    return undefined;
  }
}
