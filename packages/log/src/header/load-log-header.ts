import { JetError, type File } from '@esekit/core';
import { checkLogHeader, type LogHeaderExpectations, type LogHeaderVerdict } from './check-log-header';
import { logHeaderSize } from './log-header-fields';

/**
 * Reads and checks the header of an open log.
 *
 * @throws JetError JET_errFileIOBeyondEOF when the file is too short to have a header; the first
 *   failure of 20 §3.2 otherwise
 */
export async function loadLogHeader(
  file: File,
  expectations: Omit<LogHeaderExpectations, 'fileSize'> = {},
): Promise<Extract<LogHeaderVerdict, { state: 'good' }>> {
  const verdict = await examineLogHeader(file, expectations);
  if (verdict.state === 'bad') throw new JetError(verdict.error, `${file.path}: ${verdict.text}`);
  return verdict;
}

/** Like {@link loadLogHeader}, with damage as a result. */
export async function examineLogHeader(
  file: File,
  expectations: Omit<LogHeaderExpectations, 'fileSize'> = {},
): Promise<LogHeaderVerdict> {
  const bytes = new Uint8Array(logHeaderSize);
  const size = await file.size();
  if ((await file.read(bytes, 0)) < logHeaderSize) {
    throw new JetError('JET_errFileIOBeyondEOF', `${file.path}: ${size} bytes hold no log header`);
  }
  return checkLogHeader(bytes, { ...expectations, fileSize: size });
}
