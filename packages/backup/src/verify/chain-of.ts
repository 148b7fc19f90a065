import type { FileSystem } from '@esekit/core';
import { verifyChain, type ChainVerification, type LogVerification } from '@esekit/log';
import type { FileVerification } from './verify-path';

/** The log chains among the verified files of a folder. */
export function chainOf(
  fs: FileSystem,
  folder: string,
  files: readonly FileVerification[],
): Promise<ChainVerification> {
  const logs = files.filter((file): file is LogVerification => file.type === 'log');
  return verifyChain(fs, folder, logs);
}
