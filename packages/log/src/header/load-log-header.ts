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
  return demandGood(file, await examineLogHeader(file, expectations));
}

/** {@link loadLogHeader} for code that may not wait. */
export function loadLogHeaderSync(
  file: File,
  expectations: Omit<LogHeaderExpectations, 'fileSize'> = {},
): Extract<LogHeaderVerdict, { state: 'good' }> {
  return demandGood(file, examineLogHeaderSync(file, expectations));
}

/** Like {@link loadLogHeader}, with damage as a result. */
export async function examineLogHeader(
  file: File,
  expectations: Omit<LogHeaderExpectations, 'fileSize'> = {},
): Promise<LogHeaderVerdict> {
  const bytes = new Uint8Array(logHeaderSize);
  const fileSize = await file.size();
  requireWhole(file, await file.read(bytes, 0));
  return checkLogHeader(bytes, { ...expectations, fileSize });
}

/** {@link examineLogHeader} for code that may not wait. */
export function examineLogHeaderSync(
  file: File,
  expectations: Omit<LogHeaderExpectations, 'fileSize'> = {},
): LogHeaderVerdict {
  const bytes = new Uint8Array(logHeaderSize);
  const fileSize = file.sizeSync();
  requireWhole(file, file.readSync(bytes, 0));
  return checkLogHeader(bytes, { ...expectations, fileSize });
}

function requireWhole(file: File, read: number): void {
  if (read === logHeaderSize) return;
  throw new JetError('JET_errFileIOBeyondEOF', `${file.path}: ${read} bytes hold no log header`);
}

function demandGood(file: File, verdict: LogHeaderVerdict): Extract<LogHeaderVerdict, { state: 'good' }> {
  if (verdict.state === 'bad') throw new JetError(verdict.error, `${file.path}: ${verdict.text}`);
  return verdict;
}
