import { checkLogHeader, logHeaderSize, logPageSize } from '@esekit/log';
import { hasGoodXorChecksum } from '@esekit/pages';
import type { HeaderInfo } from './header-info';

/** The only header copy of a log, and whether the file has the size that it states. */
export function logInfo(head: Uint8Array, size: number): HeaderInfo {
  const bytes = head.subarray(0, logHeaderSize);
  if (bytes.length < logHeaderSize) {
    const text = `${size} bytes hold no log header`;
    return damaged([{ error: 'JET_errFileIOBeyondEOF', text }]);
  }
  const verdict = checkLogHeader(bytes, { fileSize: size });
  const problems = verdict.state === 'bad' ? [{ error: verdict.error, text: verdict.text }] : [];
  if (!hasGoodXorChecksum(bytes)) return damaged(problems);
  const { header } = verdict;
  return {
    headers: [{ copy: 'primary', checksum: 'good' }],
    pageSize: logPageSize(header),
    state: null,
    header: { ...header },
    problems,
  };
}

function damaged(problems: HeaderInfo['problems']): HeaderInfo {
  const headers = [{ copy: 'primary', checksum: 'bad' }] as const;
  return { headers, pageSize: null, state: null, header: null, problems };
}
