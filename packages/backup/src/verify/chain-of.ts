import { verifyChain, type ChainVerification, type LogVerification } from '@esekit/log';
import type { FileVerification } from './verify-file';

/** The log chains among the verified files of a folder. */
export function chainOf(files: readonly FileVerification[]): ChainVerification {
  return verifyChain(files.filter((file): file is LogVerification => file.type === 'log'));
}
